/**
 * What an MP4 or QuickTime film tells beside its picture and sound: properties in its `moov` box,
 * written by phones, cameras and editors in four ways.
 */
import type { FindingName } from '#lib/i18n/finding-words'
import { type Box, boxAt, boxesIn, childrenOf } from './boxes.ts'
import { latin1, textOf, utf16, viewOf } from './bytes.ts'
import type { Notes } from './notes.ts'
import { PIECE_MAX, type Source } from './source.ts'
import { coordinates } from './tiff.ts'
import { noteXmp } from './xmp.ts'

/** Seconds between QuickTime's first moment, 1904, and that of computers, 1970. */
const EPOCH = 2_082_844_800
const TEXT_MAX = 4096
const TRACKS_MAX = 64
/** The box of XMP (ISO 16684-3): its name is `uuid`, these letters follow. */
const XMP_ID = '\xbe\x7a\xcf\xcb\x97\xa9\x42\xe8\x9c\x71\x99\x94\x91\xe3\xaf\xac'

/** What a property is about, by the end of its key or its four letters. */
const PROPERTIES: readonly [pattern: RegExp, finding: FindingName][] = [
  [/^(?:©xyz|.*location\.ISO6709)$/, 'takenAt'],
  [/location\.name$/, 'placeNamed'],
  [/^(?:©mak|manu|.*\.make)$/, 'camera'],
  [/^(?:©mod|modl|.*\.model)$/, 'camera'],
  [/^(?:©swr|©too|©enc|.*\.software|.*version)$/, 'software'],
  [/^(?:©day|.*creationdate)$/, 'taken'],
  [/^(?:©ART|©aut|auth|perf|©wrt|©prd|.*\.(?:author|artist|director|producer))$/, 'author'],
  [/^(?:©cpy|cprt|.*copyright)$/, 'owner'],
  [/^(?:©nam|titl|.*title|.*displayname)$/, 'title'],
  [/^(?:©cmt|.*comment)$/, 'comment'],
  [/^(?:©des|desc|dscp|©inf|.*description)$/, 'description'],
  [/^(?:©key|kywd|keyw|.*keywords)$/, 'keywords'],
  [/serial|identifier$/, 'uniqueId'],
]

/** Notes a property under its key. */
function noteProperty(key: string, value: string, notes: Notes): void {
  const finding = PROPERTIES.find(([pattern]) => pattern.test(key))?.[1]
  if (!finding) return
  if (finding !== 'takenAt') {
    notes.add(finding, value)
    return
  }
  // ISO 6709: +51.5081-000.1281+011/
  const match = /^([+-]\d{1,3}(?:\.\d+)?)([+-]\d{1,3}(?:\.\d+)?)/.exec(value)
  if (match) notes.add('takenAt', coordinates(Number(match[1]), Number(match[2])))
  else notes.add('placeData')
}

/** Text of a `data` box: its kind in four bytes, four that nobody uses, then the text. */
async function dataText(source: Source, box: Box): Promise<string> {
  const bytes = await source.readUpTo(box.start, Math.min(box.length, TEXT_MAX))
  return bytes[3] === 1 ? textOf(bytes.subarray(8)) : ''
}

/** QuickTime's properties with long keys, and those of music programs with four letters. */
async function noteMeta(source: Source, meta: Box, notes: Notes): Promise<void> {
  // In MP4 four bytes of version come first, in QuickTime none.
  const head = latin1(await source.readUpTo(meta.start, 8))
  const boxes = await childrenOf(source, meta, head.slice(4) === 'hdlr' ? 0 : 4)
  const list = boxes.find(({ name }) => name === 'ilst')
  if (!list) return
  const keyBox = boxes.find(({ name }) => name === 'keys')
  const keys = keyBox ? await childrenOf(source, keyBox, 8) : []
  for (const item of (await childrenOf(source, list)).slice(0, 200)) {
    const number = viewOf(Uint8Array.from(item.name, (letter) => letter.charCodeAt(0))).getUint32(0)
    const keyed = keys[number - 1]
    const key = keyed
      ? latin1(await source.readUpTo(keyed.start, Math.min(keyed.length, 200)))
      : item.name
    for (const data of (await childrenOf(source, item)).slice(0, 4)) {
      if (data.name === 'data') noteProperty(key, await dataText(source, data), notes)
    }
  }
}

