/**
 * What a text, table or presentation tells beside its content: Microsoft's Office Open XML
 * (ECMA-376) and OpenDocument (ISO/IEC 26300), both of XML files in a ZIP.
 */
import { textOf } from './bytes.ts'
import type { EvidenceFormat } from './examination.ts'
import type { Notes } from './notes.ts'
import type { Source } from './source.ts'
import { xmlAttributes, xmlElements } from './xmp.ts'
import { type ZipEntry, zipContent, zipEntries } from './zip-entries.ts'

/** How much of one XML file is searched. */
const PROPERTIES_MAX = 256 * 1024
const CONTENT_MAX = 4 * 1024 * 1024
/** How many files of one kind (sheets, slides, comments) are opened. */
const SAME_KIND_MAX = 12

/** `2026-03-14T10:11:12Z` as `2026-03-14 10:11 UTC`. */
function moment(text: string | undefined): string {
  return (text ?? '').replace(
    /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(?::[\d.]+)?(Z)?.*$/,
    (_, day, time, utc) => `${day} ${time}${utc ? ' UTC' : ''}`,
  )
}

/** Counts, up to a few thousand, what `pattern` (global) finds. */
function count(text: string, pattern: RegExp): number {
  let found = 0
  for (const _ of text.matchAll(pattern)) {
    found += 1
    if (found >= 5000) break
  }
  return found
}

/** Reads files of the ZIP as text. */
type Reader = {
  names: readonly string[]
  text(name: string, limit?: number): Promise<string>
}

/** Notes what Office's own property files say. */
async function noteProperties({ text }: Reader, notes: Notes): Promise<void> {
  const core = await text('docProps/core.xml')
  const app = await text('docProps/app.xml')
  const first = (xml: string, name: string) => xmlElements(xml, name, 1)[0]
  notes.add('author', first(core, 'creator'))
  notes.add('changedBy', first(core, 'lastModifiedBy'))
  notes.add('company', first(app, 'Company'))
  notes.add('manager', first(app, 'Manager'))
  notes.add('created', moment(first(core, 'created')))
  notes.add('changed', moment(first(core, 'modified')))
  notes.add('printed', moment(first(core, 'lastPrinted')))
  notes.add('title', first(core, 'title'))
  notes.add('description', first(core, 'description'))
  notes.add('description', first(core, 'subject'))
  notes.add('keywords', first(core, 'keywords'))
  const [program, version] = [first(app, 'Application'), first(app, 'AppVersion')]
  notes.add('software', [program, version].filter(Boolean).join(' '))
  const template = first(app, 'Template')
  // The one everybody has says nothing.
  if (template && !/^Normal(?:\.dotm?)?$/i.test(template)) notes.add('template', template)
  const saved = first(core, 'revision')
  if (saved && saved !== '1') notes.add('revision', `${saved} ×`)
  const minutes = first(app, 'TotalTime')
  if (minutes && minutes !== '0') notes.add('editingTime', `${minutes} min`)
  if (await text('docProps/custom.xml')) notes.add('customFields')
}

/** Notes tracked changes and comments of a text. */
async function noteText({ text }: Reader, notes: Notes): Promise<void> {
  const document = await text('word/document.xml', CONTENT_MAX)
  const changes = count(document, /<w:(?:ins|del|moveFrom|moveTo)\s/g)
  if (changes > 0) {
    notes.add('tracked', `${changes}`)
    const marks = document.match(/<w:(?:ins|del|moveFrom|moveTo)\s[^<>]{0,300}>/g) ?? []
    for (const author of xmlAttributes(marks.slice(0, 2000).join(' '), 'author')) {
      notes.add('trackedBy', author)
    }
  }
  const comments = await text('word/comments.xml', CONTENT_MAX)
  if (comments.includes('<w:comment ')) {
    notes.add('comments')
    for (const author of xmlAttributes(comments, 'author')) notes.add('commentBy', author)
  }
}

