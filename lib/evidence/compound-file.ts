/**
 * Microsoft's older container (MS-CFB), in which .doc, .xls, .ppt and .msg are kept: a small file
 * system of sectors and chains. Every chain is followed for a bounded number of steps.
 */
import { utf16, viewOf } from './bytes.ts'
import { PIECE_MAX, type Source, UnreadError } from './source.ts'

export const COMPOUND_START = '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'
const FREE = 0xfffffffa
const ENTRY = 128
const ENTRIES_MAX = 4096
/** Longest stream that is read. */
export const STREAM_MAX = 256 * 1024
const TABLES_MAX = 4096

export type CompoundFile = {
  /** Names of the streams, without the storages they stand in; the first of each name counts. */
  names: readonly string[]
  /** The first bytes of the stream called `name`; empty when there is none. */
  stream(name: string): Promise<Uint8Array>
}

type Entry = { name: string; kind: number; start: number; length: number }

/** Opens a compound file. @throws UnreadError or RangeError when it is malformed */
export async function openCompoundFile(source: Source): Promise<CompoundFile> {
  const head = await source.read(0, 512)
  const view = viewOf(head)
  const shift = view.getUint16(30, true)
  if (shift !== 9 && shift !== 12) throw new UnreadError('sector size')
  const sector = 2 ** shift
  const perSector = sector / 4
  const offsetOf = (number: number) => (number + 1) * sector
  const numberIn = async (table: number, index: number) =>
    viewOf(await source.read(offsetOf(table) + index * 4, 4)).getUint32(0, true)

  // Where the tables of sectors stand: 109 in the head, the rest in a chain.
  const tables: number[] = []
  for (let index = 0; index < 109; index += 1) {
    const table = view.getUint32(76 + index * 4, true)
    if (table < FREE) tables.push(table)
  }
  let more = view.getUint32(68, true)
  for (let step = 0; more < FREE && step < 64 && tables.length < TABLES_MAX; step += 1) {
    for (let index = 0; index < perSector - 1; index += 1) {
      const table = await numberIn(more, index)
      if (table < FREE) tables.push(table)
    }
    more = await numberIn(more, perSector - 1)
  }

  /** The sectors of a chain, as many as `bytes` need. */
  async function chain(start: number, bytes: number): Promise<number[]> {
    const sectors: number[] = []
    let next = start
    while (next < FREE && sectors.length * sector < bytes) {
      sectors.push(next)
      const table = tables[Math.floor(next / perSector)]
      if (table === undefined) break
      next = await numberIn(table, next % perSector)
    }
    return sectors
  }

  async function content(sectors: readonly number[], bytes: number): Promise<Uint8Array> {
    const whole = new Uint8Array(Math.min(bytes, sectors.length * sector))
    for (const [index, number] of sectors.entries()) {
      const piece = await source.readUpTo(offsetOf(number), sector)
      whole.set(piece.subarray(0, Math.max(0, whole.length - index * sector)), index * sector)
    }
    return whole
  }

  const directoryBytes = ENTRIES_MAX * ENTRY
  const directory = await content(
    await chain(view.getUint32(48, true), directoryBytes),
    directoryBytes,
  )
  const entries: Entry[] = []
  for (let at = 0; at + ENTRY <= directory.length; at += ENTRY) {
    const one = viewOf(directory.subarray(at, at + ENTRY))
    const nameLength = one.getUint16(64, true)
    if (nameLength < 2 || nameLength > 64) continue
    entries.push({
      name: utf16(directory.subarray(at, at + nameLength - 2), 'le'),
      kind: one.getUint8(66),
      start: one.getUint32(116, true),
      length: one.getUint32(120, true),
    })
  }

  // Streams under 4,096 bytes stand in small sectors of 64 inside the root's own stream.
  const root = entries.find(({ kind }) => kind === 5)
  const smallBelow = view.getUint32(56, true)
  const smallTable = view.getUint32(60, true)
  let small: { home: number[]; table: Uint8Array } | undefined

  async function smallStream({ start, length }: Entry): Promise<Uint8Array> {
    if (!small) {
      const home = await chain(root?.start ?? FREE, Math.min(root?.length ?? 0, 16 * PIECE_MAX))
      const table = await content(await chain(smallTable, STREAM_MAX), STREAM_MAX)
      small = { home, table }
    }
    const whole = new Uint8Array(length)
    const links = viewOf(small.table)
    let next = start
    for (let at = 0; at < length; at += 64) {
      const inHome = next * 64
      const number = small.home[Math.floor(inHome / sector)]
      if (number === undefined || next * 4 + 4 > small.table.length) {
        throw new UnreadError('small stream')
      }
      const piece = await source.readUpTo(offsetOf(number) + (inHome % sector), 64)
      whole.set(piece.subarray(0, length - at), at)
      next = links.getUint32(next * 4, true)
    }
    return whole
  }

  return {
    names: entries.filter(({ kind }) => kind === 2).map(({ name }) => name),
    async stream(name) {
      const entry = entries.find((one) => one.kind === 2 && one.name === name)
      if (!entry || entry.length === 0) return new Uint8Array(0)
      if (entry.length < Math.min(smallBelow, 4096)) return smallStream(entry)
      const bytes = Math.min(entry.length, STREAM_MAX)
      return content(await chain(entry.start, bytes), bytes)
    },
  }
}
