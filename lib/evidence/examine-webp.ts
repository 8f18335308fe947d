/** What a WebP picture tells beside what one sees. */
import { latin1 } from './bytes.ts'
import type { Notes } from './notes.ts'
import { PIECE_MAX, type Source, walkSource } from './source.ts'
import { noteTiff, readTiff } from './tiff.ts'
import { isSeenInWebp, WEBP_HEAD, webpChunks } from './webp-chunks.ts'
import { noteXmp } from './xmp.ts'

/** The TIFF structure of an `EXIF` chunk; some writers put JPEG's six letters before it. */
export function tiffOfWebp(data: Uint8Array): Uint8Array {
  return latin1(data, 0, 4) === 'Exif' ? data.subarray(6) : data
}

/** Notes what it finds. @throws UnreadError when it is cut off or malformed */
export async function examineWebp(source: Source, notes: Notes): Promise<void> {
  const { chunks, end } = await walkSource(source, webpChunks())
  for (const { name, offset, length } of chunks) {
    if (isSeenInWebp(name)) continue
    const data = await source.read(offset + WEBP_HEAD, Math.min(length, PIECE_MAX))
    if (name === 'EXIF') {
      const tiff = readTiff(tiffOfWebp(data))
      if (tiff) noteTiff(tiff, notes)
      else notes.add('camerasData')
    } else if (name === 'XMP ') noteXmp(data, notes)
    else notes.add('moreData', name)
  }
  if (end < source.size) notes.add('afterEnd')
}
