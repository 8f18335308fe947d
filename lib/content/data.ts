/**
 * Typed loaders of `content/data/*.yaml` and `content/site.yaml`. A file that does not fit its schema
 * throws with the file, the field and the cure; `npm run check` shows all mistakes at once, with lines.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import type { z } from 'zod'
import {
  type Figure,
  figuresSchema,
  type Sign,
  type Source,
  signsSchema,
  sourcesSchema,
  type TimelineEvent,
  timelineSchema,
} from './data-schema.ts'
import { type SiteInfo, siteSchema } from './site-schema.ts'

export type {
  Figure,
  FigureStage,
  FigureValue,
  Sign,
  Source,
  TimelineEvent,
} from './data-schema.ts'
export { emptyLegalFields, type SiteInfo } from './site-schema.ts'

/** All sources, in the order of the file. `root` is the folder that holds `content`. */
export function loadSources(root = process.cwd()): Source[] {
  return loadYaml(root, 'content/data/sources.yaml', sourcesSchema)
}

/** All signs, in the order of the file. */
export function loadSigns(root = process.cwd()): Sign[] {
  return loadYaml(root, 'content/data/signs.yaml', signsSchema)
}

/** All figures, in the order of the file. */
export function loadFigures(root = process.cwd()): Figure[] {
  return loadYaml(root, 'content/data/figures.yaml', figuresSchema)
}

/** All events, oldest first. */
export function loadTimeline(root = process.cwd()): TimelineEvent[] {
  const events = loadYaml(root, 'content/data/timeline.yaml', timelineSchema)
  return events.toSorted((a, b) => a.date.localeCompare(b.date))
}

/** What makes the site an organisation's own. */
export function loadSite(root = process.cwd()): SiteInfo {
  return loadYaml(root, 'content/site.yaml', siteSchema)
}

function loadYaml<T>(root: string, file: string, schema: z.ZodType<T>): T {
  const wrong = (what: string) =>
    new Error(`${file}: ${what}. Run "npm run check" to see every mistake with its line.`)
  const text = readFileSync(join(root, file), 'utf8')
  let value: unknown
  try {
    value = parse(text, { prettyErrors: false })
  } catch (error) {
    throw wrong(`It is not valid YAML (${error instanceof Error ? error.message : String(error)})`)
  }
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw wrong(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'does not fit its schema'}`)
}
