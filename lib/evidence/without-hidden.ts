/**
 * Takes hidden data out of a picture without touching the picture: its coded lines are copied byte
 * for byte, and so are its colour profile and what else decides how it looks. Parts are kept by a
 * closed list; whatever is not on it goes. A file that is not well-formed is refused, not mended.
 */

import { latin1, viewOf } from './bytes.ts'
import { crc32 } from './crc32.ts'
import { type CleanableFormat, HiddenDataError } from './examination.ts'
import { tiffOfWebp } from './examine-webp.ts'
import { JPEG_HEAD, type JpegPart, jpegKind, jpegParts } from './jpeg-parts.ts'
import { isCritical, isSeen, PNG_AROUND, PNG_HEAD, pngChunks } from './png-chunks.ts'
import { walkBytes } from './source.ts'
import { minimalTiff, neededExif, readTiff } from './tiff.ts'
import { isSeenInWebp, WEBP_HEAD, WEBP_START, webpChunks } from './webp-chunks.ts'

type Bytes = Uint8Array<ArrayBuffer>

/** One after another, in one piece of memory. */
function joined(pieces: readonly Uint8Array[]): Bytes {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}

const letters = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0))

/**
 * What the picture needs of its EXIF, as a TIFF structure.
 * @returns null when it needs nothing
 * @throws HiddenDataError when it cannot be read, since then nobody knows which way is up
 */
function needed(exif: Uint8Array | undefined): Bytes | null {
  if (!exif) return null
  const tiff = readTiff(exif)
  if (!tiff) throw new HiddenDataError('The camera’s data in it cannot be read')
  return minimalTiff(neededExif(tiff))
}

function jpegWithout(content: Bytes): Bytes {
  const { parts } = walkBytes(content, jpegParts())
  const dataOf = ({ offset, length }: JpegPart) =>
    content.subarray(offset + JPEG_HEAD, offset + length)
  const kept: Uint8Array[] = [letters('\xff\xd8')]
  const kinds = parts.map((part) => ({ part, kind: jpegKind(part, dataOf(part)) }))
  const exifPart = kinds.find(({ kind }) => kind === 'exif')
  const tiff = needed(exifPart && dataOf(exifPart.part).subarray(6))
  // Decoders take the colours' meaning from JFIF as well, so it stays wherever it stood.
  const jfif = kinds.find(({ kind }) => kind === 'jfif')
  if (jfif) {
    const data = dataOf(jfif.part)
    if (data.length < 14) throw new HiddenDataError('Its first part is too short')
    // Name, version and density, then a preview of no width and height.
    kept.push(letters('\xff\xe0\0\x10'), data.subarray(0, 12), letters('\0\0'))
  }
  if (tiff) {
    const head = letters('\xff\xe1\0\0Exif\0\0')
    viewOf(head).setUint16(2, head.length - 2 + tiff.length)
    kept.push(head, tiff)
  }
  for (const { part, kind } of kinds) {
    if (kind === 'picture' || kind === 'color-profile') {
      kept.push(content.subarray(part.offset, part.offset + part.length))
    } else if (kind === 'adobe') {
      const data = dataOf(part)
      if (data.length < 12) throw new HiddenDataError('Its part of colours is too short')
      kept.push(letters('\xff\xee\0\x0e'), data.subarray(0, 12))
    }
  }
  if (!parts.some(({ marker }) => marker === 0)) throw new HiddenDataError('It holds no picture')
  kept.push(letters('\xff\xd9'))
  return joined(kept)
}

/** A PNG chunk with its checksum. */
function pngChunk(name: string, data: Uint8Array): Bytes {
  const chunk = joined([new Uint8Array(4), letters(name), data, new Uint8Array(4)])
  const view = viewOf(chunk)
  view.setUint32(0, data.length)
  view.setUint32(chunk.length - 4, crc32(chunk.subarray(4, chunk.length - 4)))
  return chunk
}

