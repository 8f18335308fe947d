/**
 * `/.well-known/security.txt` (RFC 9116). It is made when asked for, not at build time, because its
 * `Expires` must never lie in the past.
 */
import { absolute } from './entries.ts'
import { PROVIDER_METADATA } from './tool-addresses.ts'

const DAY_MS = 24 * 60 * 60 * 1000
/** RFC 9116 §2.5.5 recommends less than a year; a month tells a reader that somebody still looks after it. */
const VALID_DAYS = 30

export type SecurityTxt = {
  /** The site's origin. */
  siteUrl: string
  now: Date
  /** `security.contact` of site.yaml: a mail address, a web address, or "" when there is none. */
  contact: string
  /** Fingerprints of the tip line's certificates, 40 hexadecimal digits each. */
  fingerprints: readonly string[]
  /** Language tags in which a report may be written; English when none is given. */
  languages?: readonly string[]
}

/**
 * The file as text. Without a contact the tip form itself is the contact, since the field is required.
 * `Expires` is the midnight (UTC) thirty days on, so that it does not tell when it was asked for.
 */
export function securityTxt({
  siteUrl,
  now,
  contact,
  fingerprints,
  languages = ['en'],
}: SecurityTxt): string {
  const expires = new Date((Math.floor(now.getTime() / DAY_MS) + VALID_DAYS) * DAY_MS)
  const lines = [
    `Contact: ${contactUri(siteUrl, contact)}`,
    `Expires: ${expires.toISOString().replace('.000Z', 'Z')}`,
    ...[...new Set(fingerprints)].flatMap((fingerprint) =>
      encryption(siteUrl, fingerprint.toLowerCase()),
    ),
    `Preferred-Languages: ${languages.join(', ')}`,
    `Canonical: ${absolute(siteUrl, '/.well-known/security.txt')}`,
    // Where clients of CSAF 2.0 begin (its section 7.1.8); it must be https.
    ...(siteUrl.startsWith('https:') ? [`CSAF: ${absolute(siteUrl, PROVIDER_METADATA)}`] : []),
  ]
  return `${lines.join('\n')}\n`
}

/** The key by its fingerprint, and where it lies: a web address must be https (RFC 9116 §2.5.4). */
function encryption(siteUrl: string, fingerprint: string): string[] {
  return [
    `Encryption: openpgp4fpr:${fingerprint}`,
    ...(siteUrl.startsWith('https:')
      ? [`Encryption: ${absolute(siteUrl, `/keys/${fingerprint}.asc`)}`]
      : []),
  ]
}

function contactUri(siteUrl: string, contact: string): string {
  const value = contact.trim()
  if (value === '') return absolute(siteUrl, '/report')
  return /^[a-z][a-z0-9+.-]*:/i.test(value) ? value : `mailto:${value}`
}
