/**
 * What a PDF tells beside its pages: its Info dictionary, XMP, comments, attached files, and whether
 * it was changed after it was made. The text is searched from end to end in pieces; objects that are
 * packed together are unpacked, within bounds, and searched as well.
 */
import { latin1, textOf } from './bytes.ts'
import { inflate } from './inflate.ts'
import type { Notes } from './notes.ts'
import { pdfDate, pdfValue } from './pdf-strings.ts'
import { PIECE_MAX, type Source } from './source.ts'
import { noteXmpText } from './xmp.ts'

/** Pieces overlap, so that nothing is cut in two. */
const PIECE = 512 * 1024
const OVERLAP = 16 * 1024
/** Longer ones are searched only in part, and it is said. */
const SEARCHED_MAX = 64 * 1024 * 1024
const PACKED_MAX = 100
const UNPACKED_BYTES_MAX = 1024 * 1024
const DICTIONARIES_MAX = 60
const PACKETS_MAX = 10

type Seen = {
  ends: number
  packed: number
  dictionaries: number
  packets: number
  encrypted: boolean
  linearized: boolean
  whole: boolean
}

/** Notes a dictionary that holds an author, a program or a date. */
function noteInfo(text: string, notes: Notes): void {
  notes.add('author', pdfValue(text, 'Author'))
  notes.add('company', pdfValue(text, 'Company'))
  notes.add('title', pdfValue(text, 'Title'))
  notes.add('description', pdfValue(text, 'Subject'))
  notes.add('keywords', pdfValue(text, 'Keywords'))
  notes.add('software', pdfValue(text, 'Creator'))
  notes.add('software', pdfValue(text, 'Producer'))
  notes.add('created', pdfDate(pdfValue(text, 'CreationDate')))
  notes.add('changed', pdfDate(pdfValue(text, 'ModDate')))
}

/** Finds what stands in a piece of text; `own` is where the next piece begins. */
function search(text: string, own: number, seen: Seen, notes: Notes): void {
  let done = -1
  for (const { index } of text.matchAll(/\/(?:Producer|Author|CreationDate|ModDate)\b/g)) {
    if (index >= own) break
    if (index < done || seen.encrypted || seen.dictionaries >= DICTIONARIES_MAX) continue
    seen.dictionaries += 1
    const before = Math.max(text.lastIndexOf('obj', index), index - OVERLAP / 4, 0)
    const after = text.indexOf('endobj', index)
    done = Math.min(after < 0 ? text.length : after, index + OVERLAP / 2)
    noteInfo(text.slice(before, done), notes)
  }
  for (const { index } of text.matchAll(/<x:xmpmeta|<rdf:RDF/g)) {
    if (index >= own) break
    if (index < done || seen.packets >= PACKETS_MAX) continue
    seen.packets += 1
    const end = text.indexOf('</rdf:RDF>', index)
    done = Math.min(end < 0 ? text.length : end, index + OVERLAP)
    const bytes = Uint8Array.from(text.slice(index, done), (letter) => letter.charCodeAt(0))
    noteXmpText(textOf(bytes), notes)
  }
  const here = text.slice(0, own)
  if (/\/Subtype\s{0,5}\/(?:Text|FreeText|Popup|Highlight|StrikeOut|Ink)\b/.test(here)) {
    notes.add('comments')
  }
  if (/\/EmbeddedFiles?\b/.test(here)) notes.add('attachments')
  if (/\/PieceInfo\b/.test(here)) notes.add('moreData', 'PieceInfo')
}

/** Where packed objects begin in a piece, and how long they say they are. */
function packedIn(text: string, own: number): { at: number; length: number }[] {
  const found: { at: number; length: number }[] = []
  for (const match of text.matchAll(/\/Type\s{0,5}\/ObjStm\b/g)) {
    if (match.index >= own) break
    const stream = /stream\r?\n/.exec(text.slice(match.index, match.index + 2000))
    if (!stream) continue
    const at = match.index + stream.index + stream[0].length
    const start = Math.max(0, text.lastIndexOf('obj', match.index))
    const length = /\/Length\s{1,5}(\d{1,9})(?!\s+\d+\s+R)/.exec(text.slice(start, at))?.[1]
    // A length may stand in an object elsewhere; the data ends where the word says so.
    const end = text.indexOf('endstream', at)
    const said = text.slice(at, end < 0 ? at : end).replace(/\r?\n?$/, '').length
    found.push({ at, length: Math.min(length ? Number(length) : said, PIECE_MAX) })
  }
  return found
}

/** Notes what it finds. @throws UnreadError when it cannot be read */
export async function examinePdf(source: Source, notes: Notes): Promise<void> {
  const seen: Seen = {
    ends: 0,
    packed: 0,
    dictionaries: 0,
    packets: 0,
    encrypted: false,
    linearized: false,
    whole: source.size <= SEARCHED_MAX,
  }
  const half = SEARCHED_MAX / 2
  // The end is looked at first: it says whether strings are encrypted.
  const tail = latin1(await source.readUpTo(Math.max(0, source.size - PIECE), PIECE))
  seen.encrypted = /\/Encrypt\s{0,5}(?:\d|<<)/.test(tail)
  for (let at = 0; at < source.size; at += PIECE - OVERLAP) {
    // Of a very long one, the first half and the last are searched.
    if (!seen.whole && at > half && at < source.size - half) at = source.size - half
    const text = latin1(await source.readUpTo(at, PIECE))
    const own = at + text.length >= source.size ? text.length : PIECE - OVERLAP
    seen.linearized ||= at === 0 && text.slice(0, 2048).includes('/Linearized')
    seen.encrypted ||= /\/Encrypt\s{0,5}(?:\d+\s{1,5}\d+\s{1,5}R|<<)/.test(text)
    for (const match of text.matchAll(/%%EOF/g)) if (match.index < own) seen.ends += 1
    search(text, own, seen, notes)
    for (const packed of seen.encrypted ? [] : packedIn(text, own)) {
      seen.packed += 1
      if (seen.packed > PACKED_MAX) {
        seen.whole = false
        break
      }
      const content = await source.readUpTo(at + packed.at, packed.length)
      const { bytes, whole } = await inflate(content, 'deflate', UNPACKED_BYTES_MAX)
      if (!whole) seen.whole = false
      const objects = latin1(bytes)
      search(objects, objects.length, seen, notes)
    }
    if (own === text.length) break
  }
  // A file made for the web has two ends from the start.
  const again = seen.ends - (seen.linearized ? 2 : 1)
  if (again > 0) notes.add('savedAgain', `${again} ×`)
  if (seen.encrypted) notes.add('encrypted')
  if (!seen.whole || seen.ends === 0) notes.add('notAll')
}
