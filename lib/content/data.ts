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
import {
  type Actor,
  actorsSchema,
  type Channel,
  type Control,
  channelsSchema,
  controlsSchema,
  glossarySchema,
  type Indicator,
  indicatorsSchema,
  type Term,
} from './reference-schema.ts'
import { type Role, rolesSchema } from './roles.ts'
import { type SiteInfo, siteSchema } from './site-schema.ts'
import { type Software, softwareListSchema } from './software.ts'
import { type Technique, techniquesSchema } from './techniques.ts'

export type {
  Figure,
  FigureStage,
  FigureValue,
  Sign,
  Source,
  TimelineEvent,
} from './data-schema.ts'
export type { Actor, Channel, Control, ControlStage, Indicator, Term } from './reference-schema.ts'
export type { Role, RoleSection } from './roles.ts'
export { emptyLegalFields, type SiteInfo } from './site-schema.ts'
export type { Software } from './software.ts'
export type { Technique } from './techniques.ts'

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

/** The ATT&CK techniques that texts may name, revoked ones included. */
export function loadTechniques(root = process.cwd()): Technique[] {
  return loadYaml(root, 'content/data/techniques.yaml', techniquesSchema)
}

/** All controls, in the order of the file. */
export function loadControls(root = process.cwd()): Control[] {
  return loadYaml(root, 'content/data/controls.yaml', controlsSchema)
}

/** All channels of authorities and others, in the order of the file, which keeps countries together. */
export function loadChannels(root = process.cwd()): Channel[] {
  return loadYaml(root, 'content/data/channels.yaml', channelsSchema)
}

/** All words explained, by alphabet. The id of each is its anchor on `/glossary`. */
export function loadGlossary(root = process.cwd()): Term[] {
  const terms = loadYaml(root, 'content/data/glossary.yaml', glossarySchema)
  return terms.toSorted((a, b) => a.term.localeCompare(b.term, 'en'))
}

/** All entities and domains that authorities have named, in the order of the file. Domains are whole. */
export function loadIndicators(root = process.cwd()): Indicator[] {
  return loadYaml(root, 'content/data/indicators.yaml', indicatorsSchema)
}

/** What firms call the groups, in the order of the file. */
export function loadActors(root = process.cwd()): Actor[] {
  return loadYaml(root, 'content/data/actors.yaml', actorsSchema)
}

/** Programs and devices that sources name in cases; all of them ordinary and lawful. */
export function loadSoftware(root = process.cwd()): Software[] {
  return loadYaml(root, 'content/data/software.yaml', softwareListSchema)
}

/** The readers that doors lead to, in the order of the file. */
export function loadRoles(root = process.cwd()): Role[] {
  return loadYaml(root, 'content/data/roles.yaml', rolesSchema)
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
