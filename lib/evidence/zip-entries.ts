/** Files inside a ZIP (APPNOTE 6.3): their list at the end, and the content of single ones, within bounds. */
import { latin1, textOf, viewOf } from './bytes.ts'
import { inflate } from './inflate.ts'
import { PIECE_MAX, type Source, UnreadError } from './source.ts'

const ENTRIES_MAX = 3000
/** The record at the end, and the longest comment it may have. */
const END_HEAD = 22
const END_MAX = END_HEAD + 0xffff
const END_MARK = 'PK\x05\x06'
const ENTRY_MARK = 'PK\x01\x02'
const ENTRY_HEAD = 46
const LOCAL_HEAD = 30

export type ZipEntry = {
  name: string
  /** Bytes as stored. */
  packedBytes: number
  method: number
  encrypted: boolean
  /** Where its own head stands. */
  offset: number
}

/**
 * The list of files in a ZIP.
 * @returns `whole` is false when there are more than are looked at
 * @throws UnreadError when there is none, or it is of the kind for more than 4 GB
 */
export async function zipEntries(
  source: Source,
): Promise<{ entries: Map<string, ZipEntry>; whole: boolean }> {
  const tailStart = Math.max(0, source.size - END_MAX)
  const tail = await source.readUpTo(tailStart, END_MAX)
  const end = latin1(tail).lastIndexOf(END_MARK)
  if (end < 0 || end + END_HEAD > tail.length) throw new UnreadError('no list of files')
  const view = viewOf(tail)
  const count = view.getUint16(end + 10, true)
  const length = view.getUint32(end + 12, true)
  const start = view.getUint32(end + 16, true)
  const list = await source.readUpTo(start, Math.min(length, PIECE_MAX))
  const entries = new Map<string, ZipEntry>()
  let at = 0
  while (entries.size < ENTRIES_MAX && at + ENTRY_HEAD <= list.length) {
    if (latin1(list, at, 4) !== ENTRY_MARK) break
    const entry = viewOf(list.subarray(at, at + ENTRY_HEAD))
    const nameLength = entry.getUint16(28, true)
    const name = textOf(list.subarray(at + ENTRY_HEAD, at + ENTRY_HEAD + nameLength))
    entries.set(name, {
      name,
      packedBytes: entry.getUint32(20, true),
      method: entry.getUint16(10, true),
      encrypted: (entry.getUint16(8, true) & 1) === 1,
      offset: entry.getUint32(42, true),
    })
    at += ENTRY_HEAD + nameLength + entry.getUint16(30, true) + entry.getUint16(32, true)
  }
  if (entries.size === 0 && count > 0) throw new UnreadError('no list of files')
  return { entries, whole: entries.size >= count }
}

/**
 * The first bytes of a file in a ZIP, unpacked.
 * @param limit how many at most
 * @returns what could be unpacked, and whether that was all
 */
export async function zipContent(
  source: Source,
  entry: ZipEntry,
  limit: number,
): Promise<{ bytes: Uint8Array<ArrayBuffer>; whole: boolean }> {
  const nothing = { bytes: new Uint8Array(0), whole: false }
  if (entry.encrypted) return nothing
  const head = viewOf(await source.read(entry.offset, LOCAL_HEAD))
  if (head.getUint32(0) !== 0x504b0304) return nothing
  const start = entry.offset + LOCAL_HEAD + head.getUint16(26, true) + head.getUint16(28, true)
  const length = Math.min(entry.packedBytes, PIECE_MAX)
  const packed = await source.readUpTo(start, length)
  const read = packed.length === entry.packedBytes
  if (entry.method === 0) {
    return { bytes: packed.slice(0, limit), whole: read && packed.length <= limit }
  }
  if (entry.method !== 8) return nothing
  const { bytes, whole } = await inflate(packed, 'deflate-raw', limit)
  return { bytes, whole: whole && read }
}
