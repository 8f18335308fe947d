/** The blocks that editors use inside an advisory: `<Cite>`, `<Claim>`, `<Warning>` and the others. */
import type { ReactNode } from 'react'
import { FigureBlock } from '#components/figures/figure-block'
import { ValueInText } from '#components/figures/value-in-text'
import type { Source } from '#lib/content/data'
import { dateInWords } from '#lib/i18n/dates'
import type { Language } from '#lib/i18n/languages'
import { type ClaimStatus, type NamedStatus, readingWords } from '#lib/i18n/reading-words'
import type { Mark, Placed } from './advisory-body.ts'

/** The components by the names that editors write, for one page. */
export function advisoryBlocks(language: Language, sources: ReadonlyMap<string, Source>) {
  const words = readingWords(language)

  function Named({
    name,
    status,
    by,
    date,
    marks,
  }: { name: string; status: NamedStatus; by: string; date: string } & Placed) {
    return (
      <>
        <b className="named">{name}</b> ({words.named[status]}; {by}, {dateInWords(date, language)})
        <Cite marks={marks} />
      </>
    )
  }

  return {
    Cite,
    Claim: ({
      status,
      marks,
      children,
    }: { status: ClaimStatus; children?: ReactNode } & Placed) => (
      <div className={`claim ${status}`}>
        <p className="label">
          {words.claim[status]}
          <Cite marks={marks} />
        </p>
        {children}
      </div>
    ),
    Figure: ({ figure }: Placed) =>
      figure ? <FigureBlock figure={figure} sources={sources} language={language} /> : null,
    Value: ({ figure, label }: { label: string } & Placed) => (
      <ValueInText figure={figure} label={label} />
    ),
    NeedToKnow: ({ children }: { children?: ReactNode }) => (
      <section className="need">
        <h2>What you need to know</h2>
        {children}
      </section>
    ),
    WhatToDo: ({ children }: { children?: ReactNode }) => (
      <section className="do">
        <h2>What to do</h2>
        {children}
      </section>
    ),
    Warning: ({ title, children }: { title: string; children?: ReactNode }) => (
      <div className="warn" role="note">
        <p className="label">{title}</p>
        {children}
      </div>
    ),
    Person: Named,
    Company: Named,
  }
}

/** The raised numbers that lead to the sources; the accessible name says what the number is. */
export function Cite({ marks = [] }: { marks?: readonly Mark[] | undefined }) {
  return (
    <sup>
      {marks.map(({ id, number }) => (
        <a key={id} id={id} href={`#s${number}`} aria-label={`Source ${number}`}>
          {number}
        </a>
      ))}
    </sup>
  )
}
