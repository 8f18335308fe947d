/** A figure from content/data/figures.yaml with its caption, caveat and sources, drawn by its kind. */
import type { ReactNode } from 'react'
import type { Figure, Source } from '#lib/content/data'
import { dateInWords } from '#lib/i18n/dates'
import type { Language } from '#lib/i18n/languages'
import { BarTable } from './bar-table.tsx'
import { SchemeFigure } from './scheme-figure.tsx'
import { ValueTable } from './value-table.tsx'

/** The whole `<figure>`. Every kind is text first, so it needs no second version for a screen reader. */
export function FigureBlock({
  figure,
  sources,
  language,
}: {
  figure: Figure
  sources: ReadonlyMap<string, Source>
  language: Language
}) {
  return (
    <figure className={figure.kind}>
      {drawing(figure)}
      <figcaption>
        {figure.kind === 'scheme' ? figure.alt : null} {figure.caveat}{' '}
        {credits(figure, sources, language)}
      </figcaption>
    </figure>
  )
}

function drawing(figure: Figure): ReactNode {
  switch (figure.kind) {
    case 'scheme':
      return <SchemeFigure stages={figure.stages} label={figure.title} />
    case 'bars':
    case 'ranges':
      return <BarTable figure={figure} />
    case 'number':
    case 'table':
      return <ValueTable figure={figure} />
  }
}

/** "Source: Chainalysis, December 2024; Chainalysis, December 2025." with links where we have an address. */
function credits(
  figure: Figure,
  sources: ReadonlyMap<string, Source>,
  language: Language,
): ReactNode {
  const known = figure.sources.flatMap((id) => sources.get(id) ?? [])
  return (
    <>
      {known.length > 1 ? 'Sources: ' : 'Source: '}
      {known.map((source, index) => (
        <span key={source.id}>
          {index > 0 ? '; ' : ''}
          {source.url ? <a href={source.url}>{source.publisher}</a> : source.publisher},{' '}
          {dateInWords(source.date, language)}
        </span>
      ))}
      .
    </>
  )
}
