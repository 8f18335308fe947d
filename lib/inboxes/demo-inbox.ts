/**
 * The inbox of a fresh installation: a key made on the spot under `DATA_DIR/demo-inbox`, without a
 * passphrase, so that anybody can try the whole way. It is marked as a demonstration everywhere.
 */
import { randomBytes } from 'node:crypto'
import { mkdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { readCertificate } from '#lib/sealing/certificate'
import type { OpenPgp } from '#lib/sealing/openpgp'
import { syncFolder, writeDurably } from './durable-files.ts'
import type { Inbox } from './inbox.ts'

/** What making keys needs beyond what sealing needs of OpenPGP.js. */
export type KeyMakingOpenPgp = OpenPgp & Pick<typeof import('openpgp'), 'generateKey'>

export const DEMO_INBOX_ID = 'demo'
const ADDRESS = 'demo@localhost.invalid'
/** Whoever tries the demonstration out replies as some user of this machine. */
const REPLY_FROM = ['*@localhost.invalid', '*@localhost']

/** Where the demo inbox keeps its keys. */
export function demoInboxFiles(dataDir: string): { dir: string; public: string; secret: string } {
  const dir = join(dataDir, 'demo-inbox')
  return { dir, public: join(dir, 'public.asc'), secret: join(dir, 'secret.asc') }
}

/**
 * Gives the demo inbox of `dataDir`, making its key pair on the first call: OpenPGP v4 (RFC 4880),
 * Ed25519 with a Curve25519 subkey, which GnuPG 2.2 and Thunderbird read. Both files appear
 * together or not at all, and are never replaced: tips may have been sealed to them.
 * @throws when the folder exists without two usable key files, with the cure.
 */
export async function ensureDemoInbox(options: {
  dataDir: string
  openpgp: KeyMakingOpenPgp
}): Promise<Inbox> {
  const { dataDir, openpgp } = options
  const files = demoInboxFiles(dataDir)
  const found = await readIfThere(files.public)
  if (found === null) await createKeys(dataDir, openpgp)
  const [armored, secret] = [
    found ?? (await readIfThere(files.public)),
    await readIfThere(files.secret),
  ]
  if (armored === null || secret === null) {
    throw new Error(
      `${files.dir} lacks ${armored === null ? 'public.asc' : 'secret.asc'}. Put the file back, or move the folder away to get a new demo key (tips sealed to the old one then stay closed).`,
    )
  }
  const read = await readCertificate(openpgp, armored)
  if (!read.ok) {
    throw new Error(
      `${files.public}: ${read.reason}. Move ${files.dir} away to get a new demo key.`,
    )
  }
  const { fingerprint, encryptionKeyIds, expires } = read.certificate
  return {
    id: DEMO_INBOX_ID,
    name: 'Demonstration inbox',
    address: ADDRESS,
    secondAddress: null,
    mailBytes: null,
    categories: [],
    countries: [],
    languages: [],
    leavingNow: false,
    distrusted: [],
    limits: null,
    partners: [],
    replyFrom: [...REPLY_FROM],
    archive: null,
    certificates: [{ fingerprint, armored: read.certificate.armored, encryptionKeyIds, expires }],
    demo: true,
  }
}

async function createKeys(dataDir: string, openpgp: KeyMakingOpenPgp): Promise<void> {
  const { privateKey, publicKey } = await openpgp.generateKey({
    type: 'ecc',
    curve: 'ed25519Legacy',
    userIDs: [{ name: 'Remote Hire Watch demo inbox', email: ADDRESS }],
    format: 'armored',
    config: { v6Keys: false, aeadProtect: false },
  })
  const dir = demoInboxFiles(dataDir).dir
  const draft = `${dir}.${randomBytes(6).toString('hex')}.tmp`
  await mkdir(draft, { recursive: true, mode: 0o700 })
  try {
    await writeDurably(join(draft, 'secret.asc'), privateKey)
    await writeDurably(join(draft, 'public.asc'), publicKey)
    await rename(draft, dir)
  } catch (error) {
    await rm(draft, { recursive: true, force: true })
    // Another process was first; its keys are the ones to use.
    const code = (error as NodeJS.ErrnoException).code
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST' && code !== 'EPERM') throw error
    return
  }
  await syncFolder(dataDir)
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}