/** Notes comments, hidden sheets and the like of tables and presentations. */
async function noteSheets({ names, text }: Reader, notes: Notes): Promise<void> {
  const some = (pattern: RegExp) =>
    names.filter((name) => pattern.test(name)).slice(0, SAME_KIND_MAX)
  const commented = some(/^(?:xl\/(?:comments|threadedComments)|ppt\/comments)/)
  if (commented.length > 0) notes.add('comments')
  for (const name of commented) {
    for (const author of xmlElements(await text(name), 'author')) notes.add('commentBy', author)
  }
  for (const name of some(/^(?:xl\/persons\/|ppt\/(?:commentAuthors|authors))/)) {
    const xml = await text(name)
    for (const who of [...xmlAttributes(xml, 'displayName'), ...xmlAttributes(xml, 'name')]) {
      notes.add('commentBy', who)
    }
  }
  const revisions = some(/^xl\/revisions\//).length
  if (revisions > 0) notes.add('tracked', `${revisions}`)
  const hidden = count(await text('xl/workbook.xml'), /\sstate="(?:hidden|veryHidden)"/g)
  if (hidden > 0) notes.add('hiddenParts', `${hidden}`)
}

/** Notes what an OpenDocument file says. */
async function noteOpenDocument({ text }: Reader, notes: Notes): Promise<void> {
  if ((await text('META-INF/manifest.xml')).includes('encryption-data')) notes.add('encrypted')
  const meta = await text('meta.xml')
  const first = (name: string) => xmlElements(meta, name, 1)[0]
  notes.add('author', first('initial-creator'))
  notes.add('changedBy', first('creator'))
  notes.add('created', moment(first('creation-date')))
  notes.add('changed', moment(first('date')))
  notes.add('printed', moment(first('print-date')))
  notes.add('changedBy', first('printed-by'))
  notes.add('software', first('generator'))
  notes.add('title', first('title'))
  notes.add('description', first('description'))
  notes.add('description', first('subject'))
  notes.add('keywords', first('keyword'))
  notes.add(
    'template',
    xmlAttributes(/<meta:template\s[^<>]{0,1000}>/.exec(meta)?.[0] ?? '', 'title')[0],
  )
  const saved = first('editing-cycles')
  if (saved && saved !== '1') notes.add('revision', `${saved} ×`)
  if (meta.includes('<meta:user-defined')) notes.add('customFields')
  const content = await text('content.xml', CONTENT_MAX)
  const changes = count(content, /<text:changed-region[\s>]/g)
  if (changes > 0) notes.add('tracked', `${changes}`)
  for (const information of content
    .match(/<office:change-info>.{0,1000}?<\/office:change-info>/gs)
    ?.slice(0, 500) ?? []) {
    for (const author of xmlElements(information, 'creator')) notes.add('trackedBy', author)
  }
  const annotations = content.match(/<office:annotation[\s>].{0,1000}/gs) ?? []
  if (annotations.length > 0) notes.add('comments')
  for (const annotation of annotations.slice(0, 50)) {
    for (const author of xmlElements(annotation, 'creator', 1)) notes.add('commentBy', author)
  }
}

/**
 * Notes what a ZIP tells, and says whether it is a document or a plain archive.
 * @throws UnreadError or RangeError when it is cut off or malformed
 */
export async function examineZip(source: Source, notes: Notes): Promise<EvidenceFormat> {
  const { entries, whole } = await zipEntries(source)
  let all = whole
  const reader: Reader = {
    names: [...entries.keys()],
    async text(name, limit = PROPERTIES_MAX) {
      const entry: ZipEntry | undefined = entries.get(name)
      if (!entry) return ''
      if (entry.encrypted) notes.add('encrypted')
      const content = await zipContent(source, entry, limit)
      if (!content.whole && !entry.encrypted) all = false
      return new TextDecoder().decode(content.bytes)
    },
  }
  const has = (pattern: RegExp) => reader.names.some((name) => pattern.test(name))
  const mimetype = entries.get('mimetype')
  const type = mimetype ? textOf((await zipContent(source, mimetype, 200)).bytes) : ''
  const open = type.startsWith('application/vnd.oasis.opendocument')
  if (open) await noteOpenDocument(reader, notes)
  else if (entries.has('[Content_Types].xml')) {
    await noteProperties(reader, notes)
    await noteText(reader, notes)
    await noteSheets(reader, notes)
  } else if (has(/^Index\/.*\.iwa$/) || entries.has('Index.zip')) {
    // Apple's documents; what they say stands in a format of their own.
    notes.add('cannotLook')
  } else {
    notes.add('archive')
    return 'other'
  }
  if (has(/^(?:docProps\/thumbnail\.|Thumbnails\/|preview(?:-\w+)?\.jpg$|QuickLook\/)/)) {
    notes.add('thumbnail')
  }
  const photos = reader.names.filter((name) =>
    /(?:media|Pictures|Data)\/.*\.(?:jpe?g|heic|tiff?)$/i.test(name),
  )
  if (photos.length > 0) notes.add('pictures', `${photos.length}`)
  if (has(/(?:^|\/)embeddings\/|^ObjectReplacements\//)) notes.add('attachments')
  if (!all) notes.add('notAll')
  return 'office'
}
