/** What the search page finds: the published content, entry by entry, each with the address of its place. */
import type { Advisory } from '#lib/content/advisories'
import { advisorySections } from '#lib/content/advisory-sections'
import { CLAIM_STATUSES, COMPANY_STATUSES } from '#lib/content/components'
import { advisoryAddress } from '#lib/content/pages'
import type { ReferenceContent } from '#lib/content/reference-pages'
import { roleAddress } from '#lib/content/roles'
import { dateInWords } from '#lib/i18n/dates'
import type { Language } from '#lib/i18n/languages'
import { readingWords } from '#lib/i18n/reading-words'
import { timelineWords } from '#lib/i18n/timeline-words'
import type { SearchEntry } from '#lib/search/entries'
import { defang } from '#lib/tip/defang'

export type SearchContent = ReferenceContent & {
  advisories: readonly (Pick<Advisory, 'slug' | 'title' | 'summary' | 'status' | 'lang'> & {
    body: Pick<Advisory['body'], 'raw'>
  })[]
}

/**
 * All that a build publishes in a language, drafts left out.
 * @param longest characters to which each text is cut, since readers download all of them
 */
export function searchEntries(
  content: SearchContent,
  language: Language,
  longest: number,
): SearchEntry[] {
  const words = timelineWords(language)
  const entries = [
    ...content.advisories
      .filter(({ status, lang }) => status !== 'draft' && lang === language)
      .flatMap((advisory) => advisoryEntries(advisory, language)),
    ...content.roles.map((role) => entry('page', roleAddress(role), role.title, '', role.lead)),
    ...content.signs.map(({ id, title, text, innocent }) =>
      entry('sign', `/signs#${id}`, title, '', `${text} It may simply be: ${innocent}`),
    ),
    ...content.controls.map(({ id, title, text, note, caution }) =>
      entry('control', `/checks#${id}`, title, '', joined(text, note, caution)),
    ),
    ...content.glossary.map(({ id, term, definition }) =>
      entry('term', `/glossary#${id}`, term, '', definition),
    ),
    ...content.channels.map(({ id, body, country, region, useFor, note }) =>
      entry('channel', `/report-to#${id}`, body, region ?? country, joined(`${useFor}.`, note)),
    ),
    ...content.figures
      .filter(({ data }) => data.length > 0)
      .map(({ id, title, alt, caveat }) =>
        entry('figure', `/figures#${id}`, title, '', joined(alt, caveat)),
      ),
    ...content.timeline.map(({ id, date, title, text, jurisdiction, legalStatus }) =>
      entry(
        'event',
        `/timeline#${id}`,
        title,
        `${dateInWords(date, language)}, ${jurisdiction}`,
        joined(text, legalStatus),
      ),
    ),
    ...content.indicators.map(({ id, kind, value, alsoKnownAs, describedAs, ...rest }) => {
      const shown = (name: string) => (kind === 'domain' ? defang('domain', name) : name)
      const others =
        alsoKnownAs.length > 0 ? `Also written ${alsoKnownAs.map(shown).join(', ')}.` : ''
      return entry(
        'indicator',
        `/indicators#${id}`,
        shown(value),
        '',
        joined(
          `${describedAs}.`,
          others,
          `Named by ${rest.namedBy}, ${dateInWords(rest.date, language)}. ${words.indicatorStatus[rest.status]}.`,
        ),
      )
    }),
    ...content.actors.map(({ id, name, by, formerly, meaning, note }) =>
      entry(
        'indicator',
        `/indicators#${id}`,
        name,
        by,
        joined(formerly && `Formerly ${formerly}.`, meaning, note),
      ),
    ),
  ]
  return entries.map((one) => ({ ...one, text: shortened(one.text, longest) }))
}

function advisoryEntries(
  { slug, title, summary, status, body }: SearchContent['advisories'][number],
  language: Language,
): SearchEntry[] {
  const words = readingWords(language)
  const label = (element: string, value: string): string => {
    const claim = CLAIM_STATUSES.find((one) => one === value)
    const company = COMPANY_STATUSES.find((one) => one === value)
    if (element === 'Claim') return claim ? words.claim[claim] : ''
    return company ? words.named[company] : ''
  }
  // What no longer holds must say so before somebody follows it.
  const shown = status === 'current' ? title : `${title} (${words.status[status].toLowerCase()})`
  const address = advisoryAddress(slug)
  return advisorySections(body.raw, label)
    .filter(({ heading, text }) => heading === null || text !== '')
    .map(({ heading, text }) =>
      heading === null
        ? entry('advisory', address, shown, '', joined(summary, text))
        : entry('advisory', `${address}#${heading.id}`, heading.text, shown, text),
    )
}

function entry(
  kind: SearchEntry['kind'],
  address: string,
  title: string,
  within: string,
  text: string,
): SearchEntry {
  return { kind, address, title, within, text }
}

function joined(...texts: readonly (string | undefined)[]): string {
  return texts.filter((text) => text !== undefined && text !== '').join(' ')
}

function shortened(text: string, longest: number): string {
  if (text.length <= longest) return text
  const space = text.lastIndexOf(' ', longest)
  return `${text.slice(0, space === -1 ? longest : space)} …`
}
