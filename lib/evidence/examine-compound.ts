/** What older Office documents (.doc, .xls, .ppt) and saved mails of Outlook (.msg) tell beside their content. */
import type { FindingName } from '#lib/i18n/finding-words'
import type { Identifier } from '#lib/tip/schema'
import { textOf, utf16, viewOf } from './bytes.ts'
import { type CompoundFile, openCompoundFile } from './compound-file.ts'
import type { EvidenceFormat } from './examination.ts'
import { createMailFacts } from './mail-headers.ts'
import type { Notes } from './notes.ts'
import type { Source } from './source.ts'

const PROPERTIES_MAX = 200

const SUMMARY: Record<number, FindingName> = {
  2: 'title',
  3: 'description',
  4: 'author',
  5: 'keywords',
  6: 'comment',
  7: 'template',
  8: 'changedBy',
  9: 'revision',
  11: 'printed',
  12: 'created',
  13: 'changed',
  18: 'software',
}
const DOCUMENT_SUMMARY: Record<number, FindingName> = { 14: 'manager', 15: 'company' }

/** A moment in 100 nanoseconds since 1601. */
function moment(low: number, high: number): string {
  const milliseconds = (high * 2 ** 32 + low) / 10_000 - 11_644_473_600_000
  const date = new Date(milliseconds)
  // Durations and empty values lie before the first computers.
  return milliseconds > 0 && !Number.isNaN(date.getTime())
    ? date.toISOString().slice(0, 16).replace('T', ' ').concat(' UTC')
    : ''
}

/** Notes the properties of the first section of a property set (MS-OLEPS). */
function noteProperties(
  set: Uint8Array,
  meanings: Record<number, FindingName>,
  notes: Notes,
): void {
  if (set.length < 48) return
  const section = set.subarray(viewOf(set).getUint32(44, true))
  const view = viewOf(section)
  const count = Math.min(view.getUint32(4, true), PROPERTIES_MAX)
  const places = Array.from({ length: count }, (_, index) => ({
    id: view.getUint32(8 + index * 8, true),
    at: view.getUint32(12 + index * 8, true),
  }))
  for (const { id, at } of places) {
    const name = meanings[id]
    if (!name) continue
    const type = view.getUint32(at, true)
    if (type === 30 || type === 31) {
      const length = view.getUint32(at + 4, true) * (type === 31 ? 2 : 1)
      const bytes = section.subarray(at + 8, at + 8 + Math.min(length, 2000))
      const text = type === 31 ? utf16(bytes, 'le') : textOf(bytes)
      if (name === 'template' && /^Normal(?:\.dotm?)?$/i.test(text)) continue
      if (name === 'revision' && /^[01]?$/.test(text)) continue
      notes.add(name, name === 'revision' ? `${text} ×` : text)
    } else if (type === 64) {
      notes.add(name, moment(view.getUint32(at + 4, true), view.getUint32(at + 8, true)))
    }
  }
}

/** A text property of a saved mail: in UTF-16 or in a code page. */
async function mailText(file: CompoundFile, tag: string): Promise<string> {
  const wide = await file.stream(`__substg1.0_${tag}001F`)
  if (wide.length > 0) return utf16(wide, 'le')
  return textOf(await file.stream(`__substg1.0_${tag}001E`))
}

/** Reads the headers of a saved mail, or its sender where it has none. */
async function examineMessage(file: CompoundFile, notes: Notes): Promise<Identifier[]> {
  const facts = createMailFacts()
  facts.add(await mailText(file, '007D'))
  const sender = (await mailText(file, '5D01')) || (await mailText(file, '0C1F'))
  if (sender.includes('@')) facts.add(`From: ${sender}`)
  const id = await mailText(file, '1035')
  if (id) facts.add(`Message-ID: ${id}`)
  facts.note(notes)
  if (file.names.some((name) => name === '__substg1.0_37010102')) notes.add('attachments')
  return facts.identifiers()
}

/**
 * Notes what it finds, and says what kind of file it is.
 * @throws UnreadError or RangeError when it is cut off or malformed
 */
export async function examineCompound(
  source: Source,
  notes: Notes,
): Promise<{ format: EvidenceFormat; identifiers?: Identifier[] }> {
  const file = await openCompoundFile(source)
  if (file.names.some((name) => name.startsWith('__substg1.0_'))) {
    return { format: 'mail', identifiers: await examineMessage(file, notes) }
  }
  if (file.names.includes('EncryptedPackage')) {
    notes.add('encrypted')
    return { format: 'office' }
  }
  const summary = await file.stream('\x05SummaryInformation')
  noteProperties(summary, SUMMARY, notes)
  noteProperties(await file.stream('\x05DocumentSummaryInformation'), DOCUMENT_SUMMARY, notes)
  const office = file.names.some((name) =>
    /^(?:WordDocument|Workbook|Book|PowerPoint Document)$/.test(name),
  )
  if (!office && summary.length === 0) {
    notes.add('cannotLook')
    return { format: 'other' }
  }
  // A Word file that says it was saved fast keeps deleted text (MS-DOC, FibBase, fComplex).
  const head = await file.stream('WordDocument')
  if (head.length > 12 && ((head[10] ?? 0) & 4) !== 0) notes.add('savedAgain', '1 ×')
  // Tracked changes and comments stand in tables that are not read here.
  notes.add('notAll')
  return { format: 'office' }
}
