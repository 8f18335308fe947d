/** ASCII armour (RFC 9580, section 6.2), streaming: the sealed part is never in memory as a whole. */

/** 48 bytes make the 64 columns that gpg writes. */
const LINE_BYTES = 48
const CRC24_INIT = 0xb704ce
const CRC24_POLY = 0x864cfb

const CRC24_TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 16
  for (let bit = 0; bit < 8; bit += 1) {
    crc <<= 1
    if (crc & 0x1000000) crc ^= 0x1000000 | CRC24_POLY
  }
  return crc
})

/** Continues the CRC-24 of RFC 9580, section 6.1.1, over `bytes`; start with no `crc`. */
export function crc24(bytes: Uint8Array, crc = CRC24_INIT): number {
  let value = crc
  for (const byte of bytes) {
    value = ((value << 8) & 0xffffff) ^ (CRC24_TABLE[((value >> 16) ^ byte) & 0xff] ?? 0)
  }
  return value
}

/** Base64 in lines of 64 columns, each ended by LF (RFC 2045 allows 76). */
export async function* base64Lines(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<string> {
  let rest: Uint8Array = new Uint8Array()
  for await (const chunk of chunks) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    const whole = bytes.length - (bytes.length % LINE_BYTES)
    yield lines(bytes.subarray(0, whole))
    rest = bytes.subarray(whole)
  }
  yield lines(rest)
}

function lines(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
  return text.replace(/.{1,64}/g, '$&\n')
}

/** An armoured OpenPGP message with its CRC-24, which older mail programs still demand. */
export async function* armoredMessage(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<string> {
  let crc = CRC24_INIT
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      crc = crc24(chunk, crc)
      yield chunk
    }
  }
  yield '-----BEGIN PGP MESSAGE-----\n\n'
  yield* base64Lines(counted())
  const checksum = Buffer.from([crc >> 16, (crc >> 8) & 0xff, crc & 0xff]).toString('base64')
  yield `=${checksum}\n-----END PGP MESSAGE-----\n`
}
