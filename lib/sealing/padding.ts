/**
 * Sizes that say little about what is inside. A part is padded to a PADMÉ size (Nikitin et al.,
 * “Reducing Metadata Leakage from Encrypted Files and Communication with PURBs”, 2019) by empty
 * blocks of a deflate stream (RFC 1951), which every OpenPGP program reads; padding packets are
 * refused by some.
 */

/** No part 0 is smaller: a short report without files looks like any other. */
export const MESSAGE_MINIMUM = 64 * 1024
/** What a stored deflate block holds at most. */
const STORED_MAX = 0xffff
/** Final bit and type, length, its complement. */
const STORED_HEADER = 5
/** From here on every number is a sum of fives and sixes. */
const FILLER_MIN = 20

/** An empty stored block. */
const FILLER_5 = [0x00, 0x00, 0x00, 0xff, 0xff]
/** An empty block with fixed codes (10 bits), then an empty stored block. */
const FILLER_6 = [0x02, 0x00, 0x00, 0x00, 0xff, 0xff]

/**
 * The PADMÉ size of `bytes` (≥ 2): the next number whose floating-point mantissa is no longer than
 * its exponent. At most 12 % larger, less for large sizes.
 */
export function padmeSize(bytes: number): number {
  const exponent = Math.floor(Math.log2(bytes))
  const mantissa = Math.floor(Math.log2(exponent)) + 1
  const step = 2 ** Math.max(0, exponent - mantissa)
  return Math.ceil(bytes / step) * step
}

/** The bytes a deflate stream of stored blocks adds to `content` bytes, with the least filler. */
export function deflateOverhead(content: number): number {
  return Math.max(1, Math.ceil(content / STORED_MAX)) * STORED_HEADER + FILLER_MIN
}

/**
 * A raw deflate stream (RFC 1951) of exactly `size` bytes that holds `content` uncompressed, after
 * empty blocks that make up the size.
 * @throws RangeError when `size` is less than the content and `deflateOverhead` need
 */
export function storedDeflate(content: Uint8Array, size: number): Uint8Array<ArrayBuffer> {
  const filler = size - content.length - deflateOverhead(content.length) + FILLER_MIN
  if (filler < FILLER_MIN) {
    throw new RangeError(`${content.length} bytes do not fit into a deflate stream of ${size}`)
  }
  const out = new Uint8Array(size)
  let at = 0
  const sixes = filler % 5
  for (let left = sixes; left > 0; left -= 1) {
    out.set(FILLER_6, at)
    at += FILLER_6.length
  }
  const fives = (filler - sixes * FILLER_6.length) / FILLER_5.length
  for (let left = fives; left > 0; left -= 1) {
    out.set(FILLER_5, at)
    at += FILLER_5.length
  }
  let start = 0
  do {
    const block = content.subarray(start, start + STORED_MAX)
    start += block.length
    const final = start === content.length ? 1 : 0
    const { length } = block
    out.set([final, length & 0xff, length >> 8, ~length & 0xff, (~length >> 8) & 0xff], at)
    out.set(block, at + STORED_HEADER)
    at += STORED_HEADER + length
  } while (start < content.length)
  return out
}
