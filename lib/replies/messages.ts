/**
 * Finds the OpenPGP messages in a mail: as PGP/MIME (RFC 3156), attached as a file, or in armour in
 * the text, also in the text of a web page that a mail program made of it.
 */
import { createHash } from 'node:crypto'
import type { Attachment, Email } from 'postal-mime'
import { dearmor } from '#lib/sealing/packets'

// Anybody may send a mail: nothing here may take a time that grows with the square of what it reads.
const BEGIN = '-----BEGIN PGP MESSAGE-----'
const END = '-----END PGP MESSAGE-----'
const ATTACHED = /\.(asc|pgp|gpg)$/i
const PGP_TYPES: readonly string[] = ['application/octet-stream', 'application/pgp-encrypted']
const SMIME = /^application\/(x-)?pkcs7-(mime|signature)$/

export type FoundMessages = {
  /** Binary OpenPGP messages, each once. */
  messages: Uint8Array<ArrayBuffer>[]
  /** Whether somebody wrote words above the armour, which the sender would never get. */
  textOutside: boolean
}

/** Finds them; nothing that is not in armour or a file of its own counts. */
export function findMessages(mail: Pick<Email, 'attachments' | 'text' | 'html'>): FoundMessages {
  const attached = mail.attachments.flatMap(messagesIn)
  const inText = armoredIn(mail.text ?? '')
  // The same message stands often in both; a web page is asked only when the text has none.
  const inline = inText.messages.length > 0 ? inText : armoredIn(textOfHtml(mail.html ?? ''))
  return {
    messages: distinct([...attached, ...inline.messages]),
    textOutside: attached.length === 0 && inline.textBefore,
  }
}

/** Whether the mail is encrypted or signed by S/MIME. */
export function hasSMime(mail: Pick<Email, 'attachments'>): boolean {
  return mail.attachments.some(
    ({ mimeType, filename }) => SMIME.test(mimeType) || /\.p7[ms]$/i.test(filename ?? ''),
  )
}

function messagesIn({ content, mimeType, filename }: Attachment): Uint8Array<ArrayBuffer>[] {
  const bytes =
    typeof content === 'string' ? new TextEncoder().encode(content) : new Uint8Array(content)
  const text = new TextDecoder('latin1').decode(bytes.subarray(0, 4096))
  if (/^[ \t]*-----BEGIN PGP MESSAGE-----/m.test(text)) {
    return armoredIn(new TextDecoder('latin1').decode(bytes)).messages
  }
  // Binary: only what says of itself that it is OpenPGP, and begins with a session key packet.
  const named = ATTACHED.test(filename ?? '') || mimeType === 'application/pgp-encrypted'
  const tag = bytes[0] ?? 0
  const begins = (tag & 0xfc) === 0x84 || tag === 0xc1
  return named && begins && (PGP_TYPES.includes(mimeType) || ATTACHED.test(filename ?? ''))
    ? [bytes]
    : []
}

function armoredIn(text: string): { messages: Uint8Array<ArrayBuffer>[]; textBefore: boolean } {
  // Quoted armour is what the desk answers to, not what it says.
  const own = text
    .replace(/\r\n?/g, '\n')
    .split('\n')
    .filter((line) => !/^\s*[>|]/.test(line))
    .map((line) => line.trimEnd())
    .join('\n')
  const blocks = between(own, BEGIN, END)
  const [first] = blocks
  return {
    messages: blocks.flatMap(({ from, to }) =>
      dearmor(withBlankLine(own.slice(from, to))).map(({ bytes }) => new Uint8Array(bytes)),
    ),
    textBefore: first !== undefined && own.slice(0, first.from).trim() !== '',
  }
}

/** Where each stretch from a `begin` to the next `end` lies, both included. */
function between(text: string, begin: string, end: string): { from: number; to: number }[] {
  const found: { from: number; to: number }[] = []
  for (let at = 0; ; ) {
    const from = text.indexOf(begin, at)
    const last = from === -1 ? -1 : text.indexOf(end, from)
    if (last === -1) return found
    at = last + end.length
    found.push({ from, to: at })
  }
}

/** Mail programs that wrap or reflow drop the blank line between the armour's headers and its body. */
function withBlankLine(block: string): string {
  const lines = block.split('\n').map((line) => line.trim())
  const head = lines.findIndex((line, at) => at > 0 && !/^[A-Za-z-]+: /.test(line))
  return [...lines.slice(0, head), '', ...lines.slice(head).filter((line) => line !== '')].join(
    '\n',
  )
}

/** The text of a web page, as far as armour needs it. */
function textOfHtml(html: string): string {
  return withoutQuotes(html.replace(/<(br|\/p|\/div|\/pre|\/tr)\b[^<>]*>/gi, '\n'))
    .replace(/<[^<>]*>/g, '')
    .replace(/&nbsp;|&#160;/gi, ' ')
    .replace(/&#43;|&plus;/gi, '+')
    .replace(/&#47;|&sol;/gi, '/')
    .replace(/&#61;|&equals;/gi, '=')
    .replace(/&gt;/gi, '>')
}

/** A web page without what its writer quotes. */
function withoutQuotes(html: string): string {
  let [kept, at] = ['', 0]
  // Only ASCII: other letters may change their length in lower case.
  const lower = html.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
  for (const { from, to } of between(lower, '<blockquote', '</blockquote>')) {
    kept += html.slice(at, from)
    at = to
  }
  return kept + html.slice(at)
}

function distinct(messages: readonly Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer>[] {
  const hashOf = (one: Uint8Array) => createHash('sha256').update(one).digest('hex')
  return [...new Map(messages.map((one) => [hashOf(one), one])).values()]
}
