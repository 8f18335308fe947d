/**
 * Advisories as pages and feeds use them: read from what contentlayer generated, after the strict check
 * has passed. Nothing outside this folder knows contentlayer.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { frontMatterSchema } from './front-matter.ts'

export type {
  Audience,
  FrontMatter,
  Revision,
  RevisionKind,
  Stage,
  Status,
  WordingException,
} from './front-matter.ts'

export const headingSchema = z.object({
  /** 2 for `##`, up to 6. */
  depth: z.int().min(2).max(6),
  text: z.string(),
  /** Anchor on the page, unique within it. */
  id: z.string(),
})
export type Heading = z.infer<typeof headingSchema>

export const citationSchema = z.object({
  /** 1, 2, 3 … in the order in which sources first appear in the text. */
  number: z.int().positive(),
  /** Id in `content/data/sources.yaml`. */
  source: z.string(),
})
export type Citation = z.infer<typeof citationSchema>

const DAYS = new Set(['published', 'revised', 'nextReview'])

export const advisorySchema = frontMatterSchema.extend({
  slug: z.string(),
  lang: z.string(),
  /** `raw` is the MDX as written, `code` the compiled function body for `mdx-bundler/client`. */
  body: z.object({ code: z.string(), raw: z.string() }),
  headings: z.array(headingSchema),
  citations: z.array(citationSchema),
})
export type Advisory = z.infer<typeof advisorySchema>

/** Contentlayer turns days into instants at midnight UTC and adds fields of its own: both are undone. */
const generatedSchema = z.preprocess((value) => {
  if (typeof value !== 'object' || value === null) return value
  const known = Object.entries(value).filter(([key]) => key in advisorySchema.shape)
  const days = known.map(([key, field]) => [
    key,
    DAYS.has(key) ? String(field).slice(0, 10) : field,
  ])
  // Until its hour has come, an advisory is a draft to everything that reads advisories.
  const embargoed = 'embargoed' in value && value.embargoed === true
  return { ...Object.fromEntries(days), ...(embargoed && { status: 'draft' }) }
}, advisorySchema)

/**
 * Every advisory that contentlayer generated, drafts included (for the preview), newest publication
 * first, then by id; an embargoed one counts as a draft. `root` is the folder that holds `.contentlayer`. Throws when nothing was
 * generated yet, naming the cure.
 */
export function loadAdvisories(root = process.cwd()): Advisory[] {
  const file = join(root, '.contentlayer/generated/Advisory/_index.json')
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (cause) {
    throw new Error(
      'The advisories are not built yet. Run "npm run build" (or "npm run dev") first.',
      {
        cause,
      },
    )
  }
  return z
    .array(generatedSchema)
    .parse(JSON.parse(text))
    .toSorted((a, b) => b.published.localeCompare(a.published) || a.id.localeCompare(b.id))
}

/** The advisories that the public sees: all but drafts; superseded and withdrawn ones stay. */
export function publishedAdvisories(root = process.cwd()): Advisory[] {
  return loadAdvisories(root).filter((advisory) => advisory.status !== 'draft')
}
