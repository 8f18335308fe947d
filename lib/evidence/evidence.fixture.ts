/**
 * What files for the tests of this room are made of, byte by byte, so that what is hidden in them is known:
 * pictures, films and documents have files of their own beside this one.
 */

/** A file as a browser hands it over. */
export function fileOf(content: string | Uint8Array | Buffer, name = 'file'): File {
  return new File([typeof content === 'string' ? content : new Uint8Array(content)], name)
}

/** Text of one byte a character. */
export const latin = (text: string) => Buffer.from(text, 'latin1')
/** Numbers, big-endian. */
export const u16 = (value: number) => Buffer.from([(value >> 8) & 255, value & 255])
export const u32 = (value: number) => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value >>> 0)
  return bytes
}

/** An XMP packet with these properties. */
export const xmp = (inside: string) =>
  `<?xpacket begin=""?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF><rdf:Description ${inside}</rdf:Description></rdf:RDF></x:xmpmeta>`

/** Bytes that are the same for the same seed (Lehmer's generator). */
export function seededBytes(seed: number, length: number): Buffer {
  const bytes = Buffer.alloc(length)
  let state = seed
  for (let index = 0; index < length; index += 1) {
    state = (state * 48_271) % 2_147_483_647
    bytes[index] = state >> 7
  }
  return bytes
}

/** Those of `values` that were not said. */
export const unsaid = (said: string, values: readonly string[]) =>
  values.filter((value) => !said.includes(value))
