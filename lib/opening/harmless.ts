/**
 * Makes what a stranger sent harmless to look at: file names that name only a file, endings that no
 * double click runs, and text that cannot drive a terminal.
 */
import { cleanFileName } from '#lib/evidence/file-names'

/**
 * Endings that keep their meaning: plain text, tables as text, pictures made of pixels, sound, film,
 * and PDF, since most tips carry a CV and a warning on every tip is read on none. Everything else
 * (programs, scripts, shortcuts, web pages, SVG, office documents, archives, no ending at all) may
 * run something or call home when opened, so it gets `.unsafe`.
 */
const INERT =
  /\.(txt|log|md|json|csv|tsv|pdf|png|jpe?g|gif|webp|bmp|tiff?|heic|heif|avif|mp3|m4a|wav|ogg|opus|flac|mp4|m4v|mov|webm|mkv|asc|sig)$/i

/** Room for the number, `.unsafe` and what else a file system adds; file names take 255 bytes. */
const NAME_BYTES = 200

export type HarmlessName = {
  /** `01-photo.jpg`: the number keeps every name apart and every first character plain. */
  name: string
  /** Whether `.unsafe` was appended. */
  risky: boolean
}

/** The name under which attachment number `index` (from 1) is written. */
export function harmlessName(index: number, sent: string): HarmlessName {
  const clean = shorten(cleanFileName(sent).replace(/^[-.\s]+/, '')) || 'unnamed'
  const risky = !INERT.test(clean)
  const name = `${String(index).padStart(2, '0')}-${clean}${risky ? '.unsafe' : ''}`
  return { name, risky }
}

/** The number of bytes `text` takes in UTF-8. */
function utf8Bytes(text: string): number {
  return new TextEncoder().encode(text).length
}

/** Cuts the middle out of a name that is too long, so that its ending stays. */
function shorten(name: string): string {
  if (utf8Bytes(name) <= NAME_BYTES) return name
  const ending = /\.[^.]{1,16}$/u.exec(name)?.[0] ?? ''
  let stem = ''
  for (const character of name.slice(0, name.length - ending.length)) {
    if (utf8Bytes(stem + character + ending) > NAME_BYTES) break
    stem += character
  }
  return stem + ending
}

/**
 * Text as it may stand in a terminal: line breaks and tabs stay; other control characters and those
 * that turn the direction of reading become visible, like `<U+001B>`.
 */
export function harmlessText(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(
      /(?![\n\t])[\p{Cc}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/gu,
      (character) =>
        `<U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}>`,
    )
}

/** As `harmlessText`, on one line: for names and values inside a message. */
export function harmlessLine(text: string): string {
  return harmlessText(text).replace(/[\n\t]/g, ' ')
}
