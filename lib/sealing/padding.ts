/**
 * Sizes that say little about what is inside. A part is padded to a PADMÉ size (Nikitin et al.,
 * “Reducing Metadata Leakage from Encrypted Files and Communication with PURBs”, 2019) by empty
 * blocks of a deflate stream (RFC 1951), which every OpenPGP program reads; padding packets are
 * refused by some.
 */

/** No part 0 is smaller: a short report without files looks like any other. */
export const MESSAGE_MINIMUM = 64 * 1024
/** What a stored deflate block holds at most. */
export const STORED_MAX = 0xffff
/** Final bit and type, length, its complement. */
export const STORED_HEADER = 5
/** From here on every number is a sum of fives and sixes. */
export const FILLER_MIN = 20

/** Filler is written in pieces of this size, a multiple of five. */
const FIVES_AT_ONCE = 65_500

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
 * Filler of exactly `bytes` bytes (20 or more): empty blocks, none of them the last of its stream.
 * @throws RangeError below 20, where not every length can be made
 */
export function* filler(bytes: number): Generator<Uint8Array> {
  if (bytes < FILLER_MIN) throw new RangeError(`${bytes} bytes are too few for filler`)
  const sixes = bytes % FILLER_5.length
  yield new Uint8Array(Array.from({ length: sixes }, () => FILLER_6).flat())
  let left = bytes - sixes * FILLER_6.length
  const fives = new Uint8Array(Math.min(left, FIVES_AT_ONCE))
  for (let at = 0; at < fives.length; at += FILLER_5.length) fives.set(FILLER_5, at)
  for (; left > 0; left -= Math.min(left, fives.length)) yield fives.subarray(0, left)
}

/** The header of a stored block of `bytes` (at most 65,535) bytes. */
export function storedHeader(bytes: number, final: boolean): Uint8Array {
  const low = bytes & 0xff
  const high = bytes >> 8
  return new Uint8Array([final ? 1 : 0, low, high, ~low & 0xff, ~high & 0xff])
}
