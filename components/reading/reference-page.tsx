/**
 * What the pages of the reference have in common: title, opening, the month up to which facts were
 * checked, the numbered sources at the end, and the raised numbers that lead there.
 */
import type { ReactNode } from 'react'
import type { Source } from '#lib/content/data'
import { dateInWords } from '#lib/i18n/dates'
import type { Language } from '#lib/i18n/languages'
import { SourceLine } from './source-list.tsx'

/**
 * A page of the reference. `checkedTo` is a month like `2026-04`; "" leaves its line out. With `aside` the
 * page has the shape of an advisory: the aside stands beside the text where there is room, else after
 * the introduction.
 */
export function ReferencePage({
  title,
  lead,
  checkedTo,
  sources,
  language,
  intro,
  aside,
  children,
}: {
  title: string
  lead: ReactNode
  checkedTo: string
  /** In the order of their numbers; none on a page that cites nothing. */
  sources: readonly Source[]
  language: Language
  /** What the reader must know before the entries. */
  intro?: ReactNode
  /** Ways to a part of the page or to other pages of the same list. */
  aside?: ReactNode
  children: ReactNode
}) {
  return (
    <article className="reference">
      <header>
        <h1>{title}</h1>
        <p className="lead">{lead}</p>
        {checkedTo ? (
          <p className="small">Facts checked to {dateInWords(checkedTo, language)}.</p>
        ) : null}
      </header>
      {intro ? <div className="text">{intro}</div> : null}
      {aside ? <aside className="contents">{aside}</aside> : null}
      <div className="text">
        {children}
        {sources.length > 0 ? (
          <section id="sources" className="part">
            <h2>Sources</h2>
            <ol className="sources">
              {sources.map((source, index) => (
                <li key={source.id} id={`s${index + 1}`}>
                  <SourceLine source={source} language={language} />
                </li>
              ))}
            </ol>
          </section>
        ) : null}
      </div>
    </article>
  )
}

/** The raised numbers that lead to the sources; the accessible name says what the number is. */
export function CiteNumbers({ numbers }: { numbers: readonly number[] }) {
  return (
    <sup>
      {numbers.map((number) => (
        <a key={number} href={`#s${number}`} aria-label={`Source ${number}`}>
          {number}
        </a>
      ))}
    </sup>
  )
}
