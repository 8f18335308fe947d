/**
 * Mail signed inside its encryption, as some programs make it: `multipart/signed` (RFC 1847, RFC 3156
 * section 5), whose signature covers the exact bytes of its first part.
 */
import PostalMime from 'postal-mime'

export type SignedPart = {
  /** What was signed, a MIME entity of its own, with the line ends that were signed. */
  content: Uint8Array<ArrayBuffer>
  /** The detached signature as it came, in armor. */
  signature: string
}

/** A header is not longer, nor is a signature. In bytes. */
const HEAD_BYTES_MAX = 65_536

const CR = 13
const LF = 10

const bytesAsText = new TextDecoder('latin1')

/** The fields at the beginning of a MIME entity, with its content type among them; '' when there are none. */
export function mimeHead(entity: Uint8Array): string {
  const beginning = bytesAsText.decode(entity.subarray(0, HEAD_BYTES_MAX))
  const end = /\r?\n\r?\n/.exec(beginning)
  const head = end === null ? '' : beginning.slice(0, end.index + end[0].length)
  return /^[!-9;-~]+:/.test(head) && /^content-type:/im.test(head) ? head : ''
}

/** Takes the signed part out of an entity that is signed as a whole; null for every other one. */
export async function readSignedPart(entity: Uint8Array): Promise<SignedPart | null> {
  const head = mimeHead(entity)
  const type = /^content-type:\s*multipart\/signed\b(.*(?:\r?\n[ \t].*)*)/im.exec(head)?.[1]
  if (type === undefined || !/application\/pgp-signature/i.test(type)) return null
  const named = /;\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(type)
  const boundary = named?.[1] ?? named?.[2]
  if (boundary === undefined) return null
  const [signed, signature] = partsOf(entity, head.length, boundary)
  if (signed === undefined || signature === undefined || signature.length > HEAD_BYTES_MAX) {
    return null
  }
  const { attachments, text } = await PostalMime.parse(signature)
  const armored = attachments[0]?.content ?? text ?? ''
  return {
    content: withCrlf(signed),
    signature: typeof armored === 'string' ? armored : bytesAsText.decode(armored),
  }
}

/** The bytes between the delimiter lines, to which the line ends before and after them belong. */
function partsOf(entity: Uint8Array, from: number, boundary: string): Uint8Array[] {
  // One character for each byte, so that places in the text are places in the bytes.
  const text = bytesAsText.decode(entity)
  const delimiter = `\n--${boundary}`
  const parts: Uint8Array[] = []
  let begins: number | null = null
  // The line end before the body may be the one before its first delimiter.
  for (let at = text.indexOf(delimiter, from - 1); at !== -1; ) {
    const after = at + delimiter.length
    const lineEnd = text.indexOf('\n', after)
    const rest = text.slice(after, lineEnd === -1 ? text.length : lineEnd)
    if (/^(?:--)?[ \t]*\r?$/.test(rest)) {
      if (begins !== null) parts.push(entity.subarray(begins, text[at - 1] === '\r' ? at - 1 : at))
      if (rest.startsWith('--') || lineEnd === -1) break
      begins = lineEnd + 1
    }
    at = text.indexOf(delimiter, after)
  }
  return parts
}

/** The same with CRLF at the end of each line, over which mail is signed (RFC 3156 section 5). */
function withCrlf(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const isBare = (at: number) => bytes[at] === LF && bytes[at - 1] !== CR
  const bare = bytes.reduce((count, _, at) => (isBare(at) ? count + 1 : count), 0)
  const lines = new Uint8Array(bytes.length + bare)
  let from = 0
  let to = 0
  const take = (end: number) => {
    lines.set(bytes.subarray(from, end), to)
    to += end - from
    from = end
  }
  for (let at = bytes.indexOf(LF); at !== -1; at = bytes.indexOf(LF, at + 1)) {
    if (!isBare(at)) continue
    take(at)
    lines[to] = CR
    to += 1
  }
  take(bytes.length)
  return lines
}
