/** Reads the signed statement of keys beside the inbox files, and checks all of it before it is published. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { OpenPgp } from '#lib/sealing/openpgp'
import type { Inbox } from './inbox.ts'
import {
  type KeyStatement,
  parseStatement,
  SIGNER_FILE,
  STATEMENT_FILE,
  statedInboxes,
  statementFaults,
} from './key-statement.ts'

/** What checking a signature needs beyond what sealing needs of OpenPGP.js. */
export type VerifyingOpenPgp = OpenPgp &
  Pick<typeof import('openpgp'), 'readCleartextMessage' | 'verify'>

export type SignedStatement = {
  statement: KeyStatement
  /** The file as it is published: the text with its signature. */
  signed: string
  /** Fingerprint of the certificate that signed it, upper-case hex, and that certificate, armoured. */
  signer: string
  signerArmored: string
}

/** `statement` is null when there is none: then nothing is published. */
export type LoadedStatement =
  | { ok: true; statement: SignedStatement | null; warnings: string[] }
  | { ok: false; errors: string[] }

const DAY_MS = 24 * 60 * 60 * 1000
const WARN_DAYS = 30
const CURE =
  'Make it anew on the machine that holds the key: npm run keys -- statement. Or remove the file: then the site publishes no statement.'

/**
 * Loads `statement.asc`: signed by a reader of an inbox, or by who stands in `statement-signer.asc`, and
 * saying of the inboxes exactly what their files say.
 * @param options.signed a statement to be checked instead of the file, before it is written
 * @param options.dir `INBOXES_DIR` @param options.siteUrl `SITE_URL`; null for any @param options.now the clock
 * @returns the statement, or every fault with file and cure
 */
export async function loadStatement(options: {
  dir: string
  inboxes: readonly Inbox[]
  siteUrl: string | null
  openpgp: VerifyingOpenPgp
  now: Date
  signed?: string
}): Promise<LoadedStatement> {
  const { dir, inboxes, siteUrl, openpgp, now } = options
  const path = join(dir, STATEMENT_FILE)
  const signed = options.signed ?? (await textOf(path))
  const pinned = await textOf(join(dir, SIGNER_FILE))
  if (signed === null) {
    if (pinned === null) return { ok: true, statement: null, warnings: [] }
    return refuse(`${join(dir, SIGNER_FILE)}: there is no ${STATEMENT_FILE} that it signs. ${CURE}`)
  }
  const certificates = [
    ...(pinned === null ? [] : [pinned]),
    ...inboxes.flatMap((inbox) =>
      inbox.certificates.filter(({ archive }) => !archive).map(({ armored }) => armored),
    ),
  ]
  const read = await verified(openpgp, signed, certificates, now)
  if (!read.ok) return refuse(`${path}: ${read.reason}. ${CURE}`)
  const statement = parseStatement(read.text)
  if (statement === null) {
    return refuse(`${path}: its text is not that of a statement of keys. ${CURE}`)
  }
  const faults = statementFaults(statement, { inboxes: statedInboxes(inboxes), siteUrl, now })
  if (faults.length > 0) {
    return { ok: false, errors: faults.map((fault) => `${path}: ${fault}. ${CURE}`) }
  }
  const days = (Date.parse(statement.until) - now.getTime()) / DAY_MS
  return {
    ok: true,
    statement: { statement, signed, signer: read.signer, signerArmored: read.armored },
    warnings:
      days > WARN_DAYS
        ? []
        : [
            `${path}: it holds until ${statement.until}. Make a new one: npm run keys -- statement.`,
          ],
  }
}

const refuse = (error: string): LoadedStatement => ({ ok: false, errors: [error] })

type Verified =
  | { ok: true; text: string; signer: string; armored: string }
  | { ok: false; reason: string }

/** The text that somebody of these has signed (RFC 9580, section 7), and who. */
async function verified(
  openpgp: VerifyingOpenPgp,
  signed: string,
  certificates: readonly string[],
  now: Date,
): Promise<Verified> {
  const block = /^-----BEGIN PGP SIGNED MESSAGE-----\r?\n[\s\S]*\n-----END PGP SIGNATURE-----\s*$/
  // Words around the signed text would be published as if they were signed.
  if (!block.test(signed)) {
    return { ok: false, reason: 'it is no clear-signed text and nothing else' }
  }
  try {
    const message = await openpgp.readCleartextMessage({ cleartextMessage: signed })
    for (const armored of certificates) {
      const [key] = await openpgp.readKeys({ armoredKeys: armored })
      if (key === undefined) continue
      const { signatures } = await openpgp.verify({ message, verificationKeys: key, date: now })
      const verdicts = await Promise.allSettled(signatures.map((one) => one.verified))
      if (!verdicts.some(({ status }) => status === 'fulfilled')) continue
      const signer = key.getFingerprint().toUpperCase()
      return { ok: true, text: message.getText(), signer, armored: key.armor() }
    }
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error)
    return { ok: false, reason: `it cannot be read as a signed text (${detail})` }
  }
  return {
    ok: false,
    reason: `it has no good signature by a reader of an inbox, nor by who stands in ${SIGNER_FILE}`,
  }
}

async function textOf(path: string): Promise<string | null> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
}
