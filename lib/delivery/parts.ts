/** The sealed parts of a tip as a mail carries them: their names and sizes. */
import type { Delivery } from '#lib/store/store'

/** Headers and text of a mail; and what each part adds beside itself, a link at least. */
const FRAME_BYTES = 4096
const PART_FRAME_BYTES = 1024

/** The file name of a sealed part; not `.asc`, which mail programs take for a key. */
export function attachmentName(part: number): string {
  return part === 0 ? 'tip.eml.pgp' : `file-${part}.pgp`
}

/**
 * About how many bytes a mail has on the wire, never too few: base64 in lines that end with CRLF, and
 * its frame.
 * @param linked indices of the parts that go by link
 */
export function wireBytes(
  delivery: Pick<Delivery, 'parts'>,
  linked: readonly number[] = [],
): number {
  return delivery.parts.reduce(
    (sum, { bytes }, part) =>
      sum +
      PART_FRAME_BYTES +
      (linked.includes(part) ? 0 : 4 * Math.ceil(bytes / 3) + 2 * Math.ceil(bytes / 48)),
    FRAME_BYTES,
  )
}

/** `64 kB`, `4.1 MB`: decimal units, as mail programs show them. */
export function sizeInWords(bytes: number): string {
  return bytes < 1_000_000
    ? `${Math.ceil(bytes / 1000)} kB`
    : `${(bytes / 1_000_000).toFixed(1)} MB`
}
