// A site of its own with four inboxes, built and started for the tests of routing.
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PrivateKey } from 'openpgp'
import PostalMime from 'postal-mime'
import * as openpgp from '#lib/sealing/openpgp.node'
import { copySources } from '#scripts/copy-sources'
import { buildAndServe } from './serve.ts'

/** One inbox for each kind of condition, and the default. */
const INBOXES = {
  desk: { name: 'General desk', conditions: '' },
  theft: { name: 'Crypto desk', conditions: 'categories: [theft, threat]' },
  germany: { name: 'Berlin desk', conditions: 'countries: [DE]' },
  urgent: { name: 'Night desk', conditions: 'leavingNow: true' },
}
export type RoutedInbox = keyof typeof INBOXES
/** The key of `urgent` ends a year after it was made; the others never end. */
export const URGENT_KEY_SECONDS = 365 * 86_400

export const OPERATOR = 'operator@example.org'

export type RoutedSite = {
  url: string
  nameOf: (inbox: RoutedInbox) => string
  /** What `tip.json` says of its inbox, for each mail of an inbox, opened with that inbox's key. */
  opened: (inbox: RoutedInbox) => Promise<unknown[]>
  stop: () => Promise<void>
}

async function makeInboxes(folder: string): Promise<Map<string, PrivateKey>> {
  await mkdir(folder)
  const keys = new Map<string, PrivateKey>()
  for (const [id, { name, conditions }] of Object.entries(INBOXES)) {
    const { privateKey, publicKey } = await openpgp.generateKey({
      type: 'ecc',
      curve: 'curve25519Legacy',
      userIDs: { name, email: `${id}@example.org` },
      format: 'object',
      keyExpirationTime: id === 'urgent' ? URGENT_KEY_SECONDS : 0,
      // A certificate that is not yet valid by a second would be refused.
      date: new Date(Date.now() - 60_000),
    })
    keys.set(id, privateKey)
    await writeFile(join(folder, `${id}.asc`), publicKey.armor())
    await writeFile(
      join(folder, `${id}.yaml`),
      `name: ${name}\naddress: ${id}@example.org\ncertificates: [${id}.asc]\n${conditions}\n`,
    )
  }
  return keys
}

/** Builds the site with its inboxes in a folder of its own and starts it. */
export async function startRoutedSite(): Promise<RoutedSite> {
  const root = await mkdtemp(join(tmpdir(), 'rhw-routed-'))
  try {
    const sources = join(root, 'site')
    const [dataDir, inboxesDir] = [join(root, 'data'), join(root, 'inboxes')]
    const keys = await makeInboxes(inboxesDir)
    await copySources(sources)
    const about = join(sources, 'content', 'site.yaml')
    const text = await readFile(about, 'utf8')
    await writeFile(about, text.replace("email: ''", `email: ${OPERATOR}`))
    const env = { INBOXES_DIR: inboxesDir, POW_COST: '0' }
    const { url, stop } = await buildAndServe(sources, dataDir, env)
    return {
      url,
      nameOf: (inbox) => INBOXES[inbox].name,
      opened: (inbox) => open(join(dataDir, 'maildir', inbox, 'new'), keys.get(inbox)),
      stop: async () => {
        await stop()
        await rm(root, { recursive: true, force: true })
      },
    }
  } catch (error) {
    await rm(root, { recursive: true, force: true })
    throw error
  }
}

async function open(folder: string, key: PrivateKey | undefined): Promise<unknown[]> {
  if (!key) return []
  const names = await readdir(folder).catch(() => [])
  return Promise.all(
    names.map(async (name) => {
      const [armored] =
        /-----BEGIN PGP MESSAGE-----[\s\S]*-----END PGP MESSAGE-----/.exec(
          await readFile(join(folder, name), 'latin1'),
        ) ?? []
      const { data } = await openpgp.decrypt({
        message: await openpgp.readMessage({ armoredMessage: armored ?? '' }),
        decryptionKeys: key,
        format: 'binary',
      })
      const { attachments } = await PostalMime.parse(data)
      const json = attachments.find(({ filename }) => filename === 'tip.json')?.content
      const tip: { inbox?: unknown } = JSON.parse(
        json instanceof ArrayBuffer ? Buffer.from(json).toString() : String(json),
      )
      return tip.inbox
    }),
  )
}