function pngWithout(content: Bytes): Bytes {
  const { chunks } = walkBytes(content, pngChunks())
  const unknown = chunks.find(({ name }) => isCritical(name) && !isSeen(name))
  if (unknown)
    throw new HiddenDataError(`It has a part that this page does not know (${unknown.name})`)
  if (chunks[0]?.name !== 'IHDR' || !chunks.some(({ name }) => name === 'IDAT')) {
    throw new HiddenDataError('It holds no picture')
  }
  const exif = chunks.find(({ name }) => name === 'eXIf')
  const tiff = needed(
    exif &&
      content.subarray(exif.offset + PNG_HEAD, exif.offset + exif.length - PNG_AROUND + PNG_HEAD),
  )
  const kept: Uint8Array[] = [content.subarray(0, 8)]
  for (const { name, offset, length } of chunks) {
    // Its place is anywhere between the head and the picture's data.
    if (name === 'IDAT' && tiff && !kept.some((piece) => latin1(piece, 4, 4) === 'eXIf')) {
      kept.push(pngChunk('eXIf', tiff))
    }
    // The end holds nothing; a file may claim that it does.
    if (name === 'IEND') kept.push(pngChunk('IEND', new Uint8Array(0)))
    else if (isSeen(name)) kept.push(content.subarray(offset, offset + length))
  }
  return joined(kept)
}

/** A WebP chunk with the zero that makes its length even. */
function webpChunk(name: string, data: Uint8Array): Bytes {
  const chunk = joined([letters(name), new Uint8Array(4), data, new Uint8Array(data.length & 1)])
  viewOf(chunk).setUint32(4, data.length, true)
  return chunk
}

/** Flags of `VP8X` that announce EXIF and XMP. */
const WEBP_EXIF = 0x08
const WEBP_XMP = 0x04

/** A frame of an animation without the unknown parts it may end with. */
function webpFrame(data: Uint8Array): Bytes {
  const head = 16
  const kept: Uint8Array[] = [data.subarray(0, head)]
  let at = head
  while (at + WEBP_HEAD <= data.length) {
    const name = latin1(data, at, 4)
    const length = viewOf(data).getUint32(at + 4, true)
    const part = data.subarray(at + WEBP_HEAD, at + WEBP_HEAD + length)
    if (part.length < length) throw new HiddenDataError('One of its pictures is cut off')
    if (/^(?:ALPH|VP8 |VP8L)$/.test(name)) kept.push(webpChunk(name, part))
    at += WEBP_HEAD + length + (length & 1)
  }
  return joined(kept)
}

function webpWithout(content: Bytes): Bytes {
  const { chunks } = walkBytes(content, webpChunks())
  const dataOf = ({ offset, length }: { offset: number; length: number }) =>
    content.subarray(offset + WEBP_HEAD, offset + WEBP_HEAD + length)
  if (!chunks.some(({ name }) => /^(?:VP8 |VP8L|ANMF)$/.test(name))) {
    throw new HiddenDataError('It holds no picture')
  }
  const exif = chunks.find(({ name }) => name === 'EXIF')
  const extended = chunks[0]?.name === 'VP8X'
  // Without `VP8X` no program reads the EXIF either.
  const tiff = extended ? needed(exif && tiffOfWebp(dataOf(exif))) : null
  const kept: Uint8Array[] = []
  for (const chunk of chunks) {
    if (chunk.name === 'VP8X') {
      const head = dataOf(chunk).slice(0, 10)
      head[0] = ((head[0] ?? 0) & ~(WEBP_EXIF | WEBP_XMP)) | (tiff ? WEBP_EXIF : 0)
      kept.push(webpChunk('VP8X', head))
    } else if (chunk.name === 'ANMF') kept.push(webpChunk('ANMF', webpFrame(dataOf(chunk))))
    else if (isSeenInWebp(chunk.name)) kept.push(webpChunk(chunk.name, dataOf(chunk)))
  }
  if (tiff) kept.push(webpChunk('EXIF', tiff))
  const whole = joined([content.subarray(0, WEBP_START), ...kept])
  viewOf(whole).setUint32(4, whole.length - 8, true)
  return whole
}

/**
 * The same picture without hidden data: pixels, the way up and the colour profile stay, previews,
 * further pictures and everything behind the picture's end go as well. Needs twice the memory of
 * `content`, which is not changed.
 * @param format what `examineFile` said it is
 * @throws HiddenDataError when it cannot be done well: cut off, malformed, or with parts that nobody
 *   here knows to be harmless
 */
export function withoutHidden(content: Bytes, format: CleanableFormat): Bytes {
  try {
    switch (format) {
      case 'jpeg':
        return jpegWithout(content)
      case 'png':
        return pngWithout(content)
      case 'webp':
        return webpWithout(content)
    }
  } catch (error) {
    const why = error instanceof HiddenDataError ? error.message : 'The picture is damaged'
    throw new HiddenDataError(
      `${why}, so its hidden data was not removed. Send it unchanged, or send a screenshot of it.`,
      { cause: error },
    )
  }
}
