/**
 * Looks into OpenPGP files without trusting what they claim to be: which packets stand in them, in
 * armour or not (RFC 9580, sections 4.2 and 6). For files that operators put beside an inbox; what
 * senders send is walked by walk-packets.ts.
 */

export type Packet = { tag: number; body: Uint8Array }

const TAG_SECRET_KEY = 5
const TAG_SECRET_SUBKEY = 7
const TAG_USER_ID = 13

const ARMOR = /-----BEGIN PGP ([A-Z ]+)-----\r?\n([\s\S]*?)(?:-----END PGP|$)/g
/** Secret keys that are not OpenPGP files: OpenSSH and TLS keys, and GnuPG's own `.key` files. */
const OTHER_SECRETS =
  /^[\s>|]*-----BEGIN [A-Z ]*PRIVATE KEY(?: BLOCK)?-----\s*$|\((?:\d+:)?(?:protected-|shadowed-)?private-key/m

/**
 * The text of a file as its editor meant it: UTF-8 or UTF-16 (what PowerShell's `>` writes), without
 * a byte order mark.
 */
export function textOf(file: Uint8Array): string {
  const encoding =
    file[0] === 0xff && file[1] === 0xfe
      ? 'utf-16le'
      : file[0] === 0xfe && file[1] === 0xff
        ? 'utf-16be'
        : 'utf-8'
  return new TextDecoder(encoding).decode(file)
}

/** The binary content of every armoured block of a text, in order; a broken block counts as empty. */
export function dearmor(text: string): { type: string; bytes: Uint8Array }[] {
  return [...text.matchAll(ARMOR)].map(([, type = '', inside = '']) => {
    const lines = inside.split(/\r?\n/)
    const blank = lines.findIndex((line) => line.trim() === '')
    const body = lines.slice(blank + 1).filter((line) => !line.startsWith('='))
    return { type, bytes: new Uint8Array(Buffer.from(body.join(''), 'base64')) }
  })
}

/** The packets of binary data as far as they can be read; partial lengths end the reading. */
export function packetsOf(data: Uint8Array): Packet[] {
  const packets: Packet[] = []
  let at = 0
  while (at < data.length) {
    const head = readHeader(data, at)
    if (head === null) break
    packets.push({ tag: head.tag, body: data.subarray(head.start, head.start + head.bytes) })
    at = head.start + head.bytes
  }
  return packets
}

function readHeader(
  data: Uint8Array,
  at: number,
): { tag: number; start: number; bytes: number } | null {
  const byte = (offset: number) => data[at + offset] ?? 0
  const first = byte(0)
  if ((first & 0x80) === 0) return null
  const number = (offset: number, count: number) =>
    Array.from({ length: count }, (_, index) => byte(offset + index)).reduce(
      (value, next) => value * 256 + next,
      0,
    )
  if ((first & 0x40) === 0) {
    const tag = (first >> 2) & 0x0f
    const size = 2 ** (first & 3)
    // An indeterminate length reaches to the end.
    if (size === 8) return { tag, start: at + 1, bytes: data.length - at - 1 }
    return { tag, start: at + 1 + size, bytes: number(1, size) }
  }
  const tag = first & 0x3f
  const length = byte(1)
  if (length < 192) return { tag, start: at + 2, bytes: length }
  if (length < 224) return { tag, start: at + 3, bytes: ((length - 192) << 8) + byte(2) + 192 }
  if (length === 255) return { tag, start: at + 6, bytes: number(2, 4) }
  return null
}

/**
 * Whether a file holds a private key anywhere, whatever its name or armour says: OpenPGP in armour or
 * binary, also behind other packets, and private keys of other programs.
 */
export function holdsPrivateKey(file: Uint8Array): boolean {
  const text = textOf(file)
  if (OTHER_SECRETS.test(text)) return true
  return [file, ...dearmor(text).map(({ bytes }) => bytes)].some((data) =>
    packetsOf(data).some(({ tag, body }) => isSecretKey(tag, body)),
  )
}

/** Also the version must fit, since other binary files may begin with the same byte. */
function isSecretKey(tag: number, body: Uint8Array): boolean {
  const version = body[0] ?? 0
  return (tag === TAG_SECRET_KEY || tag === TAG_SECRET_SUBKEY) && version >= 2 && version <= 6
}

/** The mail addresses in the user ids of an armoured certificate, in lower case. */
export function addressesOf(armored: string): string[] {
  return dearmor(armored)
    .flatMap(({ bytes }) => packetsOf(bytes))
    .filter(({ tag }) => tag === TAG_USER_ID)
    .map(({ body }) => new TextDecoder().decode(body))
    .flatMap((userId) => /<([^<>]+)>\s*$/.exec(userId)?.[1] ?? /^\S+@\S+$/.exec(userId)?.[0] ?? [])
    .map((address) => address.toLowerCase())
}
