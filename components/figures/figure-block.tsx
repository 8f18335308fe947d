/** A figure from content/data/figures.yaml with its caption, caveat and sources, drawn by its kind. */
import { Fragment, type ReactNode } from 'react'
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
        {figure.caveat} {credits(figure, sources, language)}
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

/**
 * "Sources: FBI / IC3, 16 May 2024, 23 January 2025; …": each publisher once, each date a link to what
 * we read, where we have its address.
 */
function credits(
  figure: Figure,
  sources: ReadonlyMap<string, Source>,
  language: Language,
): ReactNode {
  const known = figure.sources.flatMap((id) => sources.get(id) ?? [])
  const publishers = Map.groupBy(known, ({ publisher }) => publisher)
  return (
    <>
      {known.length > 1 ? 'Sources: ' : 'Source: '}
      {[...publishers].map(([publisher, texts], index) => (
        <Fragment key={publisher}>
          {index > 0 ? '; ' : ''}
          {publisher}
          {texts.map(({ id, url, date }) => (
            <Fragment key={id}>
              ,{' '}
              {url ? <a href={url}>{dateInWords(date, language)}</a> : dateInWords(date, language)}
            </Fragment>
          ))}
        </Fragment>
      ))}
      .
    </>
  )
}
