/**
 * The mail that carries a tip: PGP/MIME (RFC 3156), which Thunderbird and mutt open by themselves.
 * Nothing but the encrypted data may stand in such a mail, so what an analyst should know before
 * opening it stands in `Tip-…` headers, and as plain text in the MIME preamble, where whoever looks
 * at the raw mail reads it first.
 */
import type { Inbox } from '#lib/inboxes/inbox'
import type { Delivery } from '#lib/store/store'
import { armoredMessage, base64Lines } from './armor.ts'
import type { Mail } from './transport.ts'

/** Header fields by which `npm run inbox` finds and describes a tip without opening it. */
export const TIP_HEADERS = {
  reference: 'Tip-Reference',
  received: 'Tip-Received',
  inbox: 'Tip-Inbox',
  /** Sealed sizes of all parts in bytes, comma-separated. */
  parts: 'Tip-Parts',
} as const

/**
 * Composes the mail of a delivery.
 * @param from `MAIL_FROM` @param retentionDays `RETENTION_DAYS`
 * @param readPart gives the sealed bytes of a part, in order
 */
export function composeMail(options: {
  delivery: Delivery
  inbox: Inbox
  from: string
  retentionDays: number
  readPart: (part: number) => AsyncIterable<Uint8Array>
}): Mail {
  const { delivery, inbox, from, readPart, retentionDays } = options
  return {
    delivery,
    inbox,
    from,
    readPart,
    async *content() {
      let pending = `${headers(options)}\n${preamble(delivery, inbox, retentionDays)}\n`
      for await (const piece of body(delivery, readPart)) {
        pending += piece
        if (pending.length >= 65_536) {
          yield Buffer.from(pending, 'utf8')
          pending = ''
        }
      }
      yield Buffer.from(pending, 'utf8')
    },
  }
}

/** The subject of a tip's mail; it says nothing that an outsider could not see
 * anyway, unless the sender allowed it to say that the tip is urgent. */
export function subjectOf(delivery: Delivery): string {
  const urgent = delivery.urgent ? ' · urgent' : ''
  return `Tip ${delivery.reference} · ${sizeInWords(totalBytes(delivery))}${urgent}`
}

/** About how many bytes the mail has on the wire: base64 in lines that end with CRLF, and its frame. */
export function wireBytes(delivery: Pick<Delivery, 'parts'>): number {
  const frame = 4096
  return delivery.parts.reduce(
    (sum, { bytes }) => sum + frame + 4 * Math.ceil(bytes / 3) + 2 * Math.ceil(bytes / 48),
    frame,
  )
}

function totalBytes(delivery: Delivery): number {
  return delivery.parts.reduce((sum, part) => sum + part.bytes, 0)
}

/** `64 kB`, `4.1 MB`: decimal units, as mail programs show them. */
export function sizeInWords(bytes: number): string {
  return bytes < 1_000_000
    ? `${Math.ceil(bytes / 1000)} kB`
    : `${(bytes / 1_000_000).toFixed(1)} MB`
}

/** The domain of a mail address, for Message-IDs and for naming ourselves to mail servers. */
export function domainOf(from: string): string {
  return /@([A-Za-z0-9.-]+)>?\s*$/.exec(from)?.[1] ?? 'localhost.invalid'
}

/** Boundaries made from the random id: the same mail has the same bytes however often it is made. */
function boundary(delivery: Delivery, level: 'sealed' | 'all'): string {
  return `rhw-${level}-${delivery.id}`
}

/** The header fields that say what a mail is, and that a program sent it. */
export function tipHeaders(delivery: Delivery): Record<string, string> {
  return {
    'Auto-Submitted': 'auto-generated',
    [TIP_HEADERS.reference]: delivery.reference,
    [TIP_HEADERS.received]: delivery.hour,
    [TIP_HEADERS.inbox]: delivery.inbox,
    [TIP_HEADERS.parts]: delivery.parts.map((part) => part.bytes).join(','),
  }
}

