/** The pages of the reference with their anchors, as the content makes them: for links and the sitemap. */
import { channelAnchors } from './channels.ts'
import {
  loadActors,
  loadChannels,
  loadControls,
  loadFigures,
  loadGlossary,
  loadIndicators,
  loadRoles,
  loadSigns,
  loadTimeline,
} from './data.ts'
import type { Figure, Sign, TimelineEvent } from './data-schema.ts'
import { PAGES } from './pages.ts'
import type { Actor, Channel, Control, Indicator, Term } from './reference-schema.ts'
import { type Role, roleAddress } from './roles.ts'
import { SIGNS_ADDRESS, signAnchors, signPages } from './sign-pages.ts'
import { TIMELINE_ADDRESS, timelineAnchors, timelinePages } from './timeline-pages.ts'

/** What the pages are made of. */
export type ReferenceContent = {
  signs: readonly Sign[]
  controls: readonly Control[]
  channels: readonly Channel[]
  glossary: readonly Term[]
  roles: readonly Role[]
  timeline: readonly TimelineEvent[]
  figures: readonly Figure[]
  indicators: readonly Indicator[]
  actors: readonly Actor[]
}

/** The anchors on each page, by address. */
export type ReferencePages = ReadonlyMap<string, readonly string[]>

/** Every page of the reference whose address or anchors depend on the content. */
export function referencePages(content: ReferenceContent): ReferencePages {
  const { signs, controls, channels, glossary, roles, timeline, figures } = content
  return new Map<string, readonly string[]>([
    [SIGNS_ADDRESS, signAnchors(signs)],
    ...signPages(signs).map((page) => [page.address, signAnchors(page.signs)] as const),
    ['/checks', controls.flatMap(({ stage, id }) => [stage, id])],
    ['/report-to', channelAnchors(channels)],
    ['/glossary', glossary.map(({ id }) => id)],
    [TIMELINE_ADDRESS, timelineAnchors(timeline)],
    ...timelinePages(timeline).map((page) => [page.address, timelineAnchors(page.events)] as const),
    ['/figures', figures.filter(({ data }) => data.length > 0).map(({ id }) => id)],
    ['/indicators', indicatorAnchors(content)],
    ...roles.map((role) => [roleAddress(role), []] as const),
  ])
}

/** The anchor of what firms call the groups, on the page of named entities. */
export const ACTORS_ANCHOR = 'names'

function indicatorAnchors({
  indicators,
  actors,
}: Pick<ReferenceContent, 'indicators' | 'actors'>): string[] {
  const bases = indicators.map(({ basis }) => basis)
  return [...bases, ACTORS_ANCHOR, ...[...indicators, ...actors].map(({ id }) => id)]
}

/** The addresses of all pages beside the advisories, of the content under `root`. */
export function loadPageAddresses(root = process.cwd()): string[] {
  return [...new Set([...Object.keys(PAGES), ...loadReferencePages(root).keys()])]
}

/** Every page of the reference with its anchors, of the content under `root`. */
export function loadReferencePages(root = process.cwd()): ReferencePages {
  return referencePages(loadReferenceContent(root))
}

/** What the pages are made of, of the content under `root`. */
export function loadReferenceContent(root = process.cwd()): ReferenceContent {
  return {
    signs: loadSigns(root),
    controls: loadControls(root),
    channels: loadChannels(root),
    glossary: loadGlossary(root),
    roles: loadRoles(root),
    timeline: loadTimeline(root),
    figures: loadFigures(root),
    indicators: loadIndicators(root),
    actors: loadActors(root),
  }
}
