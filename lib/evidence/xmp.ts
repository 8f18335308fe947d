/**
 * XMP (ISO 16684-1): properties in XML that programs put into pictures, documents and films. It is
 * searched by patterns instead of parsed, since only a few properties matter and hostile XML can
 * grow without end.
 */
import { latin1, textOf } from './bytes.ts'
import type { Notes } from './notes.ts'
import { coordinates } from './tiff.ts'

/** XML's own names for characters, and numbers, as they may stand in a value. */
const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** Text of XML with its entities written out and its tags left out. */
export function xmlText(xml: string): string {
  return xml
    .replace(/<[^<>]{0,2000}>/g, ' ')
    .replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w{2,4}));/gi, (whole, hex, decimal, name) => {
      if (name) return ENTITIES[name] ?? whole
      const code = hex ? Number.parseInt(hex, 16) : Number(decimal)
      return code <= 0x10ffff ? String.fromCodePoint(code) : ''
    })
}

/** How far an element may go on until its end. */
const ELEMENT_MAX = 2000

/**
 * The text of the first elements called `name`, whatever its prefix, each cut to 2,000 characters.
 * @param limit how many at most
 */
export function xmlElements(xml: string, name: string, limit = 5): string[] {
  const found: string[] = []
  const start = new RegExp(`<(?:[\\w-]{1,40}:)?${name}(?=[\\s>/])[^<>]{0,500}>`, 'g')
  for (const match of xml.matchAll(start)) {
    if (found.length >= limit) break
    if (match[0].endsWith('/>')) continue
    const inside = xml.slice(
      match.index + match[0].length,
      match.index + match[0].length + ELEMENT_MAX,
    )
    const end = inside.search(new RegExp(`</(?:[\\w-]{1,40}:)?${name}\\s?>`))
    found.push(xmlText(end < 0 ? inside : inside.slice(0, end)).trim())
  }
  return found
}

/** The values of attributes called `name`, whatever its prefix; each once. */
export function xmlAttributes(xml: string, name: string, limit = 5): string[] {
  const found = new Set<string>()
  const pattern = new RegExp(`[\\s:]${name}\\s?=\\s?(?:"([^"<]{0,500})"|'([^'<]{0,500})')`, 'g')
  for (const match of xml.matchAll(pattern)) {
    if (found.size >= limit) break
    found.add(xmlText(match[1] ?? match[2] ?? '').trim())
  }
  return [...found]
}

/** `51,30.5N` or `51.508` as degrees. */
function xmpDegrees(text: string | undefined): number | null {
  const match =
    /^(\d{1,3})(?:,(\d{1,2}(?:\.\d+)?))?(?:,(\d{1,2}(?:\.\d+)?))?(?:\.(\d+))?\s*([NSEW])?$/i.exec(
      text ?? '',
    )
  if (!match) return null
  const [, whole = '0', minutes = '0', seconds = '0', fraction, side = ''] = match
  const sum = Number(`${whole}.${fraction ?? 0}`) + Number(minutes) / 60 + Number(seconds) / 3600
  return /[SW]/i.test(side) ? -sum : sum
}

/** Notes what an XMP packet says. `xml` may be cut anywhere. */
export function noteXmpText(xml: string, notes: Notes): void {
  const values = (name: string, limit?: number) => [
    ...xmlElements(xml, name, limit),
    ...xmlAttributes(xml, name, limit),
  ]
  const all = (names: readonly string[], note: Parameters<Notes['add']>[0]) => {
    for (const name of names) for (const value of values(name)) notes.add(note, value)
  }
  const latitude = xmpDegrees(values('GPSLatitude')[0])
  const longitude = xmpDegrees(values('GPSLongitude')[0])
  if (latitude !== null && longitude !== null)
    notes.add('takenAt', coordinates(latitude, longitude))
  else if (/GPSL(?:at|ong)itude/.test(xml)) notes.add('placeData')
  all(['City', 'Location', 'State', 'Country', 'CountryName', 'Sublocation'], 'placeNamed')
  all(['DateTimeOriginal', 'DateCreated'], 'taken')
  all(['CreateDate'], 'created')
  all(['ModifyDate'], 'changed')
  notes.add('camera', [values('Make')[0], values('Model')[0]].filter(Boolean).join(' '))
  all(['SerialNumber', 'BodySerialNumber', 'LensSerialNumber'], 'serial')
  all(['creator', 'Author', 'AuthorsPosition', 'PersonInImage'], 'author')
  all(['OwnerName', 'CameraOwnerName', 'rights', 'UsageTerms'], 'owner')
  all(['CreatorTool', 'Producer', 'Software'], 'software')
  all(['title', 'Headline'], 'title')
  all(['description'], 'description')
  all(['subject', 'Keywords'], 'keywords')
  all(['UserComment'], 'comment')
  if (/<(?:\w+:)?History[\s>]/.test(xml)) notes.add('editHistory')
  if (/<(?:\w+:)?Thumbnails[\s>]/.test(xml)) notes.add('thumbnail')
  all(['DerivedFrom'], 'derived')
  all(['OriginalDocumentID', 'DocumentID', 'InstanceID'], 'uniqueId')
}

/** Notes what a packet of bytes says; that there is one, when none of it is known here. */
export function noteXmp(bytes: Uint8Array, notes: Notes): void {
  const before = notes.findings.length
  // UTF-16 packets are allowed; without the zero bytes they read the same here.
  const zeros = bytes.subarray(0, 64).includes(0)
  noteXmpText(zeros ? latin1(bytes).replaceAll('\0', '') : textOf(bytes), notes)
  if (notes.findings.length === before) notes.add('moreData', 'XMP')
}
