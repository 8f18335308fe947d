/** The numbered sources at the end of an advisory, each with its strength in words and the way back. */
import type { Source } from '#lib/content/data'
import { dateInWords } from '#lib/i18n/dates'
import type { Language } from '#lib/i18n/languages'
import { readingWords } from '#lib/i18n/reading-words'
import type { Mark } from './advisory-body.ts'

/** The list; `sources` stand in the order of their numbers, `marks` are the places that cite them. */
export function SourceList({
  sources,
  marks,
  language,
}: {
  sources: readonly Source[]
  marks: ReadonlyMap<number, readonly Mark[]>
  language: Language
}) {
  return (
    <ol className="sources">
      {sources.map((source, index) => (
        <li key={source.id} id={`s${index + 1}`}>
          <SourceLine source={source} language={language} />{' '}
          <BackLinks number={index + 1} marks={marks.get(index + 1) ?? []} />
        </li>
      ))}
    </ol>
  )
}

/** One source: title, publisher, date, and how strong it is. */
export function SourceLine({ source, language }: { source: Source; language: Language }) {
  const { title, publisher, date, url, strength, officialUrl, note } = source
  return (
    <>
      {url ? <a href={url}>{title}</a> : title}. {publisher}, {dateInWords(date, language)}.{' '}
      <b>{readingWords(language).strength[strength]}.</b>
      {officialUrl ? (
        <>
          {' '}
          Official address: <a href={officialUrl}>{new URL(officialUrl).hostname}</a>.
        </>
      ) : null}
      {note ? ` ${note}` : ''}
    </>
  )
}

function BackLinks({ number, marks }: { number: number; marks: readonly Mark[] }) {
  if (marks.length === 0) return null
  return (
    <span className="back">
      Back to text:
      {marks.map(({ id }, index) => (
        <a key={id} href={`#${id}`} aria-label={`Place ${index + 1} of source ${number}`}>
          {index + 1}
        </a>
      ))}
    </span>
  )
}
