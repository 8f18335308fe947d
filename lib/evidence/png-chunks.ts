/** The chunks of a PNG file (W3C PNG, third edition), without decoding it. */
import { latin1, viewOf } from './bytes.ts'
import { take, UnreadError, type Walk } from './source.ts'

const CHUNKS_MAX = 20_000
/** The eight bytes every PNG starts with. */
export const PNG_START = '\x89PNG\r\n\x1a\n'
/** Length and name stand before a chunk's data, four bytes of checksum behind. */
export const PNG_HEAD = 8
export const PNG_AROUND = 12

/** One chunk; `offset` and `length` cover all of it. */
export type PngChunk = { name: string; offset: number; length: number }

/** Chunks that decide what one sees: the picture, its colours, its size in print, its motion. */
const SEEN = new Set([
  'IHDR',
  'PLTE',
  'IDAT',
  'IEND',
  'tRNS',
  'cHRM',
  'gAMA',
  'iCCP',
  'sBIT',
  'sRGB',
  'cICP',
  'mDCV',
  'cLLI',
  'bKGD',
  'pHYs',
  'acTL',
  'fcTL',
  'fdAT',
])

/** Whether the picture needs the chunk called `name` to look the same. */
export function isSeen(name: string): boolean {
  return SEEN.has(name)
}

/** Whether a program that does not know the chunk called `name` must not show the picture. */
export function isCritical(name: string): boolean {
  return /^[A-Z]/.test(name)
}

/**
 * All chunks of a PNG from its start to its end, and where that end is.
 * @throws UnreadError when it is cut off or is no well-formed PNG
 */
export function* pngChunks(): Walk<{ chunks: PngChunk[]; end: number }> {
  const chunks: PngChunk[] = []
  if (latin1(yield* take(0, 8)) !== PNG_START) throw new UnreadError('no PNG')
  let at = 8
  while (chunks.length < CHUNKS_MAX) {
    const head = yield* take(at, PNG_HEAD)
    const length = viewOf(head).getUint32(0) + PNG_AROUND
    const name = latin1(head, 4, 4)
    if (!/^[A-Za-z]{4}$/.test(name)) throw new UnreadError(`no chunk at ${at}`)
    yield* take(at + length - 1, 1)
    chunks.push({ name, offset: at, length })
    at += length
    if (name === 'IEND') return { chunks, end: at }
  }
  throw new UnreadError('too many chunks')
}
