/**
 * Recognises what an analyst chose to open: a saved mail (`.eml`, a file of a Maildir), a sealed part
 * that was saved from one or fetched by its link, or something else, which is named.
 */
import PostalMime, { type Attachment } from 'postal-mime'
import { readLinks } from '#lib/delivery/links'
import { TIP_HEADERS } from '#lib/delivery/tip-headers'

/** Mails have 25 MB or so; taking apart much more would take the memory of a browser's tab. */
const MAIL_BYTES_MAX = 128 * 1024 * 1024
/** Enough for the header of a mail. */
const HEAD_BYTES = 65_536

/** What a mail says of a tip in its header; anybody can write such a mail. */
export type MailFacts = {
  reference: string | null
  /** `2026-11-22T10:00Z` */
  hour: string | null
  inbox: string | null
  /** Sealed sizes in bytes of all parts, in their order; empty when the mail does not say. */
  sizes: readonly number[]
}

export type Source =
  | {
      kind: 'mail'
      facts: MailFacts
      /** Sealed parts in the mail, by their number; 0 is the message. */
      parts: ReadonlyMap<number, Blob>
      /** Where the parts that go by link can be fetched. */
      links: ReadonlyMap<number, string>
    }
  | {
      kind: 'part'
      /** By its name, `file-3.pgp`; null when the name does not say. */
      part: number | null
      content: Blob
    }
  | { kind: 'key' | 'mail-without-tip' | 'outlook' | 'too-large' | 'empty' | 'unknown' }

/** Recognises one file. Never throws for what stands in it; rejects when it cannot be read. */
export async function readSource(file: Blob, name: string): Promise<Source> {
  if (file.size === 0) return { kind: 'empty' }
  const head = new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer())
  const packet = packetTag(head)
  if (packet === 1 || packet === 18) return { kind: 'part', part: partOfName(name), content: file }
  if (packet === 5 || packet === 6) return { kind: 'key' }
  const text = new TextDecoder('latin1').decode(head).replace(/^\xef\xbb\xbf/, '')
  if (/^\s*-----BEGIN PGP MESSAGE/.test(text)) {
    return { kind: 'part', part: partOfName(name), content: file }
  }
  if (/^\s*-----BEGIN PGP (?:PRIVATE|PUBLIC) KEY/.test(text)) return { kind: 'key' }
  // The compound files of Outlook (MS-CFB).
  if (text.startsWith('\xd0\xcf\x11\xe0')) return { kind: 'outlook' }
  if (!/^(?:>?From [^\n]*\n)?[!-9;-~]+:[ \t\r\n]/.test(text)) return { kind: 'unknown' }
  if (file.size > MAIL_BYTES_MAX) return { kind: 'too-large' }
  return readMail(new Uint8Array(await file.arrayBuffer()))
}

/** The number in `file-3.pgp`, `file-3 (1).pgp` as browsers save it twice, or 0 for the message. */
function partOfName(name: string): number | null {
  if (/^(?:tip\.eml|encrypted)\b/i.test(name)) return 0
  const number = /^file-(\d{1,4})\b/i.exec(name)?.[1]
  return number === undefined ? null : Number(number)
}

/** The tag of an OpenPGP packet that begins here (RFC 9580, 4.2); null where none does. */
function packetTag([first = 0]: Uint8Array): number | null {
  if ((first & 0x80) === 0) return null
  return (first & 0x40) === 0 ? (first >> 2) & 0x0f : first & 0x3f
}

async function readMail(bytes: Uint8Array): Promise<Source> {
  const mail = await PostalMime.parse(withoutMboxLine(bytes), {
    forceRfc822Attachments: true,
  }).catch(() => null)
  // Limits on nesting and headers: nothing that this site sent.
  if (mail === null) return { kind: 'mail-without-tip' }
  const parts = sealedIn(mail.attachments)
  const text = mail.text ?? ''
  const inline = text.indexOf('-----BEGIN PGP MESSAGE-----')
  if (inline !== -1 && !parts.has(0)) parts.set(0, new Blob([text.slice(inline)]))
  const links = readLinks(text)
  if (parts.size === 0 && links.size === 0) return { kind: 'mail-without-tip' }
  const header = (name: string) =>
    mail.headers.find(({ key }) => key === name.toLowerCase())?.value.trim() || null
  const sizes = header(TIP_HEADERS.parts) ?? ''
  return {
    kind: 'mail',
    facts: {
      reference: header(TIP_HEADERS.reference),
      hour: header(TIP_HEADERS.received),
      inbox: header(TIP_HEADERS.inbox),
      sizes: /^\d+(,\d+)*$/.test(sizes) ? sizes.split(',').map(Number) : [],
    },
    parts,
    links,
  }
}

/** Some mail programs save a mail with the line that an mbox puts before it. */
function withoutMboxLine(bytes: Uint8Array): Uint8Array {
  const begins = new TextDecoder('latin1').decode(bytes.subarray(0, 6))
  return /^>?From /.test(begins) ? bytes.subarray(bytes.indexOf(0x0a) + 1) : bytes
}

function sealedIn(attachments: readonly Attachment[]): Map<number, Blob> {
  const parts = new Map<number, Blob>()
  for (const { filename, content } of attachments) {
    const bytes = new Uint8Array(
      typeof content === 'string' ? new TextEncoder().encode(content) : content,
    )
    const head = bytes.subarray(0, 64)
    const armored = new TextDecoder('latin1')
      .decode(head)
      .trimStart()
      .startsWith('-----BEGIN PGP MESS')
    if (!armored && packetTag(head) !== 1) continue
    const named = partOfName(filename ?? '')
    // A mail program may have renamed them: the first one is the message then.
    const part = named ?? (parts.has(0) ? Math.max(...parts.keys()) + 1 : 0)
    if (!parts.has(part)) parts.set(part, new Blob([bytes]))
  }
  return parts
}
