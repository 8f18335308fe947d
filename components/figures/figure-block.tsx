/** A figure from content/data/figures.yaml with its caption, caveat and sources, drawn by its kind. */
import { Fragment, type ReactNode } from 'react'
import type { Figure, Source } from '#lib/content/data'
import { dateInWords } from '#lib/i18n/dates'
import type { Language } from '#lib/i18n/languages'
import { BarTable } from './bar-table.tsx'
import { FlowFigure } from './flow-figure.tsx'
import { SchemeFigure } from './scheme-figure.tsx'
import { ValueTable } from './value-table.tsx'
import { boundOf } from './value-text.ts'

/** The whole `<figure>`. Every kind is text first, so it needs no second version for a screen reader. */
export function FigureBlock({
  figure,
  sources,
  language,
  titled = true,
}: {
  figure: Figure
  sources: ReadonlyMap<string, Source>
  language: Language
  /** False where the figure's title stands above it as a heading. */
  titled?: boolean
}) {
  return (
    <figure className={figure.kind}>
      {drawing(figure, titled)}
      <figcaption>
        {figure.caveat} {boundsKey(figure)} {credits(figure, sources, language)}
      </figcaption>
    </figure>
  )
}

function drawing(figure: Figure, titled: boolean): ReactNode {
  switch (figure.kind) {
    case 'scheme':
      return <SchemeFigure stages={figure.stages} label={figure.title} />
    case 'bars':
    case 'ranges':
      return <BarTable figure={figure} titled={titled} />
    case 'flow':
      return <FlowFigure steps={figure.data} label={figure.title} />
    case 'number':
    case 'table':
      return <ValueTable figure={figure} titled={titled} />
  }
}

/** What the ends of bars mean, where one has such an end. */
function boundsKey({ kind, data }: Figure): string {
  if (kind !== 'bars' && kind !== 'ranges') return ''
  const bounds = new Set(data.filter((value) => value.text === undefined).map(boundOf))
  return [
    bounds.has('least') ? 'A bar with a point: the source says at least, or more.' : '',
    bounds.has('most') ? 'An outline: the source says up to.' : '',
  ]
    .filter(Boolean)
    .join(' ')
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