/** User data of QuickTime (length, language, text) and of 3GPP (language, text). */
async function noteUserData(source: Source, userData: Box, notes: Notes): Promise<void> {
  for (const box of (await childrenOf(source, userData)).slice(0, 200)) {
    if (box.name === 'meta') await noteMeta(source, box, notes)
    else if (box.name === 'XMP_')
      noteXmp(await source.readUpTo(box.start, Math.min(box.length, PIECE_MAX)), notes)
    else {
      const bytes = await source.readUpTo(box.start, Math.min(box.length, TEXT_MAX))
      if (box.name === 'loci') notes.add('placeData')
      else if (box.name.startsWith('©')) noteProperty(box.name, textOf(bytes.subarray(4)), notes)
      else {
        const text = bytes.subarray(6)
        const wide = text[0] === 0xfe && text[1] === 0xff
        noteProperty(box.name, wide ? utf16(text.subarray(2), 'be') : textOf(text), notes)
      }
    }
  }
}

/** The moment in the film's head, in its two widths. */
async function noteMoment(source: Source, head: Box, notes: Notes): Promise<void> {
  const bytes = await source.read(head.start, Math.min(head.length, 12))
  const view = viewOf(bytes)
  const seconds =
    bytes[0] === 1 ? view.getUint32(4) * 2 ** 32 + view.getUint32(8) : view.getUint32(4)
  // Zero and 1970 are written by programs that do not know.
  if (seconds <= EPOCH + 86_400) return
  const date = new Date((seconds - EPOCH) * 1000)
  if (!Number.isNaN(date.getTime()))
    notes.add('created', date.toISOString().slice(0, 16).replace('T', ' ').concat(' UTC'))
}

/** Kinds of tracks that cameras write beside picture and sound: places, movements. */
const SENSOR_TRACKS = /^(?:gpmd|camm|mebx|mett|gps )$/

/** Notes what it finds. @throws UnreadError or RangeError when it is cut off or malformed */
export async function examineVideo(source: Source, notes: Notes): Promise<void> {
  const top = await boxesIn(source, 0, source.size)
  for (const box of top.filter(({ name }) => name === 'uuid').slice(0, 8)) {
    const id = latin1(await source.readUpTo(box.start, 16))
    if (id === XMP_ID && box.length > 16) {
      noteXmp(await source.readUpTo(box.start + 16, Math.min(box.length - 16, PIECE_MAX)), notes)
    }
  }
  const rootMeta = top.find(({ name }) => name === 'meta')
  if (rootMeta) await noteMeta(source, rootMeta, notes)
  const movie = top.find(({ name }) => name === 'moov')
  if (!movie) {
    notes.add('notAll')
    return
  }
  for (const box of await childrenOf(source, movie)) {
    if (box.name === 'mvhd') await noteMoment(source, box, notes)
    if (box.name === 'udta') await noteUserData(source, box, notes)
    if (box.name === 'meta') await noteMeta(source, box, notes)
  }
  const tracks = (await childrenOf(source, movie)).filter(({ name }) => name === 'trak')
  for (const track of tracks.slice(0, TRACKS_MAX)) {
    const parts = await childrenOf(source, track)
    const user = parts.find(({ name }) => name === 'udta')
    if (user) await noteUserData(source, user, notes)
    const kinds = await boxAt(source, parts, ['mdia', 'minf', 'stbl', 'stsd'])
    if (kinds && kinds.length >= 16) {
      const kind = latin1(await source.read(kinds.start + 12, 4))
      if (SENSOR_TRACKS.test(kind)) notes.add('placeTrack')
    }
  }
}
