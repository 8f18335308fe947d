/** The parts of a JPEG file (ITU-T T.81, annex B; JFIF; EXIF; ICC.1 annex B), without decoding it. */
import { latin1, viewOf } from './bytes.ts'
import { take, UnreadError, type Walk } from './source.ts'

const PARTS_MAX = 5000
/** How much of the picture's coded lines is searched at once for the next marker. */
const SCAN_PIECE = 256 * 1024

const START = 0xd8
const END = 0xd9
const SCAN = 0xda

/**
 * One part: a marker with its data (`marker` is its second byte), or the coded lines that follow a
 * scan's header (`marker` is 0). `offset` and `length` cover all of it.
 */
export type JpegPart = { marker: number; offset: number; length: number }

/** How many bytes of a part stand before its data: the marker and the length. */
export const JPEG_HEAD = 4

/** Finds where the coded lines from `start` on end: the offset of the next marker. */
function* endOfLines(start: number): Walk<number> {
  let at = start
  for (;;) {
    const piece = yield { offset: at, length: SCAN_PIECE }
    if (piece.length < 2) throw new UnreadError('the picture ends in the middle of its lines')
    let index = piece.indexOf(0xff)
    while (index >= 0 && index + 1 < piece.length) {
      const next = piece[index + 1] ?? 0
      // A zero makes it a plain byte; restart marks belong to the lines; 0xff may fill.
      if (next !== 0 && next !== 0xff && (next < 0xd0 || next > 0xd7)) return at + index
      index = piece.indexOf(0xff, index + 1)
    }
    // The last byte is looked at again together with the one behind it.
    at += piece.length - 1
  }
}

/**
 * All parts of a JPEG from its start to its end, and where that end is; what follows is no part.
 * @throws UnreadError when it is cut off or is no well-formed JPEG
 */
export function* jpegParts(): Walk<{ parts: JpegPart[]; end: number }> {
  const parts: JpegPart[] = []
  const start = yield* take(0, 2)
  if (start[0] !== 0xff || start[1] !== START) throw new UnreadError('no JPEG')
  let at = 2
  while (parts.length < PARTS_MAX) {
    const head = yield* take(at, 2)
    if (head[0] !== 0xff) throw new UnreadError(`no marker at ${at}`)
    const marker = head[1] ?? 0
    if (marker === 0xff) {
      at += 1
      continue
    }
    if (marker === END) return { parts, end: at + 2 }
    if (marker < 0xc0 || (marker >= 0xd0 && marker <= START)) {
      throw new UnreadError(`marker ${marker} at ${at}`)
    }
    const length = viewOf(yield* take(at + 2, 2)).getUint16(0)
    if (length < 2) throw new UnreadError(`length ${length} at ${at}`)
    // Asks for the last byte, so that a part that goes beyond the file is noticed.
    yield* take(at + 2 + length - 1, 1)
    parts.push({ marker, offset: at, length: 2 + length })
    at += 2 + length
    if (marker === SCAN) {
      const next = yield* endOfLines(at)
      parts.push({ marker: 0, offset: at, length: next - at })
      at = next
    }
  }
  throw new UnreadError('too many parts')
}

/** What a part is, by its marker and the beginning of its data. */
export type JpegKind =
  | 'picture'
  | 'jfif'
  | 'exif'
  | 'xmp'
  | 'color-profile'
  | 'adobe'
  | 'photoshop'
  | 'more-pictures'
  | 'comment'
  | 'unknown'

/** Names a part. @param data its data, without marker and length; the first 36 bytes are enough */
export function jpegKind({ marker }: JpegPart, data: Uint8Array): JpegKind {
  const begins = (text: string) => latin1(data, 0, text.length) === text
  if (marker === 0xfe) return 'comment'
  if (marker >= 0xe0 && marker <= 0xef) {
    if (marker === 0xe0 && begins('JFIF\0')) return 'jfif'
    if (marker === 0xe1 && begins('Exif\0')) return 'exif'
    if (marker === 0xe1 && begins('http://ns.adobe.com/x')) return 'xmp'
    if (marker === 0xe2 && begins('ICC_PROFILE\0')) return 'color-profile'
    if (marker === 0xe2 && begins('MPF\0')) return 'more-pictures'
    if (marker === 0xed && begins('Photoshop 3.0\0')) return 'photoshop'
    if (marker === 0xee && begins('Adobe')) return 'adobe'
    return 'unknown'
  }
  // 0xf0 to 0xfd are reserved for extensions that no decoder of today reads.
  return marker >= 0xf0 ? 'unknown' : 'picture'
}
