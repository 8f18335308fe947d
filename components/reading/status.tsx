/** What state an advisory is in: the banner that cannot be missed, and the line of dates. */
import type { Advisory } from '#lib/content/advisories'
import { dateInWords } from '#lib/i18n/dates'
import type { Language } from '#lib/i18n/languages'
import { readingWords } from '#lib/i18n/reading-words'
import { advisoryPath } from '#lib/publishing/entries'

export type Successor = Pick<Advisory, 'id' | 'slug' | 'lang' | 'title'>

/** A banner for a withdrawn, superseded or draft advisory; nothing for one that holds. */
export function StatusBanner({
  advisory,
  successor,
}: {
  advisory: Pick<Advisory, 'status' | 'statusNote' | 'publishAt'>
  /** The advisory that takes this one's place, when there is one. */
  successor: Successor | undefined
}) {
  switch (advisory.status) {
    case 'current':
      return null
    case 'draft':
      return (
        <div className="banner">
          <p>
            <strong>Draft.</strong> Not published. Only this preview shows it.
            {advisory.publishAt
              ? ` Not to be published before ${hourInWords(advisory.publishAt)}.`
              : ''}
          </p>
        </div>
      )
    case 'withdrawn':
      return (
        <div className="banner">
          <p>
            <strong>Withdrawn.</strong> Do not rely on this advisory.
          </p>
          {advisory.statusNote ? <p>{advisory.statusNote}</p> : null}
        </div>
      )
    case 'superseded':
      return (
        <div className="banner">
          <p>
            <strong>Superseded.</strong> This advisory no longer holds.
          </p>
          {successor ? (
            <p>
              Read instead: <a href={advisoryPath(successor)}>{successor.title}</a>
            </p>
          ) : null}
          {advisory.statusNote ? <p>{advisory.statusNote}</p> : null}
        </div>
      )
  }
}

/** Id, version, status and dates in one line. */
export function StatusLine({ advisory, language }: { advisory: Advisory; language: Language }) {
  const { id, version, status, published, revised, nextReview, factsChecked } = advisory
  const day = (date: string) => <time dateTime={date}>{dateInWords(date, language)}</time>
  return (
    <ul className="status">
      <li>
        {id}, version {version}
      </li>
      <li>{readingWords(language).status[status]}</li>
      <li>Published {day(published)}</li>
      {revised === published ? null : <li>Last revised {day(revised)}</li>}
      <li>Next review {day(nextReview)}</li>
      <li>Facts checked to {day(factsChecked)}</li>
    </ul>
  )
}

/** `2026-12-01T09:00Z` as "2026-12-01, 09:00 UTC". */
function hourInWords(instant: string): string {
  return `${instant.slice(0, 10)}, ${instant.slice(11, 16)} UTC`
}
