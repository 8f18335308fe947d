/** When each advisory is looked at again, and which of them are late. */
import type { Advisory } from '#lib/content/advisories'
import { reviewsOf } from '#lib/content/corrections'
import { dateInWords } from '#lib/i18n/dates'
import type { Language } from '#lib/i18n/languages'
import { advisoryPath } from '#lib/publishing/entries'

export function ReviewPage({
  advisories,
  today,
  language,
}: {
  advisories: readonly Advisory[]
  /** The day of the build, `2026-11-22`. It is not printed, so that two builds stay equal. */
  today: string
  language: Language
}) {
  const { overdue, coming } = reviewsOf(advisories, today)
  return (
    <article className="text">
      <h1>When we look again</h1>
      <p className="lead">
        Every advisory has a day on which its facts are checked again. Here are those that are late,
        and when the others are due.
      </p>
      <h2 id="overdue">Late</h2>
      {overdue.length === 0 ? (
        <p>None was late when this page was made.</p>
      ) : (
        <>
          <p>Read these with more care: something may have changed since.</p>
          <Reviews advisories={overdue} language={language} />
        </>
      )}
      <h2 id="coming">Due later</h2>
      <Reviews advisories={coming} language={language} />
    </article>
  )
}

function Reviews({
  advisories,
  language,
}: {
  advisories: readonly Advisory[]
  language: Language
}) {
  return (
    <ul className="list">
      {advisories.map((advisory) => (
        <li key={advisory.id}>
          <h3>
            <a href={advisoryPath(advisory)}>{advisory.title}</a>
          </h3>
          <p className="small">
            {advisory.id}. Next review{' '}
            <time dateTime={advisory.nextReview}>{dateInWords(advisory.nextReview, language)}</time>
            ; facts checked to {dateInWords(advisory.factsChecked, language)}
          </p>
        </li>
      ))}
    </ul>
  )
}
