/** The chunks of a WebP file (RFC 9649), without decoding it. */
import { latin1, viewOf } from './bytes.ts'
import { take, UnreadError, type Walk } from './source.ts'

const CHUNKS_MAX = 20_000
/** Name and length stand before a chunk's data; a zero follows data of odd length. */
export const WEBP_HEAD = 8
/** `RIFF`, length, `WEBP`. */
export const WEBP_START = 12

/** One chunk; `length` is that of its data alone. */
export type WebpChunk = { name: string; offset: number; length: number }

const SEEN = new Set(['VP8X', 'VP8 ', 'VP8L', 'ALPH', 'ICCP', 'ANIM', 'ANMF'])

/** Whether the picture needs the chunk called `name` to look the same. */
export function isSeenInWebp(name: string): boolean {
  return SEEN.has(name)
}

/**
 * All chunks of a WebP file, and where it ends by its own word.
 * @throws UnreadError when it is cut off or is no well-formed WebP
 */
export function* webpChunks(): Walk<{ chunks: WebpChunk[]; end: number }> {
  const chunks: WebpChunk[] = []
  const start = yield* take(0, WEBP_START)
  if (latin1(start, 0, 4) !== 'RIFF' || latin1(start, 8, 4) !== 'WEBP') {
    throw new UnreadError('no WebP')
  }
  const end = 8 + viewOf(start).getUint32(4, true)
  let at = WEBP_START
  while (at + WEBP_HEAD <= end && chunks.length < CHUNKS_MAX) {
    const head = yield* take(at, WEBP_HEAD)
    const length = viewOf(head).getUint32(4, true)
    const name = latin1(head, 0, 4)
    if (!/^[\x20-\x7e]{4}$/.test(name)) throw new UnreadError(`no chunk at ${at}`)
    const next = at + WEBP_HEAD + length
    // Some writers leave out the zero behind the last chunk.
    if (next > end) throw new UnreadError(`chunk ${name} goes beyond the end`)
    if (length > 0) yield* take(next - 1, 1)
    chunks.push({ name, offset: at, length })
    at = next + (length & 1)
  }
  if (at < end) throw new UnreadError('too many chunks, or none at the end')
  return { chunks, end: Math.max(at, end) }
}
