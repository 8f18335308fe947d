/** The timeline and the figures as CSV, for spreadsheets and scripts; their sources stand in each row. */
import type { Figure, Source, TimelineEvent } from '#lib/content/data'
import { csvRow } from './csv.ts'
import type { Publication } from './publications.ts'

/** Where the timeline stands as CSV. */
export const TIMELINE_CSV = '/timeline.csv'

/** Columns in their order; new ones are only ever added at the end. */
export const TIMELINE_COLUMNS = [
  'id',
  'date',
  'jurisdiction',
  'kind',
  'title',
  'text',
  'figures',
  'legal_status',
  'sources',
  'source_urls',
] as const
export const FIGURE_COLUMNS = [
  'figure',
  'group',
  'label',
  'value',
  'low',
  'high',
  'bound',
  'unit',
  'text',
  'note',
  'source',
  'publisher',
  'source_date',
  'source_url',
] as const

/** Where a figure's values stand as CSV. */
export function figureCsvPath({ id }: Pick<Figure, 'id'>): string {
  return `/figures/${id}.csv`
}

/** Figures that consist of values; the drawing of the scheme has none. */
export function figuresWithValues(figures: readonly Figure[]): Figure[] {
  return figures.filter(({ data }) => data.length > 0)
}

/** One file for the timeline and one for each figure. */
export function referenceCsv({
  timeline,
  figures,
  sources,
}: {
  timeline: readonly TimelineEvent[]
  figures: readonly Figure[]
  sources: readonly Source[]
}): Publication[] {
  const byId = new Map(sources.map((source) => [source.id, source]))
  return [
    file(TIMELINE_CSV, [TIMELINE_COLUMNS, ...timeline.map((event) => eventRow(event, byId))]),
    ...figuresWithValues(figures).map((figure) =>
      file(figureCsvPath(figure), [FIGURE_COLUMNS, ...figureRows(figure, byId)]),
    ),
  ]
}

function eventRow(event: TimelineEvent, sources: ReadonlyMap<string, Source>): string[] {
  const { id, date, jurisdiction, kind, title, text, figures, legalStatus } = event
  const urls = event.sources.flatMap((source) => sources.get(source)?.url ?? [])
  return [
    id,
    date,
    jurisdiction,
    kind,
    title,
    text,
    figures.join(' | '),
    legalStatus ?? '',
    event.sources.join(' '),
    urls.join(' '),
  ]
}

function figureRows(figure: Figure, sources: ReadonlyMap<string, Source>): string[][] {
  const written = (value: number | undefined) => (value === undefined ? '' : String(value))
  return figure.data.map(({ group, label, value, low, high, bound, text, note, source }) => {
    const from = sources.get(source)
    return [
      figure.id,
      group ?? '',
      label,
      written(value),
      written(low),
      written(high),
      bound ?? '',
      figure.unit ?? '',
      text ?? '',
      note ?? '',
      source,
      from?.publisher ?? '',
      from?.date ?? '',
      from?.url ?? '',
    ]
  })
}

function file(path: string, rows: readonly (readonly string[])[]): Publication {
  return {
    path,
    contentType: 'text/csv; charset=utf-8',
    body: rows.map((row) => csvRow(row)).join(''),
  }
}
