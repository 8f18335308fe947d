/**
 * The MIME entity inside the sealed message (RFC 2045 to 2049): the readable report, tip.json, the key
 * for replies and the files. Only 7-bit lines, since real clients corrupt `binary`; every file is
 * application/octet-stream and an attachment, so that no mail program renders what a hostile sender
 * made. The subject is protected inside, in the form Thunderbird reads and in that of RFC 9788.
 */

/** Characters per line of base64 (RFC 2045, section 6.8). */
const BASE64_COLUMNS = 76
const BASE64_BYTES = (BASE64_COLUMNS / 4) * 3
/** Bytes encoded in one go; a multiple of a line's bytes. */
const STRIDE = BASE64_BYTES * 512

export type EntityFile = { name: string; content: Uint8Array<ArrayBuffer> }

export type EntityContent = {
  subject: string
  report: string
  /** `tip.json` as text; left out when there is none. */
  json?: string
  files: readonly EntityFile[]
  /** `tip.json` unless given. */
  jsonName?: string
  /** The key that replies must be encrypted to; its armor stands in an attachment. */
  tipKey?: { address: string; armored: string }
}

const encoder = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text)

/** Bytes as base64 without line ends. */
function base64(bytes: Uint8Array): string {
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary)
}

/** Bytes as base64 in lines of 76 characters ended by CRLF, in pieces that stay small. */
function base64Lines(bytes: Uint8Array): Uint8Array<ArrayBuffer>[] {
  const pieces: Uint8Array<ArrayBuffer>[] = []
  for (let at = 0; at < bytes.length; at += STRIDE) {
    const text = base64(bytes.subarray(at, at + STRIDE))
    pieces.push(encoder(`${text.match(/.{1,76}/g)?.join('\r\n') ?? ''}\r\n`))
  }
  return pieces
}

/** A header value with other than ASCII as encoded words (RFC 2047), folded. */
function encodedHeader(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text
  const words: string[] = []
  let word = ''
  // 36 bytes make a word of 60 characters, which leaves room for the header’s name in 76.
  for (const character of text) {
    if (encoder(word + character).length > 36) {
      words.push(word)
      word = ''
    }
    word += character
  }
  return [...words, word].map((part) => `=?UTF-8?B?${base64(encoder(part))}?=`).join('\r\n ')
}

/** Whether a name can stand in quotes as it is, in a line that is not too long. */
function isPlainName(name: string): boolean {
  return name.length <= 60 && /^[\x20-\x7e]*$/.test(name) && !/["\\]/.test(name)
}

/** A name for programs that know only ASCII. */
function asciiName(name: string): string {
  return name.replace(/[^\x20-\x7e]|["\\]/g, '_').slice(0, 60)
}

/**
 * The parameter that carries a file name: `filename`, or for what cannot stand in it `filename*`
 * (RFC 8187), in numbered pieces when long (RFC 2231). Never both, since Python and others would
 * take the lesser one; those that know neither find `name` on the Content-Type, as Thunderbird
 * writes it.
 */
function fileNameParameter(name: string): string {
  if (isPlainName(name)) return `;\r\n filename="${name}"`
  const units = Array.from(encoder(name), (byte) => {
    const character = String.fromCharCode(byte)
    return /[A-Za-z0-9!#$&+.^_`|~-]/.test(character)
      ? character
      : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
  })
  const pieces: string[] = []
  let piece = "UTF-8''"
  for (const unit of units) {
    if (piece.length + unit.length > 58) {
      pieces.push(piece)
      piece = ''
    }
    piece += unit
  }
  pieces.push(piece)
  return pieces.length === 1
    ? `;\r\n filename*=${pieces[0]}`
    : pieces.map((one, index) => `;\r\n filename*${index}*=${one}`).join('')
}

type Part = { headers: readonly string[]; body: readonly Uint8Array<ArrayBuffer>[] }

function textPart(text: string): Part {
  return {
    headers: [
      'Content-Type: text/plain; charset=utf-8',
      'Content-Disposition: inline',
      'Content-Transfer-Encoding: base64',
    ],
    body: base64Lines(encoder(text.replace(/\r?\n/g, '\r\n'))),
  }
}

function attachment(type: string, name: string, content: Uint8Array): Part {
  return {
    headers: [
      `Content-Type: ${type};\r\n name="${asciiName(name)}"`,
      `Content-Disposition: attachment${fileNameParameter(name)}`,
      'Content-Transfer-Encoding: base64',
    ],
    body: base64Lines(content),
  }
}

/**
 * The key as the one attachment of a type of its own, so that mail programs offer to take it. Its
 * armor is 7-bit already, and is left readable for those that look for it.
 */
function keyPart(armored: string): Part {
  return {
    headers: [
      'Content-Type: application/pgp-keys;\r\n name="tip-key.asc"',
      'Content-Disposition: attachment;\r\n filename="tip-key.asc"',
      'Content-Description: OpenPGP public key for replies',
      'Content-Transfer-Encoding: 7bit',
    ],
    body: [encoder(armored.replace(/\r?\n/g, '\r\n'))],
  }
}

/** The same key as Autocrypt (Level 1) has it, for mail programs that go by it. */
function autocrypt({ address, armored }: { address: string; armored: string }): string {
  const lines = armored.split(/\r?\n/)
  const end = lines.findIndex((line, at) => at > 0 && /^[=-]/.test(line))
  // Between the empty line and the checksum.
  const base64 = lines.slice(lines.indexOf('') + 1, end).join('')
  const keydata = base64.match(/.{1,76}/g) ?? []
  return `Autocrypt: addr=${address}; prefer-encrypt=mutual;\r\n keydata=\r\n ${keydata.join('\r\n ')}`
}

/**
 * Builds the entity.
 * @param content subject, report, tip.json and files; file names must be clean (lib/evidence)
 * @param random 16 or more random bytes for the boundary; the same bytes give the same entity
 */
export function mimeEntity(content: EntityContent, random: Uint8Array): Uint8Array<ArrayBuffer> {
  // `=_` cannot occur in base64, so no boundary can occur in a body.
  const boundary = `=_${Array.from(random, (byte) => byte.toString(16).padStart(2, '0')).join('')}`
  const parts: Part[] = [
    textPart(content.report),
    ...(content.json === undefined
      ? []
      : [attachment('application/json', content.jsonName ?? 'tip.json', encoder(content.json))]),
    ...content.files.map((file) => attachment('application/octet-stream', file.name, file.content)),
    ...(content.tipKey === undefined ? [] : [keyPart(content.tipKey.armored)]),
  ]
  const head = [
    `Content-Type: multipart/mixed;\r\n boundary="${boundary}";\r\n protected-headers="v1"; hp="cipher"`,
    `Subject: ${encodedHeader(content.subject)}`,
    ...(content.tipKey === undefined ? [] : [autocrypt(content.tipKey)]),
    'MIME-Version: 1.0',
  ]
  return concat([
    encoder(`${head.join('\r\n')}\r\n\r\n`),
    ...parts.flatMap(({ headers, body }) => [
      encoder(`--${boundary}\r\n${headers.join('\r\n')}\r\n\r\n`),
      ...body,
      encoder('\r\n'),
    ]),
    encoder(`--${boundary}--\r\n`),
  ])
}

function concat(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    out.set(piece, at)
    at += piece.length
  }
  return out
}
