/** What a PNG picture tells beside what one sees. */
import type { FindingName } from '#lib/i18n/finding-words'
import { latin1, textOf } from './bytes.ts'
import { inflate } from './inflate.ts'
import { noteIptc, notePhotoshop } from './iptc.ts'
import type { Notes } from './notes.ts'
import { isSeen, PNG_AROUND, PNG_HEAD, type PngChunk, pngChunks } from './png-chunks.ts'
import { PIECE_MAX, type Source, walkSource } from './source.ts'
import { noteTiff, readTiff } from './tiff.ts'
import { noteXmp } from './xmp.ts'

/** Longest text that is unpacked, in bytes. */
const TEXT_MAX = 512 * 1024
/** What texts of these keywords tell: those of the standard (clause 11.3.3.1), and of ImageMagick. */
const TEXTS: ReadonlyMap<string, FindingName> = new Map([
  ['author', 'author'],
  ['artist', 'author'],
  ['copyright', 'owner'],
  ['creation time', 'created'],
  ['date:create', 'created'],
  ['date:modify', 'changed'],
  ['date:timestamp', 'changed'],
  ['software', 'software'],
  ['title', 'title'],
  ['description', 'description'],
  ['source', 'camera'],
])

/** Notes one text of the file under its keyword. */
function noteText(keyword: string, value: Uint8Array, notes: Notes): void {
  const raw = /^raw profile type (\w+)$/i.exec(keyword)?.[1]?.toLowerCase()
  if (raw) {
    noteRawProfile(raw, latin1(value), notes)
    return
  }
  const name = keyword.toLowerCase()
  const told = TEXTS.get(name)
  if (name === 'xml:com.adobe.xmp') noteXmp(value, notes)
  else if (told) notes.add(told, textOf(value))
  // ImageMagick repeats EXIF line by line.
  else if (keyword.startsWith('exif:GPSL')) notes.add('placeData')
  else if (keyword.startsWith('exif:')) notes.add('camerasData')
  else notes.add('comment', `${keyword}: ${textOf(value)}`)
}

/** ImageMagick writes EXIF, XMP and IPTC as hex digits after two lines of name and length. */
function noteRawProfile(kind: string, text: string, notes: Notes): void {
  const digits = text.replace(/^\s*\w+\s+\d+\s/, '').replace(/[^0-9a-f]/gi, '')
  const bytes = Uint8Array.from({ length: digits.length >> 1 }, (_, index) =>
    Number.parseInt(digits.slice(index * 2, index * 2 + 2), 16),
  )
  const tiff = readTiff(latin1(bytes, 0, 6) === 'Exif\0\0' ? bytes.subarray(6) : bytes)
  if (tiff) noteTiff(tiff, notes)
  else if (kind === 'xmp') noteXmp(bytes, notes)
  else if (kind === 'iptc' || kind === '8bim') {
    if (latin1(bytes, 0, 4) === '8BIM') notePhotoshop(bytes, notes)
    else noteIptc(bytes, notes)
  } else if (kind !== 'icc' && kind !== 'icm') notes.add('moreData', kind)
}

/** Takes a text chunk apart: keyword, then how it is kept, then the text (clause 11.3.3); false when it makes no sense. */
async function examineText(
  name: string,
  data: Uint8Array<ArrayBuffer>,
  notes: Notes,
): Promise<boolean> {
  const zero = data.indexOf(0)
  if (zero < 1 || zero > 80) return false
  const keyword = latin1(data, 0, zero)
  let rest = data.subarray(zero + 1)
  let packed = name === 'zTXt'
  if (name === 'zTXt') rest = rest.subarray(1)
  if (name === 'iTXt') {
    packed = rest[0] === 1
    const language = rest.indexOf(0, 2)
    const translated = rest.indexOf(0, language + 1)
    if (language < 0 || translated < 0) return false
    rest = rest.subarray(translated + 1)
  }
  const text = packed ? (await inflate(rest, 'deflate', TEXT_MAX)).bytes : rest
  if (text.length === 0) return false
  noteText(keyword, text, notes)
  return true
}

/** The moment of a `tIME` chunk. */
function lastChange(data: Uint8Array): string {
  const [high = 0, low = 0, ...rest] = data
  const two = (value: number | undefined) => String(value ?? 0).padStart(2, '0')
  return `${high * 256 + low}-${two(rest[0])}-${two(rest[1])} ${two(rest[2])}:${two(rest[3])} UTC`
}

/** Notes what it finds. @throws UnreadError when it is cut off or malformed */
export async function examinePng(source: Source, notes: Notes): Promise<void> {
  const { chunks, end } = await walkSource(source, pngChunks())
  const dataOf = ({ offset, length }: PngChunk) =>
    source.read(offset + PNG_HEAD, Math.min(length - PNG_AROUND, PIECE_MAX))
  for (const chunk of chunks) {
    if (isSeen(chunk.name)) continue
    switch (chunk.name) {
      case 'tEXt':
      case 'zTXt':
      case 'iTXt': {
        const known = await examineText(chunk.name, await dataOf(chunk), notes)
        if (!known) notes.add('moreData', chunk.name)
        break
      }
      case 'eXIf': {
        const tiff = readTiff(await dataOf(chunk))
        if (tiff) noteTiff(tiff, notes)
        else notes.add('camerasData')
        break
      }
      case 'tIME':
        notes.add('changed', lastChange(await dataOf(chunk)))
        break
      case 'iDOT':
      case 'hIST':
      case 'sPLT':
        break
      default:
        notes.add('moreData', chunk.name)
    }
  }
  if (end < source.size) notes.add('afterEnd')
}
