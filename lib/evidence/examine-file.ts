/**
 * Looks into a file for what it tells beside its content, without trusting anything in it: only
 * pieces are read, every count and length is bounded, and odd content gives a finding, not a failure.
 */
import { DEFAULT_LANGUAGE, type Language } from '#lib/i18n/languages'
import { latin1 } from './bytes.ts'
import { COMPOUND_START } from './compound-file.ts'
import type { Examination } from './examination.ts'
import { examineCompound } from './examine-compound.ts'
import { examineHeic } from './examine-heic.ts'
import { examineJpeg } from './examine-jpeg.ts'
import { examineMail } from './examine-mail.ts'
import { examineZip } from './examine-office.ts'
import { examinePdf } from './examine-pdf.ts'
import { examinePng } from './examine-png.ts'
import { examineVideo } from './examine-video.ts'
import { examineWebp } from './examine-webp.ts'
import { looksLikeMail } from './mail-headers.ts'
import { createNotes, type Notes } from './notes.ts'
import { PNG_START } from './png-chunks.ts'
import { openSource, PIECE_MAX, type Source } from './source.ts'
import { noteTiff, readTiff } from './tiff.ts'

/** Larger pictures are sent as they are: taking hidden data out needs all of one in memory, twice. */
export const CLEANABLE_BYTES_MAX = 32 * 1024 * 1024

type Result = Omit<Examination, 'findings'>

/** Brands of still pictures; films have others. */
const HEIC_BRANDS = /^(?:heic|heix|heim|heis|hevc|hevx|mif1|msf1|avif|avis)$/
/** Boxes that an MP4 or QuickTime film may start with. */
const VIDEO_BOXES = /^(?:ftyp|moov|mdat|wide|free|skip|pnot)$/
/** What other films start with: Matroska, Flash, Ogg, Windows Media, MPEG. */
const OTHER_VIDEOS = ['\x1a\x45\xdf\xa3', 'FLV\x01', 'OggS', '\x30\x26\xb2\x75', '\0\0\x01\xba']
const ZIP_STARTS = ['PK\x03\x04', 'PK\x05\x06']
const TIFF_STARTS = ['II\x2a\0', 'MM\0\x2a']

/** Whether bytes are the letters of a text, which holds nothing beside what one reads. */
function isPlainText(bytes: Uint8Array): boolean {
  const wide = bytes.length > 1 && (bytes[0] ?? 0) + (bytes[1] ?? 0) === 0xff + 0xfe
  return wide || bytes.every((byte) => byte >= 32 || (byte >= 9 && byte <= 13))
}

/** Examines a picture from which hidden data can be taken, if it is well-formed. */
async function picture(
  format: 'jpeg' | 'png' | 'webp',
  source: Source,
  notes: Notes,
  examine: (source: Source, notes: Notes) => Promise<void>,
): Promise<Result> {
  await examine(source, notes)
  return { format, removable: notes.findings.length > 0 && source.size <= CLEANABLE_BYTES_MAX }
}

/** Names the format by what the file begins with, and examines it. */
async function examine(source: Source, notes: Notes, found: Result): Promise<Result> {
  const start = await source.readUpTo(0, 4096)
  const head = latin1(start, 0, 64)
  const format = (name: Examination['format']): Result => {
    // Kept outside as well, for when the examination breaks off.
    found.format = name
    return { format: name, removable: false }
  }
  if (head.startsWith('\xff\xd8\xff')) {
    format('jpeg')
    return picture('jpeg', source, notes, examineJpeg)
  }
  if (head.startsWith(PNG_START)) {
    format('png')
    return picture('png', source, notes, examinePng)
  }
  const riff = head.startsWith('RIFF') ? head.slice(8, 12) : ''
  if (riff === 'WEBP') {
    format('webp')
    return picture('webp', source, notes, examineWebp)
  }
  if (head.slice(4, 8) === 'ftyp' && HEIC_BRANDS.test(head.slice(8, 12))) {
    const result = format('heic')
    await examineHeic(source, notes)
    return result
  }
  if (VIDEO_BOXES.test(head.slice(4, 8))) {
    const result = format('video')
    await examineVideo(source, notes)
    return result
  }
  if (riff === 'AVI ' || OTHER_VIDEOS.some((begin) => head.startsWith(begin))) {
    notes.add('cannotLook')
    return format('video')
  }
  if (latin1(start, 0, 1024).includes('%PDF-')) {
    const result = format('pdf')
    await examinePdf(source, notes)
    return result
  }
  if (ZIP_STARTS.some((begin) => head.startsWith(begin))) {
    // The first file inside; the list of all stands at the end.
    if (/^(?:\[Content_Types|mimetype)/.test(head.slice(30))) format('office')
    return format(await examineZip(source, notes))
  }
  if (head.startsWith(COMPOUND_START)) {
    format('office')
    const { format: kind, identifiers } = await examineCompound(source, notes)
    return { ...format(kind), ...(identifiers && identifiers.length > 0 && { identifiers }) }
  }
  if (TIFF_STARTS.some((begin) => head.startsWith(begin))) {
    const tiff = readTiff(await source.readUpTo(0, PIECE_MAX))
    if (tiff) noteTiff(tiff, notes)
    if (source.size > PIECE_MAX) notes.add('notAll')
    return format('other')
  }
  if (head.startsWith('!BDN')) {
    notes.add('cannotLook')
    return format('mail')
  }
  const text = latin1(start)
  const mail = looksLikeMail(text)
  if (mail) {
    const result = format('mail')
    const identifiers = await examineMail(source, mail, notes)
    return { ...result, ...(identifiers.length > 0 && { identifiers }) }
  }
  if (!isPlainText(start)) notes.add('cannotLook')
  return format('other')
}

/**
 * Says what a file is by its content, what it tells beside it, and whether that can be removed.
 * Reads at most 128 MB of it in pieces of at most 1 MB. Never rejects: what could not be looked at
 * is a finding.
 * @param file its name is not looked at
 * @param language of the findings
 */
export async function examineFile(
  file: Blob & { name: string },
  language: Language = DEFAULT_LANGUAGE,
): Promise<Examination> {
  const notes = createNotes(language)
  const found: Result = { format: 'other', removable: false }
  try {
    const result = await examine(openSource(file), notes, found)
    return { ...result, findings: notes.sorted() }
  } catch (error) {
    // The file may have been moved or deleted; anything else is content that makes no sense.
    notes.add(error instanceof DOMException ? 'unreadable' : 'notAll')
    return { ...found, removable: false, findings: notes.sorted() }
  }
}
