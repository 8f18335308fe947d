/**
 * File names from strangers, made safe to store, to print and to write to any disk. The sender's
 * browser cleans them before sealing; whoever opens a tip cleans them again.
 */

/** What common file systems take at most. */
const NAME_BYTES_MAX = 255
/** A longer ending is not an extension, so it is not kept when a name is cut. */
const EXTENSION_BYTES_MAX = 24
/** What remains of a name of which nothing remains. */
const NAMELESS = 'file'

/**
 * Unicode's control (Cc), format (Cf: bidi controls, zero-width, byte order mark), surrogate,
 * private-use, and line and paragraph separator characters. They can hide an ending
 * (`invoice\u202Efdp.exe` reads `invoiceexe.pdf`) or drive a terminal.
 */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/gu
/** What Windows refuses in a name. */
const FORBIDDEN = /[<>:"|?*]/g
/** Windows opens these as devices whatever extension follows. */
const DEVICE = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)\s*(?:\.|$)/i

/** `text` in NFC without control, bidi, zero-width, private-use and line separating characters. */
export function visibleText(text: string): string {
  // A line break between two words becomes a space; a hidden character leaves nothing.
  return text
    .toWellFormed()
    .normalize('NFC')
    .replace(/[\t\n\r]+/g, ' ')
    .replace(INVISIBLE, '')
}

/** The number of bytes `text` takes in UTF-8. */
function utf8Bytes(text: string): number {
  return new TextEncoder().encode(text).length
}

/** The longest beginning of `text` that fits into `max` bytes of UTF-8 and splits no code point. */
function truncate(text: string, max: number): string {
  let bytes = 0
  let end = 0
  for (const character of text) {
    bytes += utf8Bytes(character)
    if (bytes > max) break
    end += character.length
  }
  return text.slice(0, end)
}

/** Cuts a name to 255 bytes and keeps its extension. */
function shorten(name: string): string {
  if (utf8Bytes(name) <= NAME_BYTES_MAX) return name
  const dot = name.lastIndexOf('.')
  const extension = dot > 0 ? name.slice(dot) : ''
  const kept = utf8Bytes(extension) <= EXTENSION_BYTES_MAX ? extension : ''
  const stem = kept === '' ? name : name.slice(0, dot)
  return truncate(stem, NAME_BYTES_MAX - utf8Bytes(kept)).trimEnd() + kept
}

/**
 * Makes a harmless file name: the last part of a path, in NFC, without control, bidi and invisible
 * characters, without what Windows refuses, not a device name, 1 to 255 bytes of UTF-8. Never
 * throws and never gives an empty name; what it gives back, it gives back unchanged again.
 * @param name anything a sender, a browser or a MIME header calls a file's name
 */
export function cleanFileName(name: string): string {
  const visible = name.toWellFormed().normalize('NFC').replace(INVISIBLE, '')
  const last = visible.split(/[/\\]/).findLast((part) => part.trim().replace(/\.+$/, '') !== '')
  const plain = (last ?? '').replace(FORBIDDEN, '_').replace(/\s+/g, ' ').trim()
  const safe = DEVICE.test(plain) ? `_${plain}` : plain
  // Windows drops dots and spaces at the end, which would turn `con.` back into a device.
  const ended = shorten(safe).replace(/[. ]+$/, '')
  return ended === '' ? NAMELESS : ended
}

/** Puts ` (2)` before the extension, within 255 bytes. */
function numbered(name: string, number: number): string {
  const dot = name.lastIndexOf('.')
  const extension =
    dot > 0 && utf8Bytes(name.slice(dot)) <= EXTENSION_BYTES_MAX ? name.slice(dot) : ''
  const ending = ` (${number})${extension}`
  const stem = name.slice(0, name.length - extension.length)
  return truncate(stem, NAME_BYTES_MAX - utf8Bytes(ending)).trimEnd() + ending
}

/**
 * The names under which files stand in a report: each made harmless by `cleanFileName`, and no two
 * the same, also where large and small letters are one: `photo.jpg`, `photo (2).jpg`. The same list
 * always gives the same names.
 */
export function reportNames(files: readonly { name: string }[]): string[] {
  const taken = new Set<string>()
  return files.map((file) => {
    const clean = cleanFileName(file.name)
    let name = clean
    for (let number = 2; taken.has(name.toLowerCase()); number += 1) name = numbered(clean, number)
    taken.add(name.toLowerCase())
    return name
  })
}
