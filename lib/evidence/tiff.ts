/**
 * EXIF, which is a TIFF structure (TIFF 6.0; CIPA DC-008): what it says of place, time, camera and
 * people, and the little of it that a picture needs to look the same.
 */
import { latin1, textOf, utf16, viewOf } from './bytes.ts'
import type { Notes } from './notes.ts'

/** More directories and entries than real files have; hostile ones can point in circles. */
const DIRECTORIES_MAX = 24
const ENTRIES_MAX = 600
/** Longest value that is read, in bytes. */
const VALUE_MAX = 4096

const SIZES = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8]

type Directory = 'main' | 'photo' | 'gps' | 'interop' | 'preview'
/** One entry: what kind of numbers it has, how many, and the bytes they stand in. */
type Entry = { tag: number; type: number; count: number; value: Uint8Array; little: boolean }

export type Tiff = { directory: Directory; entries: Map<number, Entry> }[]

/** Reads one number of an entry; rational numbers as their quotient. */
function numberAt({ type, value, little }: Entry, index: number): number {
  const view = viewOf(value)
  const at = index * (SIZES[type] ?? 1)
  switch (type) {
    case 3:
      return view.getUint16(at, little)
    case 4:
      return view.getUint32(at, little)
    case 5:
      return view.getUint32(at, little) / view.getUint32(at + 4, little)
    case 10:
      return view.getInt32(at, little) / view.getInt32(at + 4, little)
    default:
      return view.getUint8(at)
  }
}

/**
 * The directories of a TIFF structure. What lies outside of `bytes` is left out.
 * @param bytes from the byte order mark on
 * @returns null when it is none
 */
export function readTiff(bytes: Uint8Array): Tiff | null {
  if (bytes.length < 8) return null
  const order = latin1(bytes, 0, 2)
  if (order !== 'II' && order !== 'MM') return null
  const little = order === 'II'
  const view = viewOf(bytes)
  const found: Tiff = []
  const seen = new Set<number>()
  const queue: [Directory, number][] = [['main', view.getUint32(4, little)]]
  let left = ENTRIES_MAX
  for (let next = queue.shift(); next; next = queue.shift()) {
    const [directory, start] = next
    if (found.length >= DIRECTORIES_MAX || seen.has(start) || start + 2 > bytes.length) continue
    seen.add(start)
    const count = view.getUint16(start, little)
    const entries = new Map<number, Entry>()
    for (let index = 0; index < count && left > 0; index += 1, left -= 1) {
      const at = start + 2 + index * 12
      if (at + 12 > bytes.length) break
      const tag = view.getUint16(at, little)
      const type = view.getUint16(at + 2, little)
      const amount = view.getUint32(at + 4, little)
      const length = (SIZES[type] ?? 0) * amount
      if (length === 0) continue
      const offset = length <= 4 ? at + 8 : view.getUint32(at + 8, little)
      const value = bytes.subarray(offset, offset + Math.min(length, VALUE_MAX))
      if (value.length < Math.min(length, VALUE_MAX)) continue
      entries.set(tag, { tag, type, count: amount, value, little })
    }
    found.push({ directory, entries })
    const pointer = (tag: number, to: Directory) => {
      const entry = entries.get(tag)
      if (entry && (entry.type === 4 || entry.type === 13))
        queue.push([to, numberAt({ ...entry, type: 4 }, 0)])
    }
    pointer(0x8769, 'photo')
    pointer(0x8825, 'gps')
    pointer(0xa005, 'interop')
    const after = start + 2 + count * 12
    if (after + 4 <= bytes.length && (directory === 'main' || directory === 'preview')) {
      const following = view.getUint32(after, little)
      if (following > 0) queue.push(['preview', following])
    }
  }
  return found
}

/** What a picture needs of its EXIF to look the same: which way is up, and Adobe RGB without a profile. */
export type NeededExif = { orientation: number; uncalibrated: boolean; adobeRgb: boolean }

/** Finds what is needed; 1, the usual way up, where nothing is said. */
export function neededExif(tiff: Tiff): NeededExif {
  const value = (directory: Directory, tag: number) =>
    tiff.find((one) => one.directory === directory)?.entries.get(tag)
  const orientation = value('main', 0x0112)
  const said = orientation?.type === 3 ? numberAt(orientation, 0) : 1
  const space = value('photo', 0xa001)
  const interop = value('interop', 0x0001)
  return {
    orientation: said >= 1 && said <= 8 ? said : 1,
    uncalibrated: space?.type === 3 && numberAt(space, 0) === 0xffff,
    adobeRgb: interop !== undefined && latin1(interop.value, 0, 3) === 'R03',
  }
}

/**
 * A TIFF structure with what is needed and nothing else (big-endian).
 * @returns null when nothing is needed
 */
export function minimalTiff({
  orientation,
  uncalibrated,
  adobeRgb,
}: NeededExif): Uint8Array<ArrayBuffer> | null {
  const color = uncalibrated || adobeRgb
  if (orientation === 1 && !color) return null
  const shorts = (tag: number, value: number) => [tag, 3, 0, 1, value, 0]
  const pointer = (tag: number, offset: number) => [tag, 4, 0, 1, 0, offset]
  const words = [0x4d4d, 0x002a, 0, 8]
  const main = (orientation === 1 ? 0 : 1) + (color ? 1 : 0)
  const photoAt = 8 + 2 + main * 12 + 4
  const photo = (uncalibrated ? 1 : 0) + (adobeRgb ? 1 : 0)
  words.push(main)
  if (orientation !== 1) words.push(...shorts(0x0112, orientation))
  if (color) words.push(...pointer(0x8769, photoAt))
  words.push(0, 0)
  if (color) {
    words.push(photo)
    if (uncalibrated) words.push(...shorts(0xa001, 0xffff))
    if (adobeRgb) words.push(...pointer(0xa005, photoAt + 2 + photo * 12 + 4))
    words.push(0, 0)
  }
  // Text of four bytes: R03 and the zero that ends it.
  if (adobeRgb) words.push(1, 0x0001, 2, 0, 4, 0x5230, 0x3300, 0, 0)
  const bytes = new Uint8Array(words.length * 2)
  words.forEach((word, index) => {
    viewOf(bytes).setUint16(index * 2, word)
  })
  return bytes
}

