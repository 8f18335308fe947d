/** The checksum of PNG chunks (ISO 3309, CRC-32), for the few bytes that are written anew. */

/** The checksum of `bytes`, bit by bit: they are few, and a table would be longer than they are. */
export function crc32(bytes: Uint8Array): number {
  let sum = 0xffffffff
  for (const byte of bytes) {
    sum ^= byte
    for (let bit = 0; bit < 8; bit += 1) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0)
  }
  return (sum ^ 0xffffffff) >>> 0
}
