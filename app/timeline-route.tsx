/** What the page of all events and the pages of one kind or one place answer with. */
import type { Metadata } from 'next'
import { TimelinePage, timelineTitle } from '#components/reading/timeline-page'
import { loadSite, loadSources, loadTimeline } from '#lib/content/data'
import { type TimelinePage as FilteredPage, TIMELINE_ADDRESS } from '#lib/content/timeline-pages'
import type { Language } from '#lib/i18n/languages'
import { factsCheckedTo, pageMetadata } from './page-data.ts'

/** Title, description and canonical address; `page` is null for all events. */
export function timelineMetadata(language: Language, page: FilteredPage | null): Metadata {
  const events = page?.events ?? loadTimeline()
  const years = events.map(({ date }) => date.slice(0, 4)).toSorted()
  const [first, last] = [years.at(0), years.at(-1)]
  const about = page ? ` (${timelineTitle(page, language).replace(/^Timeline: /, '')})` : ''
  return pageMetadata({
    title: timelineTitle(page, language),
    description: `${events.length} ${events.length === 1 ? 'event' : 'events'}${about} around the North Korean IT-worker scheme, ${first === last ? first : `${first} to ${last}`}, each with its sources and what a court has decided.`,
    path: page?.address ?? TIMELINE_ADDRESS,
    site: loadSite().name,
  })
}

/** The page. */
export function TimelineRoute({
  language,
  page,
}: {
  language: Language
  page: FilteredPage | null
}) {
  return (
    <TimelinePage
      page={page}
      events={loadTimeline()}
      sources={loadSources()}
      checkedTo={factsCheckedTo(language)}
      language={language}
    />
  )
}
