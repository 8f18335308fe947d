/** IPTC's older properties (IIM 4.2) inside Photoshop's resources: names, places and captions. */
import type { FindingName } from '#lib/i18n/finding-words'
import { latin1, textOf, viewOf } from './bytes.ts'
import type { Notes } from './notes.ts'

const IPTC = 0x0404
const THUMBNAILS = [0x0409, 0x040c]
const RESOURCES_MAX = 500

/** Data sets of record 2 that say something of people, places and times. */
const DATA_SETS: Record<number, FindingName> = {
  5: 'title',
  25: 'keywords',
  55: 'taken',
  65: 'software',
  80: 'author',
  85: 'author',
  90: 'placeNamed',
  92: 'placeNamed',
  95: 'placeNamed',
  101: 'placeNamed',
  103: 'uniqueId',
  105: 'title',
  110: 'owner',
  115: 'owner',
  116: 'owner',
  118: 'owner',
  120: 'description',
  122: 'author',
}

/** Notes the data sets of an IIM block. */
export function noteIptc(bytes: Uint8Array, notes: Notes): void {
  let at = 0
  for (let count = 0; count < RESOURCES_MAX && at + 5 <= bytes.length; count += 1) {
    if (bytes[at] !== 0x1c) return
    const length = viewOf(bytes).getUint16(at + 3)
    // The highest bit announces lengths of lengths, which nobody needs for a name.
    if (length > 0x7fff) return
    const name = bytes[at + 1] === 2 ? DATA_SETS[bytes[at + 2] ?? 0] : undefined
    if (name) notes.add(name, textOf(bytes.subarray(at + 5, at + 5 + length)))
    at += 5 + length
  }
}

/** Notes what Photoshop's resources (`8BIM`) say. */
export function notePhotoshop(bytes: Uint8Array, notes: Notes): void {
  const before = notes.findings.length
  const view = viewOf(bytes)
  let at = 0
  for (let count = 0; count < RESOURCES_MAX && at + 12 <= bytes.length; count += 1) {
    if (latin1(bytes, at, 4) !== '8BIM') break
    const id = view.getUint16(at + 4)
    // A name with its length before it, padded to an even number.
    const nameLength = ((bytes[at + 6] ?? 0) + 2) & ~1
    const start = at + 6 + nameLength
    if (start + 4 > bytes.length) break
    const length = view.getUint32(start)
    const data = bytes.subarray(start + 4, start + 4 + length)
    if (id === IPTC) noteIptc(data, notes)
    if (THUMBNAILS.includes(id)) notes.add('thumbnail')
    at = start + 4 + length + (length & 1)
  }
  if (notes.findings.length === before) notes.add('moreData', 'Photoshop')
}
