/** What a JPEG photo tells beside its picture. */
import { latin1, textOf } from './bytes.ts'
import { notePhotoshop } from './iptc.ts'
import { JPEG_HEAD, jpegKind, jpegParts } from './jpeg-parts.ts'
import type { Notes } from './notes.ts'
import { type Source, walkSource } from './source.ts'
import { noteTiff, readTiff } from './tiff.ts'
import { noteXmp } from './xmp.ts'

const XMP_NAMES = ['http://ns.adobe.com/xap/1.0/\0', 'http://ns.adobe.com/xmp/extension/\0']
/** An extended packet starts with an id, its whole length and its place. */
const XMP_EXTENSION_HEAD = 40

/** The packet in a part's data. */
function xmpPacket(data: Uint8Array): Uint8Array {
  const [plain = '', extended = ''] = XMP_NAMES
  if (latin1(data, 0, plain.length) === plain) return data.subarray(plain.length)
  return data.subarray(extended.length + XMP_EXTENSION_HEAD)
}

/** What short letters stand at the start of data nobody here knows, as its name. */
function nameOf(data: Uint8Array): string {
  return /^[\w .:/-]{2,24}/.exec(latin1(data, 0, 24))?.[0] ?? '?'
}

/** Notes what it finds. @throws UnreadError when it is cut off or malformed */
export async function examineJpeg(source: Source, notes: Notes): Promise<void> {
  const { parts, end } = await walkSource(source, jpegParts())
  for (const part of parts) {
    if (part.marker < 0xe0) continue
    const data = await source.read(part.offset + JPEG_HEAD, part.length - JPEG_HEAD)
    switch (jpegKind(part, data)) {
      case 'exif': {
        const tiff = readTiff(data.subarray(6))
        if (tiff) noteTiff(tiff, notes)
        else notes.add('camerasData')
        break
      }
      case 'xmp':
        noteXmp(xmpPacket(data), notes)
        break
      case 'photoshop':
        notePhotoshop(data.subarray(14), notes)
        break
      case 'more-pictures':
        notes.add('secondImage')
        break
      case 'comment':
        notes.add('comment', textOf(data))
        if (notes.findings.length === 0) notes.add('comments')
        break
      case 'jfif':
        // Bytes 12 and 13 are the width and height of a preview inside.
        if ((data[12] ?? 0) * (data[13] ?? 0) > 0) notes.add('thumbnail')
        break
      case 'unknown':
        if (latin1(data, 0, 5) === 'JFXX\0') notes.add('thumbnail')
        else notes.add('moreData', nameOf(data))
        break
      case 'adobe':
      case 'color-profile':
      case 'picture':
        break
    }
  }
  if (end < source.size) {
    // A picture or a film may follow, as in photos that move.
    const behind = latin1(await source.readUpTo(end, 64))
    notes.add(/^\xff\xd8|ftyp/.test(behind) ? 'secondImage' : 'afterEnd')
  }
}
