/** Advisories as a list of links, newest first, with the status of those that no longer hold. */
import type { Advisory } from '#lib/content/advisories'
import { dateInWords } from '#lib/i18n/dates'
import type { Language } from '#lib/i18n/languages'
import { readingWords } from '#lib/i18n/reading-words'
import { advisoryPath } from '#lib/publishing/entries'

/** The list; `heading` is the level at which the titles stand in the page's outline. */
export function AdvisoryList({
  advisories,
  language,
  heading: Heading,
}: {
  advisories: readonly Advisory[]
  language: Language
  heading: 'h2' | 'h3'
}) {
  const words = readingWords(language)
  return (
    <ul className="list">
      {advisories.map((advisory) => (
        <li key={advisory.id}>
          <Heading>
            {advisory.status === 'current' ? null : (
              <strong className="tag">{words.status[advisory.status]}</strong>
            )}{' '}
            <a href={advisoryPath(advisory)}>{advisory.title}</a>
          </Heading>
          <p>{advisory.summary}</p>
          <p className="small">
            {advisory.id}. {advisory.revised === advisory.published ? 'Published' : 'Revised'}{' '}
            <time dateTime={advisory.revised}>{dateInWords(advisory.revised, language)}</time>
          </p>
        </li>
      ))}
    </ul>
  )
}
