import { describe, it } from 'vitest'
import { data, expectNamed, type Mistake } from './check.fixture.ts'
import { change } from './content.fixture.ts'

const MISTAKES: Mistake[] = [
  {
    mistake: 'a missing data file',
    edit: (files) => {
      delete files['content/data/signs.yaml']
    },
    file: 'content/data/signs.yaml',
    at: 1,
    says: ['file', /missing/, /\[\]/],
  },
  {
    mistake: 'a source with a doubled id',
    edit: data('sources', 'id: firm-2025', 'id: court-2024'),
    file: 'content/data/sources.yaml',
    at: 7,
    says: ['[1].id', /already on line 1/, /own/],
  },
  {
    mistake: 'a source without https',
    edit: data('sources', 'https://example.gov/case', 'http://example.gov/case'),
    file: 'content/data/sources.yaml',
    at: 'url: http:',
    says: ['[0].url', /does not fit/, /https/],
  },
  {
    mistake: 'a source of unknown strength',
    edit: data('sources', 'strength: official', 'strength: strong'),
    file: 'content/data/sources.yaml',
    at: 'strength: strong',
    says: ['[0].strength', /not one of/, /official-copy/],
  },
  {
    mistake: 'a sign with an unknown source',
    edit: data('signs', '[firm-2025]', '[nobody]'),
    file: 'content/data/signs.yaml',
    at: 'sources',
    says: ['sign-shared-address.sources[0]', /no source/, /sources\.yaml/],
  },
  {
    mistake: 'a figure value with an unknown source',
    edit: data('figures', 'source: firm-2025}', 'source: nobody}'),
    file: 'content/data/figures.yaml',
    at: 'nobody',
    says: ['counts.data[0].source', /no source/, /sources\.yaml/],
  },
  {
    mistake: 'a figure without values',
    edit: data('figures', / {2}data:\n.*\n/, ''),
    file: 'content/data/figures.yaml',
    at: 'kind: bars',
    says: ['counts.data', /needs data/, /Add data/],
  },
  {
    mistake: 'a figure whose stage leads nowhere',
    edit: data('figures', '#what-we-know', '#nothing-here'),
    file: 'content/data/figures.yaml',
    at: '#nothing-here',
    says: ['scheme.stages[0].link', /no anchor/, /#/],
  },
  {
    mistake: 'an event of an impossible date',
    edit: data('timeline', '2024-12-12', '2024-12-42'),
    file: 'content/data/timeline.yaml',
    at: 'date',
    says: ['[0].date', /does not exist/, /2026/],
  },
  {
    mistake: 'an event without a date',
    edit: data('timeline', '  date: 2024-12-12\n', ''),
    file: 'content/data/timeline.yaml',
    at: 't-2024',
    says: ['[0].date', /missing/, /2026/],
  },
  {
    mistake: 'an event without a source',
    edit: data('timeline', '[court-2024]', '[]'),
    file: 'content/data/timeline.yaml',
    at: 'sources',
    says: ['[0].sources', /does not fit/, /at least one source/],
  },
  {
    mistake: 'a figure without a source',
    edit: data('figures', '  sources: [firm-2025]', '  sources: []'),
    file: 'content/data/figures.yaml',
    at: 'sources: []',
    says: ['[1].sources', /does not fit/, /at least one source/],
  },
  {
    mistake: 'a value of a figure without a source',
    edit: data('figures', ', source: firm-2025}', '}'),
    file: 'content/data/figures.yaml',
    at: 'value: 3',
    says: ['[1].data[0].source', /missing/, /id/],
  },
  {
    mistake: 'a verdict in the note of a figure',
    edit: data('figures', 'value: 3,', 'value: 3, note: He is a North Korean spy,'),
    file: 'content/data/figures.yaml',
    at: 'spy',
    says: ['counts.data[0].note', /no-verdict/, /court or authority/],
  },
  {
    mistake: 'a name in a count below an event',
    edit: data('timeline', 'sources:', 'figures: [Three homes of John Smith]\n  sources:'),
    file: 'content/data/timeline.yaml',
    at: 'John Smith',
    says: ['t-2024.figures[0]', /"John Smith"/, /names\.yaml/],
  },
  {
    mistake: 'profiling in a sign',
    edit: data('signs', 'Several laptops', 'A Korean accent, and several laptops'),
    file: 'content/data/signs.yaml',
    at: 'accent',
    says: ['sign-shared-address.text', /no-origin-sign/, /conduct/],
  },
  {
    mistake: 'an unknown field of the site',
    edit: (files) => change(files, 'content/site.yaml', 'partners', 'partner'),
    file: 'content/site.yaml',
    at: 'partner:',
    says: ['partner', /unknown/, /spelling/],
  },
]

describe('the check of data files', () => {
  it.each(MISTAKES)('names file, line and cure of $mistake', expectNamed)
})
