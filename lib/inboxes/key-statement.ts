/**
 * The statement of keys: a text, clear-signed with OpenPGP off this server, that names the certificates of
 * every inbox. Who pins its signer can tell by it whether the site shows other keys than the desk's.
 */

/** Where the site publishes it. */
export const STATEMENT_PATH = '/.well-known/tip-keys.asc'
/** Its file among the inboxes' files, and that of its signer when no reader of an inbox signs. */
export const STATEMENT_FILE = 'statement.asc'
export const SIGNER_FILE = 'statement-signer.asc'

const FORMAT = 'Tip-Keys-Statement: 1'

export type StatedInbox = {
  id: string
  /** 40 upper-case hex digits each, in their order in the inbox file. */
  certificates: string[]
  /** The archive's; null without one. */
  archive: string | null
}

export type KeyStatement = {
  /** The site's origin. */
  site: string
  /** Days, `2026-11-22` (UTC). It holds to the end of `until`. */
  made: string
  until: string
  inboxes: StatedInbox[]
}

type NamedInbox = {
  id: string
  certificates: readonly { fingerprint: string; archive?: true | undefined }[]
}

/** What the present inboxes are, as a statement has them; demonstrations have no desk to speak for them. */
export function statedInboxes(inboxes: readonly (NamedInbox & { demo: boolean })[]): StatedInbox[] {
  return inboxes
    .filter(({ demo }) => !demo)
    .map(({ id, certificates }) => {
      const upper = (archive: boolean) =>
        certificates
          .filter((one) => (one.archive === true) === archive)
          .map(({ fingerprint }) => fingerprint.toUpperCase())
      return { id, certificates: upper(false), archive: upper(true)[0] ?? null }
    })
    .sort((one, other) => (one.id < other.id ? -1 : 1))
}

/** The text to be signed: the same statement gives the same bytes, ASCII, ended by a line feed. */
export function statementText({ site, made, until, inboxes }: KeyStatement): string {
  return [
    FORMAT,
    `Site: ${site}`,
    `Made: ${made}`,
    `Valid-Until: ${until}`,
    '',
    'Tips to this site are sealed to these certificates and to no others.',
    'If the site shows another fingerprint, send it nothing.',
    ...inboxes.flatMap(({ id, certificates, archive }) => [
      '',
      `Inbox: ${id}`,
      ...certificates.map((fingerprint) => `Certificate: ${fingerprint}`),
      ...(archive === null ? [] : [`Archive-Certificate: ${archive}`]),
    ]),
    '',
  ].join('\n')
}

/** Reads the text of a statement; null when it is not exactly what `statementText` gives. */
export function parseStatement(signed: string): KeyStatement | null {
  const text = signed.replaceAll('\r\n', '\n').trimEnd()
  const field = (name: string, value: string) =>
    new RegExp(`^${name}: (${value})$`, 'm').exec(text)?.[1] ?? ''
  const day = '\\d{4}-\\d{2}-\\d{2}'
  const inboxes = text
    .split(/\n\n(?=Inbox: )/)
    .slice(1)
    .map((block) => ({
      id: /^Inbox: ([a-z0-9-]+)$/m.exec(block)?.[1] ?? '',
      certificates: [...block.matchAll(/^Certificate: ([0-9A-F]{40})$/gm)].map(
        ([, fingerprint]) => fingerprint ?? '',
      ),
      archive: /^Archive-Certificate: ([0-9A-F]{40})$/m.exec(block)?.[1] ?? null,
    }))
  const statement = {
    site: field('Site', 'https?://\\S+'),
    made: field('Made', day),
    until: field('Valid-Until', day),
    inboxes,
  }
  // Nothing may stand in a signed text that its reader takes for something else than we do.
  const complete = inboxes.every(({ id, certificates }) => id !== '' && certificates.length > 0)
  return complete && statementText(statement).trimEnd() === text ? statement : null
}

/**
 * Where a statement differs from what stands now, each difference with what it means.
 * @param now the clock @param siteUrl `SITE_URL`; null for any
 */
export function statementFaults(
  statement: KeyStatement,
  { inboxes, siteUrl, now }: { inboxes: readonly StatedInbox[]; siteUrl: string | null; now: Date },
): string[] {
  const faults: string[] = []
  const today = now.toISOString().slice(0, 10)
  if (statement.until < today) faults.push(`it held until ${statement.until}`)
  if (siteUrl !== null && statement.site !== siteUrl) {
    faults.push(`it speaks for ${statement.site}, and this site is ${siteUrl}`)
  }
  const known = new Map(statement.inboxes.map((inbox) => [inbox.id, inbox]))
  for (const inbox of inboxes) {
    const stated = known.get(inbox.id)
    known.delete(inbox.id)
    if (stated === undefined) faults.push(`it does not name the inbox “${inbox.id}”`)
    else if (JSON.stringify(sorted(stated)) !== JSON.stringify(sorted(inbox))) {
      faults.push(`it names other certificates of the inbox “${inbox.id}” than its file does`)
    }
  }
  for (const id of known.keys()) faults.push(`it names the inbox “${id}”, which there is not`)
  return faults
}

/** Which reader stands first says nothing. */
function sorted({ certificates, archive }: StatedInbox) {
  return { certificates: certificates.toSorted(), archive }
}
