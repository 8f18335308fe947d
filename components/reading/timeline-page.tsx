/**
 * The timeline, all of it or the events of one kind or place. A filter is a page of its own, so it needs
 * no script, can be sent to somebody, and says what it leaves out.
 */
import type { Source, TimelineEvent } from '#lib/content/data'
import {
  eventsByYear,
  type TimelinePage as FilteredPage,
  placesOf,
  TIMELINE_ADDRESS,
  timelinePages,
} from '#lib/content/timeline-pages'
import { dateInWords } from '#lib/i18n/dates'
import type { Language } from '#lib/i18n/languages'
import { timelineWords } from '#lib/i18n/timeline-words'
import { TIMELINE_CSV } from '#lib/publishing/reference-csv'
import { type Choice, Choices } from './choices.tsx'
import { type NumberedSources, numberSources } from './numbered-sources.ts'
import { CiteNumbers, ReferencePage } from './reference-page.tsx'

/** Title of the page of all events (null) or of a filtered one. */
export function timelineTitle(page: FilteredPage | null, language: Language): string {
  switch (page?.by) {
    case undefined:
      return 'Timeline'
    case 'kind':
      return `Timeline: ${timelineWords(language).kind[page.kind].many.toLowerCase()}`
    case 'place':
      return `Timeline: ${page.place}`
  }
}

export function TimelinePage({
  page,
  events,
  sources,
  checkedTo,
  language,
}: {
  /** null = every event. */
  page: FilteredPage | null
  /** All events, whatever the page shows. */
  events: readonly TimelineEvent[]
  sources: readonly Source[]
  checkedTo: string
  language: Language
}) {
  const years = eventsByYear(page?.events ?? events)
  const numbered = numberSources(
    years.flatMap((year) => year.events),
    sources,
  )
  const { kind } = timelineWords(language)
  const pages = timelinePages(events)
  const all = { href: TIMELINE_ADDRESS, text: 'all', count: events.length, here: page === null }
  const choice = (text: string, one: FilteredPage): Choice => ({
    href: one.address,
    text,
    count: one.events.length,
    here: page?.address === one.address,
  })
  return (
    <ReferencePage
      title={timelineTitle(page, language)}
      lead="What authorities, courts and firms did and said about the scheme, newest first, each with its sources."
      checkedTo={checkedTo}
      sources={numbered.list}
      language={language}
      intro={
        <>
          <p>
            A charge is not a conviction: whoever is charged is presumed innocent, and each event
            says what a court had decided when we looked. Sanctions are no verdict and can be
            lifted. Dates are those of the event; an announcement may follow by a day. Private
            people are not named.
          </p>
          <p>
            {page ? (
              <>
                This page holds {page.events.length} of {events.length} events.{' '}
                <a href={TIMELINE_ADDRESS}>Show all events</a>
              </>
            ) : (
              <a href={TIMELINE_CSV}>All events as a CSV file</a>
            )}
          </p>
        </>
      }
      aside={
        <>
          <Choices
            label="Year"
            choices={years.map(({ year, events: own }) => ({
              href: `#${year}`,
              text: year,
              count: own.length,
            }))}
          />
          <Choices
            label="Kind"
            choices={[
              all,
              ...pages.flatMap((one) =>
                one.by === 'kind' ? [choice(kind[one.kind].many, one)] : [],
              ),
            ]}
          />
          <Choices
            label="Where"
            choices={[
              all,
              ...pages.flatMap((one) => (one.by === 'place' ? [choice(one.place, one)] : [])),
            ]}
          />
        </>
      }
    >
      {years.map(({ year, events: own }) => (
        <section key={year} id={year}>
          <h2>{year}</h2>
          <ul className="events">
            {own.map((event) => (
              <Event key={event.id} event={event} sources={numbered} language={language} />
            ))}
          </ul>
        </section>
      ))}
    </ReferencePage>
  )
}

function Event({
  event,
  sources,
  language,
}: {
  event: TimelineEvent
  sources: NumberedSources
  language: Language
}) {
  const { id, date, kind, title, text, figures, legalStatus, sources: cited } = event
  return (
    <li id={id}>
      <p className="small">
        <time dateTime={date}>{dateInWords(date, language)}</time>
        <br />
        {timelineWords(language).kind[kind].one}, {placesOf(event).join(' and ')}
      </p>
      <div>
        <h3>{title}</h3>
        <p>
          {text}
          <CiteNumbers numbers={sources.numbersOf(cited)} />
        </p>
        {figures.length > 0 ? (
          <ul>
            {figures.map((figure) => (
              <li key={figure}>{figure}</li>
            ))}
          </ul>
        ) : null}
        {legalStatus ? (
          <p>
            <b>What is decided:</b> {legalStatus}
          </p>
        ) : null}
      </div>
    </li>
  )
}
