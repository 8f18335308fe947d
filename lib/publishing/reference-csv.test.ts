import { describe, expect, it } from 'vitest'
import type { Figure, Source, TimelineEvent } from '#lib/content/data'
import { FIGURE_COLUMNS, referenceCsv, TIMELINE_COLUMNS } from './reference-csv.ts'

const source: Source = {
  id: 'us-2022',
  publisher: 'US Treasury, State and FBI',
  title: 'Guidance',
  date: '2022-05-16',
  url: 'https://example.gov/a',
  strength: 'official',
}
const event: TimelineEvent = {
  id: 't-1',
  date: '2022-05-16',
  jurisdiction: 'US',
  kind: 'advisory',
  title: 'A "first" warning, joint',
  text: 'Text.',
  figures: ['One', 'Two'],
  sources: ['us-2022'],
  companies: [],
  legalStatus: 'Charged.',
}
const figure: Figure = {
  id: 'kept',
  kind: 'number',
  title: 'Share kept',
  alt: 'Up to 90 percent.',
  unit: 'percent',
  data: [{ label: 'kept by the state', value: 90, bound: 'up to', source: 'us-2022' }],
  stages: [],
  sources: ['us-2022'],
}
const scheme: Figure = { ...figure, id: 'scheme', kind: 'scheme', data: [] }

const files = referenceCsv({ timeline: [event], figures: [figure, scheme], sources: [source] })
const rowsOf = (path: string) =>
  files
    .find((file) => file.path === path)
    ?.body.split('\r\n')
    .filter(Boolean)

describe('CSV of the reference', () => {
  it('has one file for the timeline and one for each figure that has values', () => {
    expect(files.map(({ path }) => path)).toEqual(['/timeline.csv', '/figures/kept.csv'])
  })

  it('gives each event with what a court has decided and the addresses of its sources', () => {
    expect(rowsOf('/timeline.csv')).toEqual([
      TIMELINE_COLUMNS.join(','),
      't-1,2022-05-16,US,advisory,"A ""first"" warning, joint",Text.,One | Two,Charged.,us-2022,https://example.gov/a',
    ])
  })

  it('never gives a number without its bound, unit, publisher and date', () => {
    expect(rowsOf('/figures/kept.csv')).toEqual([
      FIGURE_COLUMNS.join(','),
      'kept,,kept by the state,90,,,up to,percent,,,us-2022,"US Treasury, State and FBI",2022-05-16,https://example.gov/a',
    ])
  })
})
