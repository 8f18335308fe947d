/** What the files for tools are made from, and which of it belongs to which advisory. */
import type { Advisory } from '#lib/content/advisories'
import type {
  Actor,
  Control,
  ControlStage,
  Indicator,
  SiteInfo,
  Software,
  Source,
  Technique,
} from '#lib/content/data'
import type { Stage } from '#lib/content/front-matter'
import { techniqueIdsIn } from '#lib/content/techniques'
import type { ListedAdvisory } from './entries.ts'

/** The fields of an advisory that files for tools are made from. */
export type ToolAdvisory = ListedAdvisory &
  Pick<Advisory, 'version' | 'revisions' | 'stages' | 'sources' | 'factsChecked' | 'related'> & {
    /** `raw` is the text as written: what it names is looked up in the data. */
    body: Pick<Advisory['body'], 'raw'>
  }

export type ToolContent = {
  /** The site's origin, such as `https://example.org`. */
  siteUrl: string
  site: Pick<SiteInfo, 'name' | 'tagline' | 'operator'>
  /** Drafts are left out by whoever writes a file. */
  advisories: readonly ToolAdvisory[]
  sources: readonly Source[]
  indicators: readonly Indicator[]
  controls: readonly Control[]
  techniques: readonly Technique[]
  actors: readonly Actor[]
  software: readonly Software[]
}

/** The entries of the data that one advisory names or that answer it. */
export type Named = Pick<
  ToolContent,
  'indicators' | 'controls' | 'techniques' | 'actors' | 'software'
>

/** The stages of the scheme that controls of each stage answer. */
const ANSWERS: Readonly<Record<ControlStage, readonly Stage[]>> = {
  governance: ['application', 'interview', 'onboarding', 'work'],
  application: ['identity', 'application'],
  interview: ['interview'],
  onboarding: ['onboarding', 'remote-control'],
  work: ['work', 'remote-control'],
  payment: ['wages', 'laundering'],
  'third-party': ['application', 'onboarding', 'wages'],
  separation: ['separation', 'theft-extortion'],
  helpers: ['onboarding', 'wages', 'laundering'],
  identity: ['identity'],
}

/** The advisories that the public sees, oldest id first. */
export function publishedForTools(advisories: readonly ToolAdvisory[]): ToolAdvisory[] {
  return advisories
    .filter(({ status }) => status !== 'draft')
    .toSorted((a, b) => a.id.localeCompare(b.id))
}

/**
 * What belongs to an advisory: indicators, actors, software and techniques that its text names, and the
 * controls for its readers at its stages.
 */
export function namedBy(advisory: ToolAdvisory, content: ToolContent): Named {
  const text = advisory.body.raw.replaceAll('[.]', '.')
  const ids = new Set(techniqueIdsIn(text).map(({ id }) => id))
  return {
    indicators: content.indicators.filter(({ value, alsoKnownAs }) =>
      [value, ...alsoKnownAs].some((name) => mentions(text, name)),
    ),
    actors: content.actors.filter((actor) =>
      actorNames(actor).names.some((name) => mentions(text, name)),
    ),
    software: content.software.filter(({ name }) => mentions(text, name)),
    techniques: content.techniques.filter(({ id }) => ids.has(id)),
    controls: content.controls.filter(
      ({ stage, audiences }) =>
        ANSWERS[stage].some((one) => advisory.stages.includes(one)) &&
        audiences.some((one) => advisory.audiences.includes(one)),
    ),
  }
}

/** The advisories that name an indicator, by id. */
export function advisoriesNaming(indicator: Indicator, content: ToolContent): string[] {
  return publishedForTools(content.advisories)
    .filter((advisory) => namedBy(advisory, content).indicators.includes(indicator))
    .map(({ id }) => id)
}

/**
 * The names that one firm gave to an actor, the present one first (`PurpleBravo / TAG-121` are two), and
 * MITRE's id of the group where the entry bears one, as in `MITRE (G1052)`.
 */
export function actorNames({ name, by, formerly }: Pick<Actor, 'name' | 'by' | 'formerly'>): {
  names: string[]
  group: string | undefined
} {
  const group = /\b(G\d{4})\b/.exec(`${name} ${by}`)?.[1]
  const names = name.split(/\s+\/\s+/)
  return { names: formerly === undefined ? names : [...names, formerly], group }
}

/** Whether `name` stands in `text` as words of its own. */
function mentions(text: string, name: string): boolean {
  const pattern = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`(?<![\\p{L}\\p{N}])${pattern}(?![\\p{L}\\p{N}])`, 'u').test(text)
}
