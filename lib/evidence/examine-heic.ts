/**
 * What a HEIC or AVIF photo tells beside its picture (ISO/IEC 23008-12): EXIF and XMP are items of
 * its `meta` box, found by their types and places.
 */
import { type Box, boxesIn, childrenOf } from './boxes.ts'
import { latin1, viewOf } from './bytes.ts'
import type { Notes } from './notes.ts'
import { PIECE_MAX, type Source } from './source.ts'
import { noteTiff, readTiff } from './tiff.ts'
import { noteXmp } from './xmp.ts'

const ITEMS_MAX = 5000

/** Reads whole numbers one after another, of widths that the box itself names. */
function numbers(bytes: Uint8Array, start: number) {
  const view = viewOf(bytes)
  let at = start
  return (width: number): number => {
    let value = 0
    for (let index = 0; index < width; index += 1) value = value * 256 + view.getUint8(at + index)
    at += width
    return value
  }
}

/** Ids of items by what they hold. */
async function itemTypes(source: Source, info: Box): Promise<{ exif: number[]; xmp: number[] }> {
  const found = { exif: [] as number[], xmp: [] as number[] }
  const head = await source.read(info.start, 4)
  const entries = await childrenOf(source, info, head[0] === 0 ? 6 : 8)
  for (const entry of entries.slice(0, ITEMS_MAX)) {
    if (entry.name !== 'infe') continue
    const bytes = await source.readUpTo(entry.start, Math.min(entry.length, 128))
    const version = bytes[0] ?? 0
    if (version < 2) continue
    const next = numbers(bytes, 4)
    const id = next(version === 2 ? 2 : 4)
    const type = latin1(bytes, version === 2 ? 8 : 10, 4)
    if (type === 'Exif') found.exif.push(id)
    if (type === 'mime' && latin1(bytes).includes('application/rdf+xml')) found.xmp.push(id)
  }
  return found
}

type Place = { offset: number; length: number; inside: boolean }

/** Where each item's first piece stands in the file, or in the `idat` box. */
async function itemPlaces(source: Source, location: Box): Promise<Map<number, Place>> {
  const bytes = await source.read(location.start, Math.min(location.length, PIECE_MAX))
  const version = bytes[0] ?? 0
  const sizes = viewOf(bytes).getUint16(4)
  const [offsetSize, lengthSize, baseSize] = [sizes >> 12, (sizes >> 8) & 15, (sizes >> 4) & 15]
  const indexSize = version === 0 ? 0 : sizes & 15
  const next = numbers(bytes, 6)
  const count = next(version < 2 ? 2 : 4)
  const places = new Map<number, Place>()
  for (let item = 0; item < Math.min(count, ITEMS_MAX); item += 1) {
    const id = next(version < 2 ? 2 : 4)
    const method = version === 0 ? 0 : next(2) & 15
    next(2)
    const base = next(baseSize)
    const extents = next(2)
    for (let extent = 0; extent < extents; extent += 1) {
      next(indexSize)
      const offset = next(offsetSize)
      const length = next(lengthSize)
      if (extent === 0 && method < 2) {
        places.set(id, { offset: base + offset, length, inside: method === 1 })
      }
    }
  }
  return places
}

/** Notes what it finds. @throws UnreadError or RangeError when it is cut off or malformed */
export async function examineHeic(source: Source, notes: Notes): Promise<void> {
  const meta = (await boxesIn(source, 0, source.size)).find(({ name }) => name === 'meta')
  if (!meta) return
  const boxes = await childrenOf(source, meta, 4)
  const box = (name: string) => boxes.find((one) => one.name === name)
  const [info, location, references, data] = [box('iinf'), box('iloc'), box('iref'), box('idat')]
  if (info && location) {
    const types = await itemTypes(source, info)
    const places = await itemPlaces(source, location)
    const read = async (id: number) => {
      const place = places.get(id)
      if (!place) return undefined
      const start = place.inside ? (data?.start ?? 0) + place.offset : place.offset
      return source.read(start, Math.min(place.length, PIECE_MAX))
    }
    for (const id of types.exif.slice(0, 4)) {
      const bytes = await read(id)
      // Four bytes say how far it is to the TIFF structure.
      const tiff = bytes && readTiff(bytes.subarray(4 + viewOf(bytes).getUint32(0)))
      if (tiff) noteTiff(tiff, notes)
      else notes.add('camerasData')
    }
    for (const id of types.xmp.slice(0, 4)) {
      const bytes = await read(id)
      if (bytes) noteXmp(bytes, notes)
    }
  }
  if (references) {
    const kinds = await childrenOf(source, references, 4)
    if (kinds.some(({ name }) => name === 'thmb')) notes.add('thumbnail')
  }
}