/** Degrees from degrees, minutes and seconds; south and west are negative. */
function degrees(entry: Entry | undefined, reference: Entry | undefined): number | null {
  if (!entry || entry.count < 1 || !(entry.type === 5 || entry.type === 10)) return null
  let sum = 0
  for (let index = 0; index < Math.min(entry.count, 3); index += 1) {
    const part = numberAt(entry, index)
    // Many devices write 0/0 for seconds they do not give.
    if (Number.isFinite(part)) sum += part / 60 ** index
    else if (index === 0) return null
  }
  return /^[SW]/i.test(reference ? latin1(reference.value, 0, 1) : '') ? -sum : sum
}

/** Coordinates with two decimals, about a kilometre: enough to see what is given away. */
export function coordinates(latitude: number, longitude: number): string {
  const written = (value: number) => value.toFixed(2).replace('-', '−')
  return `${written(latitude)}, ${written(longitude)}`
}

/** `2026:03:14 10:11:12` as `2026-03-14 10:11:12`. */
function moment(entry: Entry): string {
  const text = textOf(entry.value)
  return /[1-9]/.test(text) ? text.replace(/^(\d{4}):(\d\d):(\d\d)/, '$1-$2-$3') : ''
}

/** A comment with its eight letters of what it is written in. */
function userComment({ value, little }: Entry): string {
  const code = latin1(value, 0, 8)
  const text = value.subarray(8)
  return code.startsWith('UNICODE') ? utf16(text, little ? 'le' : 'be') : textOf(text)
}

/** Entries that only say how the picture is stored. */
const HARMLESS = new Set([
  0x0001, 0x0002, 0x00fe, 0x00ff, 0x0100, 0x0101, 0x0102, 0x0103, 0x0106, 0x010a, 0x0111, 0x0112,
  0x0115, 0x0116, 0x0117, 0x011a, 0x011b, 0x011c, 0x0128, 0x0129, 0x013d, 0x0140, 0x0142, 0x0143,
  0x0144, 0x0145, 0x0152, 0x0153, 0x0213, 0x8769, 0x8773, 0x9000, 0x9101, 0xa000, 0xa001, 0xa002,
  0xa003, 0xa005,
])

/** Notes what EXIF says; also that it says something, when none of it is known here. */
export function noteTiff(tiff: Tiff, notes: Notes): void {
  const before = notes.findings.length
  for (const { directory, entries } of tiff) {
    const text = (tag: number) => {
      const entry = entries.get(tag)
      return entry ? textOf(entry.value) : undefined
    }
    const wide = (tag: number) => {
      const entry = entries.get(tag)
      return entry ? utf16(entry.value, 'le') : undefined
    }
    const time = (tag: number) => {
      const entry = entries.get(tag)
      return entry ? moment(entry) : undefined
    }
    if (directory === 'gps') {
      const latitude = degrees(entries.get(2), entries.get(1))
      const longitude = degrees(entries.get(4), entries.get(3))
      if (latitude !== null && longitude !== null) {
        notes.add('takenAt', coordinates(latitude, longitude))
      } else if ([...entries.keys()].some((tag) => tag > 0)) notes.add('placeData')
      const area = entries.get(0x1c)
      if (area) notes.add('placeNamed', userComment(area))
    } else if (directory === 'photo') {
      const zone = text(0x9011) ?? text(0x9010) ?? ''
      const at = time(0x9003) || time(0x9004)
      if (at) notes.add('taken', `${at} ${zone}`)
      notes.add('owner', text(0xa430))
      notes.add('serial', text(0xa431))
      notes.add('lens', [text(0xa433), text(0xa434)].filter(Boolean).join(' '))
      notes.add('serial', text(0xa435))
      notes.add('uniqueId', text(0xa420))
      const comment = entries.get(0x9286)
      if (comment) notes.add('comment', userComment(comment))
      if (entries.has(0x927c)) notes.add('maker')
    } else if (directory === 'main') {
      notes.add('camera', [text(0x010f), text(0x0110)].filter(Boolean).join(' '))
      notes.add('changed', time(0x0132))
      notes.add('author', text(0x013b))
      notes.add('author', wide(0x9c9d))
      notes.add('owner', text(0x8298))
      notes.add('computer', text(0x013c))
      notes.add('serial', text(0xc62f))
      notes.add('software', text(0x0131))
      notes.add('description', text(0x010e))
      notes.add('title', wide(0x9c9b))
      notes.add('comment', wide(0x9c9c))
      notes.add('keywords', wide(0x9c9e))
      notes.add('description', wide(0x9c9f))
    } else if (directory === 'preview' && (entries.has(0x0201) || entries.has(0x0111))) {
      notes.add('thumbnail')
    }
  }
  const more = tiff.some(({ entries }) => [...entries.keys()].some((tag) => !HARMLESS.has(tag)))
  if (more && notes.findings.length === before) notes.add('camerasData')
}
