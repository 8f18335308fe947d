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
import { type Lead, leadOf } from './advisory-lead.ts'
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

/**
 * The advisories that the public sees, oldest id first. Translations have the ids of their originals, so
 * tools get the English ones alone.
 */
export function publishedForTools(advisories: readonly ToolAdvisory[]): ToolAdvisory[] {
  return advisories
    .filter(({ status, lang }) => status !== 'draft' && lang === 'en')
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
}

/** What belongs to each published advisory, and the boxes at its head, by the advisory's id. */
export type NamedInAdvisories = ReadonlyMap<string, Named & { lead: Lead }>

/**
 * What belongs to each published advisory: indicators, actors, software and techniques that its text
 * names, and the controls for its readers at its stages. Read once, since all files need it.
 */
export function namedInAdvisories(content: ToolContent): NamedInAdvisories {
  const indicators = content.indicators.map((entry) => ({
    entry,
    stands: inText([entry.value, ...entry.alsoKnownAs]),
  }))
  const actors = content.actors.map((entry) => ({ entry, stands: inText(actorNames(entry).names) }))
  const software = content.software.map((entry) => ({ entry, stands: inText([entry.name]) }))
  return new Map(
    publishedForTools(content.advisories).map(({ id, body, stages, audiences }) => {
      const text = body.raw.replaceAll('[.]', '.')
      const ids = new Set(techniqueIdsIn(text).map((technique) => technique.id))
      return [
        id,
        {
          indicators: standing(indicators, text),
          actors: standing(actors, text),
          software: standing(software, text),
          lead: leadOf(body.raw),
          techniques: content.techniques.filter((technique) => ids.has(technique.id)),
          controls: content.controls.filter(
            (control) =>
              ANSWERS[control.stage].some((one) => stages.includes(one)) &&
              control.audiences.some((one) => audiences.includes(one)),
          ),
        },
      ]
    }),
  )
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

/** A pattern that finds any of the names where it stands as words of its own. */
function inText(names: readonly string[]): RegExp {
  const any = names.map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${any})(?![\\p{L}\\p{N}])`, 'u')
}

function standing<T>(entries: readonly { entry: T; stands: RegExp }[], text: string): T[] {
  return entries.filter(({ stands }) => stands.test(text)).map(({ entry }) => entry)
}
