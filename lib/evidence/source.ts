/**
 * Reading a file in small pieces, with bounds on everything: whoever made the file may want the page
 * to hang or to run out of memory, and lengths in it may lie.
 */

/** The largest piece that is read at once. */
export const PIECE_MAX = 1024 * 1024
/** What is read of one file in all; pieces are forgotten, so this bounds time, not memory. */
const TOTAL_MAX = 128 * 1024 * 1024
const READS_MAX = 20_000
/** What is read at least, so that neighbouring small values need one reading. */
const BLOCK = 32 * 1024

/** The file ended before what it promised, or more would have to be read than is looked at. */
export class UnreadError extends Error {
  override name = 'UnreadError'
}

export type Source = {
  /** In bytes. */
  readonly size: number
  /**
   * Exactly `length` bytes from `offset` on.
   * @throws UnreadError when the file has fewer, or a bound is reached
   */
  read(offset: number, length: number): Promise<Uint8Array<ArrayBuffer>>
  /** As `read`, but what there is when the file ends sooner. */
  readUpTo(offset: number, length: number): Promise<Uint8Array<ArrayBuffer>>
}

/** A source for `blob`; it keeps at most one piece of it. */
export function openSource(blob: Blob): Source {
  let blockStart = 0
  let block = new Uint8Array(0)
  let total = 0
  let reads = 0

  async function readUpTo(offset: number, length: number) {
    if (!(offset >= 0) || !(length >= 0) || length > PIECE_MAX) {
      throw new UnreadError(`${length} bytes at ${offset}`)
    }
    const end = Math.min(offset + length, blob.size)
    if (end <= offset) return new Uint8Array(0)
    if (offset < blockStart || end > blockStart + block.length) {
      const wanted = Math.min(Math.max(end - offset, BLOCK), blob.size - offset)
      total += wanted
      reads += 1
      if (total > TOTAL_MAX || reads > READS_MAX) throw new UnreadError('more than is looked at')
      block = new Uint8Array(await blob.slice(offset, offset + wanted).arrayBuffer())
      blockStart = offset
    }
    return block.subarray(offset - blockStart, end - blockStart)
  }

  return {
    size: blob.size,
    readUpTo,
    async read(offset, length) {
      const bytes = await readUpTo(offset, length)
      if (bytes.length < length) throw new UnreadError(`the file ends before ${offset + length}`)
      return bytes
    },
  }
}

/** A wish to read; what comes back has `length` bytes, or fewer at the end of the file. */
export type Span = { offset: number; length: number }
/**
 * A walk through a file that asks for the pieces it needs. One walk serves both sides: pieces of a
 * file on disk when it is examined, and the bytes in memory when hidden data is taken out.
 */
export type Walk<Result> = Generator<Span, Result, Uint8Array>

/** Inside a walk: exactly `length` bytes from `offset` on. @throws UnreadError at the file's end */
export function* take(offset: number, length: number): Walk<Uint8Array> {
  const bytes = yield { offset, length }
  if (bytes.length < length) throw new UnreadError(`the file ends before ${offset + length}`)
  return bytes
}

/** Does a walk through a file on disk. */
export async function walkSource<Result>(source: Source, walk: Walk<Result>): Promise<Result> {
  let step = walk.next()
  while (!step.done) {
    step = walk.next(await source.readUpTo(step.value.offset, step.value.length))
  }
  return step.value
}

/** Does a walk through bytes in memory. */
export function walkBytes<Result>(bytes: Uint8Array, walk: Walk<Result>): Result {
  let step = walk.next()
  while (!step.done) {
    const { offset, length } = step.value
    step = walk.next(bytes.subarray(offset, offset + length))
  }
  return step.value
}