function headers(options: { delivery: Delivery; inbox: Inbox; from: string }): string {
  const { delivery, inbox, from } = options
  return `${[
    `From: ${from}`,
    `To: ${mailbox(inbox.name, inbox.address)}`,
    `Subject: ${encodeWords(subjectOf(delivery))}`,
    // The hour of receipt: the minute of a tip is kept nowhere.
    `Date: ${new Date(delivery.hour).toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: <${delivery.id}@${domainOf(from)}>`,
    ...Object.entries(tipHeaders(delivery)).map(([name, value]) => `${name}: ${value}`),
    'MIME-Version: 1.0',
    delivery.parts.length === 1
      ? encryptedType(delivery)
      : `Content-Type: multipart/mixed; boundary="${boundary(delivery, 'all')}"`,
  ].join('\n')}\n`
}

function encryptedType(delivery: Delivery): string {
  return `Content-Type: multipart/encrypted; protocol="application/pgp-encrypted";\n boundary="${boundary(delivery, 'sealed')}"`
}

/** `2026-11-22 13:00 UTC` from `2026-11-22T13:00Z`. */
function hourInWords(hour: string): string {
  return hour.replace('T', ' ').replace('Z', ' UTC')
}

function preamble(delivery: Delivery, inbox: Inbox, retentionDays: number): string {
  const sizes = delivery.parts.map((part, index) => `  part ${index}: ${part.bytes} bytes, sealed`)
  return [
    `Tip ${delivery.reference}, received in the hour of ${hourInWords(delivery.hour)}.`,
    'It was encrypted by its sender (RFC 3156) for',
    ...inbox.certificates.map((certificate) => `  ${certificate.fingerprint.toUpperCase()}`),
    ...sizes,
    'Thunderbird and mutt open it when they hold the secret key. By hand:',
    `  npm run inbox -- open ${delivery.reference}`,
    '  or save this mail and run: gpg --decrypt MAIL',
    `The server's database forgets it ${retentionDays} days after delivery; this mail stays.`,
    '',
  ].join('\n')
}

async function* body(
  delivery: Delivery,
  readPart: (part: number) => AsyncIterable<Uint8Array>,
): AsyncGenerator<string> {
  const [outer, sealed] = [boundary(delivery, 'all'), boundary(delivery, 'sealed')]
  const several = delivery.parts.length > 1
  if (several) yield `--${outer}\n${encryptedType(delivery)}\n\n`
  yield `--${sealed}\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n\n`
  yield `--${sealed}\nContent-Type: application/octet-stream; name="encrypted.asc"\n`
  yield 'Content-Disposition: inline; filename="encrypted.asc"\n\n'
  yield* armoredMessage(readPart(0))
  yield `\n--${sealed}--\n`
  if (!several) return
  for (let part = 1; part < delivery.parts.length; part += 1) {
    yield `\n--${outer}\nContent-Type: application/octet-stream; name="file-${part}.pgp"\n`
    yield `Content-Disposition: attachment; filename="file-${part}.pgp"\n`
    yield 'Content-Transfer-Encoding: base64\n\n'
    yield* base64Lines(readPart(part))
  }
  yield `\n--${outer}--\n`
}

/** `Name <address>` with the name quoted or encoded as RFC 5322 and RFC 2047 want it. */
function mailbox(name: string, address: string): string {
  const shown = isAscii(name) ? `"${name.replace(/["\\]/g, '\\$&')}"` : encodeWords(name)
  return `${shown} <${address}>`
}

/** Encodes a header's text as RFC 2047 words of at most 75 columns where it is not ASCII. */
function encodeWords(text: string): string {
  if (isAscii(text)) return text
  const words: string[] = []
  let word = ''
  for (const character of text) {
    // 45 bytes of UTF-8 make 60 of base64, and 72 with the frame.
    if (Buffer.byteLength(word + character) > 45) {
      words.push(word)
      word = ''
    }
    word += character
  }
  words.push(word)
  return words.map((one) => `=?UTF-8?B?${Buffer.from(one).toString('base64')}?=`).join('\n ')
}

function isAscii(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text)
}
