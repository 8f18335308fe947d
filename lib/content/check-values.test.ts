import { describe, expect, it } from 'vitest'
import { checkAfter } from './check.fixture.ts'
import { append, change, type Files } from './content.fixture.ts'
import { labelledValue, valueLabels } from './figure-values.ts'

const lines = (text: string, edit: (files: Files) => void = () => {}) =>
  checkAfter((files) => {
    edit(files)
    append(files, text)
  }).lines

describe('a number that a text takes from the figures', () => {
  it('is accepted with its source beside it', () => {
    expect(
      lines(
        'They counted <Value figure="counts" label="2024" /> so far.<Cite source="firm-2025" />',
      ),
    ).toEqual([])
    expect(
      lines(
        '<Claim source="firm-2025" status="stated">\n\nIt was <Value figure="counts" label="2024" />.\n\n</Claim>',
      ),
    ).toEqual([])
  })

  it.each([
    [
      'without its source',
      'They counted <Value figure="counts" label="2024" />.<Cite source="court-2024" />',
      /<Value>: The source of this number, "firm-2025", is not cited.*Write <Cite source="firm-2025"/,
    ],
    [
      'of a figure that is not there',
      'They counted <Value figure="count" label="2024" />.<Cite source="firm-2025" />',
      /<Value figure>: There is no figure "count".*Did you mean "counts"/,
    ],
    [
      'of a label that is not there',
      'They counted <Value figure="counts" label="2025" />.<Cite source="firm-2025" />',
      /<Value label>: The figure counts has no value "2025".*Did you mean "2024"/,
    ],
    [
      'in a list that is printed elsewhere too',
      '<WhatToDo>\n\n1. Take <Value figure="counts" label="2024" />.<Cite source="firm-2025" />\n\n</WhatToDo>',
      /<Value>: A value cannot stand in a heading.*Write the number out/,
    ],
    [
      'on a line of its own',
      '<Value figure="counts" label="2024" />',
      /<Value>: This component stands alone on its line.*Put it into the sentence/,
    ],
  ])('is refused %s', (_, text, said) => {
    expect(lines(text)).toContainEqual(expect.stringMatching(said))
  })

  it('is called alleged where the figure says that it is', () => {
    const value = '<Value figure="counts" label="2024" />.<Cite source="firm-2025" />'
    const note = (files: Files) =>
      change(files, 'content/data/figures.yaml', 'value: 3', 'value: 3, note: as alleged')
    expect(lines(`There were ${value}`, note)).toEqual([
      expect.stringMatching(/<Value>: This number is alleged \("as alleged"\).*Write who alleges/),
    ])
    expect(lines(`The firm alleges ${value}`, note)).toEqual([])
  })

  it('is refused where the source gives words and no number', () => {
    const said = lines(
      'They counted <Value figure="counts" label="2024" />.<Cite source="firm-2025" />',
      (files) => change(files, 'content/data/figures.yaml', 'value: 3', 'text: a few'),
    )
    expect(said).toEqual([expect.stringMatching(/<Value label>: .*has words and no number/)])
  })

  it('is named with its group where a label stands twice', () => {
    const data = [
      { group: '2022', label: 'A firm', value: 1, source: 'a' },
      { group: '2023', label: 'A firm', value: 2, source: 'a' },
      { group: '2023', label: 'A court', value: 3, source: 'b' },
    ]
    expect(valueLabels({ data })).toEqual(['2022: A firm', '2023: A firm', 'A court'])
    expect(labelledValue({ data }, '2023: A firm')?.value).toBe(2)
    expect(labelledValue({ data }, 'A firm')).toBeUndefined()
  })
})
