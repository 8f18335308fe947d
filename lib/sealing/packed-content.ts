/**
 * What stands inside the encryption of a sealed part: a ZIP compressed-data packet (RFC 9580,
 * section 5.6) of stored blocks that hold a binary literal packet without name or date, and filler.
 * Both are made while the content passes through.
 */
import {
  FILLER_MIN,
  filler,
  padmeSize,
  STORED_HEADER,
  STORED_MAX,
  storedHeader,
} from './padding.ts'
import { LITERAL_FIELDS, literalLength, MDC_BYTES, PREFIX_BYTES } from './sealed-length.ts'

const ZIP = 1
const TAG_COMPRESSED = 0xc8
/** Tag 8 in the old format, without a length: to the end, as GnuPG writes it. */
const TAG_COMPRESSED_TO_END = 0xa3
const TAG_LITERAL = 0xcb
/** Each piece of a literal packet of unknown length; a block of a deflate stream takes one. */
const LITERAL_PIECE = 2 ** 15
const LITERAL_PIECE_LENGTH = 0xe0 | 15
/** 'b', a name of length 0, date 0. */
const FIELDS = [0x62, 0, 0, 0, 0, 0]

/** A packet tag with a length of five octets (RFC 9580, section 4.2.1). */
export function longHeader(tag: number, body: number): Uint8Array {
  const header = new DataView(new ArrayBuffer(6))
  header.setUint8(0, tag)
  header.setUint8(1, 0xff)
  header.setUint32(2, body)
  return new Uint8Array(header.buffer)
}

/** Everything of a literal packet that stands before its `content` bytes. */
function literalHeader(content: number): Uint8Array {
  const body = LITERAL_FIELDS + content
  if (body < 192) return new Uint8Array([TAG_LITERAL, body, ...FIELDS])
  if (body < 8384) {
    const [high, low] = [((body - 192) >> 8) + 192, (body - 192) & 0xff]
    return new Uint8Array([TAG_LITERAL, high, low, ...FIELDS])
  }
  return new Uint8Array([...longHeader(TAG_LITERAL, body), ...FIELDS])
}

/**
 * Content of a known length, with filler before it.
 * @param bytes the content's length @param size of the compressed-data packet
 * @throws RangeError when `size` is too small, or the content has another length
 */
export async function* packKnown(
  content: AsyncIterable<Uint8Array>,
  bytes: number,
  size: number,
): AsyncGenerator<Uint8Array> {
  const literal = literalLength(bytes)
  const header = longHeader(TAG_COMPRESSED, 0).length + 1
  const blocks = Math.ceil(literal / STORED_MAX)
  yield longHeader(TAG_COMPRESSED, size - header + 1)
  yield new Uint8Array([ZIP])
  yield* filler(size - header - literal - blocks * STORED_HEADER)
  let left = literal
  let room = 0
  /** Cuts a piece into blocks. */
  function* store(piece: Uint8Array): Generator<Uint8Array> {
    if (piece.length > left) throw new RangeError(`The content has more than ${bytes} bytes`)
    for (let at = 0; at < piece.length; ) {
      if (room === 0) {
        room = Math.min(left, STORED_MAX)
        yield storedHeader(room, room === left)
      }
      const step = Math.min(room, piece.length - at)
      yield piece.subarray(at, at + step)
      at += step
      room -= step
      left -= step
    }
  }
  yield* store(literalHeader(bytes))
  for await (const piece of content) yield* store(piece)
  if (left > 0) throw new RangeError(`The content has ${bytes - left} bytes instead of ${bytes}`)
}

/**
 * Content of unknown length, in partial lengths; filler comes last, when the length is known.
 * @param sizeOf the size of the sealed part by the bytes that are encrypted, prefix and modification
 *   detection code included
 * @param minimum least size of the part
 * @returns pieces, and at the end the size of the part, which is a PADMÉ size
 */
export async function* packUnknown(
  content: AsyncIterable<Uint8Array>,
  sizeOf: (encrypted: number) => number,
  minimum: number,
): AsyncGenerator<Uint8Array, number> {
  yield new Uint8Array([TAG_COMPRESSED_TO_END, ZIP])
  let packed = 2
  for await (const block of literalBlocks(content)) {
    yield storedHeader(block.length, false)
    yield block
    packed += STORED_HEADER + block.length
  }
  const end = storedHeader(0, true)
  const rest = PREFIX_BYTES + MDC_BYTES + packed + end.length
  const size = padmeSize(Math.max(minimum, sizeOf(rest + FILLER_MIN)))
  // Each piece of the outer packet takes a byte for its length, so the filler is found by trying.
  let bytes = FILLER_MIN + size - sizeOf(rest + FILLER_MIN)
  while (sizeOf(rest + bytes) > size) bytes -= 1
  yield* filler(bytes)
  yield end
  return size
}

/** A literal packet of content whose length is not known, in pieces that a stored block can hold. */
async function* literalBlocks(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  // Length octet and content of a piece; the first begins with the tag and with the fields.
  let piece = new Uint8Array(LITERAL_PIECE)
  piece.set(FIELDS)
  let filled = FIELDS.length
  let first = true
  for await (const given of content) {
    for (let at = 0; at < given.length; ) {
      // A full piece goes only when more follows: the last one may not be partial.
      if (filled === LITERAL_PIECE) {
        yield withLength(first, [LITERAL_PIECE_LENGTH], piece)
        first = false
        piece = new Uint8Array(LITERAL_PIECE)
        filled = 0
      }
      const step = Math.min(LITERAL_PIECE - filled, given.length - at)
      piece.set(given.subarray(at, at + step), filled)
      at += step
      filled += step
    }
  }
  const [, ...length] = longHeader(TAG_LITERAL, filled)
  yield withLength(first, length, piece.subarray(0, filled))
}

function withLength(first: boolean, length: readonly number[], piece: Uint8Array): Uint8Array {
  const header = first ? [TAG_LITERAL, ...length] : length
  const out = new Uint8Array(header.length + piece.length)
  out.set(header)
  out.set(piece, header.length)
  return out
}
