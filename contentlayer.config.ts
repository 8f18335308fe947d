/**
 * How contentlayer turns `content/advisories` into data. It runs only as a build step, after the strict
 * check (`scripts/build-content.ts`); pages read its result through `lib/content/advisories.ts`.
 */
import { defineDocumentType, makeSource } from 'contentlayer2/source-files'
import remarkGfm from 'remark-gfm'
import { loadFigures, loadGlossary, loadSources } from './lib/content/data.ts'
import { instantOf } from './lib/content/dates.ts'
import { citationsOf, headingsOf, parseBody, remarkHeadingIds } from './lib/content/mdx-tree.ts'
import { remarkGlossaryLinks } from './lib/content/remark-glossary-links.ts'
import { remarkOnlyText } from './lib/content/remark-only-text.ts'

const known = {
  sources: new Set(loadSources().map(({ id }) => id)),
  figures: new Set(loadFigures().map(({ id }) => id)),
}

/** The minute of the build, the same in all its steps; the live preview goes by the clock. */
const buildTime = process.env.BUILD_TIME || instantOf(new Date())

/** Whether the hour of an advisory has not come; to the build it is a draft until then. */
function waits(file: object): boolean {
  return 'publishAt' in file && typeof file.publishAt === 'string' && file.publishAt > buildTime
}

const Advisory = defineDocumentType(() => ({
  name: 'Advisory',
  filePathPattern: '*/*.mdx',
  contentType: 'mdx',
  fields: {
    id: { type: 'string', required: true },
    title: { type: 'string', required: true },
    summary: { type: 'string', required: true },
    published: { type: 'date', required: true },
    revised: { type: 'date', required: true },
    nextReview: { type: 'date', required: true },
    version: { type: 'number', required: true },
    status: { type: 'string', required: true },
    publishAt: { type: 'string' },
    statusNote: { type: 'string' },
    supersededBy: { type: 'string' },
    factsChecked: { type: 'string', required: true },
    audiences: { type: 'list', of: { type: 'string' }, required: true },
    stages: { type: 'list', of: { type: 'string' }, required: true },
    sources: { type: 'list', of: { type: 'string' }, required: true },
    revisions: { type: 'json', required: true },
    related: { type: 'list', of: { type: 'string' } },
    reviewedBy: { type: 'string', required: true },
    legalReview: { type: 'json' },
    exceptions: { type: 'json' },
    address: { type: 'string' },
  },
  computedFields: {
    slug: { type: 'string', resolve: (file) => file._raw.sourceFileDir },
    lang: { type: 'string', resolve: (file) => file._raw.sourceFileName.replace(/\.mdx$/, '') },
    headings: { type: 'json', resolve: (file) => headingsOf(parseBody(file.body.raw)) },
    embargoed: { type: 'boolean', resolve: waits },
    citations: { type: 'json', resolve: (file) => citationsOf(parseBody(file.body.raw)) },
  },
}))

export default makeSource({
  contentDirPath: 'content/advisories',
  documentTypes: [Advisory],
  onUnknownDocuments: 'fail',
  onExtraFieldData: 'fail',
  onMissingOrIncompatibleData: 'fail',
  disableImportAliasWarning: true,
  mdx: {
    remarkPlugins: [
      remarkGfm,
      [remarkOnlyText, { known }],
      remarkHeadingIds,
      [remarkGlossaryLinks, { terms: loadGlossary() }],
    ],
  },
})
