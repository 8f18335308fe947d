import { describe, it } from 'vitest'
import { body, expectNamed, type Mistake, matter } from './check.fixture.ts'
import { append, change, SECOND } from './content.fixture.ts'

const MISTAKES: Mistake[] = [
  {
    mistake: 'a citation of a source that does not exist',
    edit: body('x<Cite source="court-2025" />'),
    at: 'x<Cite',
    says: ['<Cite source>', /no source "court-2025"/, /Did you mean "court-2024"/],
  },
  {
    mistake: 'a claim without a source',
    edit: body('<Claim status="alleged">\n\nx\n\n</Claim>'),
    at: '<Claim status',
    says: ['<Claim source>', /missing/, /<Claim source=/],
  },
  {
    mistake: 'a claim with an empty source',
    edit: body('<Claim source=" " status="alleged">\n\nx\n\n</Claim>'),
    at: '<Claim source=" "',
    says: ['<Claim source>', /empty/, /between the quotes/],
  },
  {
    mistake: 'a claim of an unknown status',
    edit: body('<Claim source="firm-2025" status="proven">\n\nx\n\n</Claim>'),
    at: 'proven',
    says: ['<Claim status>', /not one of/, /alleged, stated/],
  },
  {
    mistake: 'a figure that does not exist',
    edit: body('<Figure id="schema" />'),
    at: 'schema',
    says: ['<Figure id>', /no figure/, /Did you mean "scheme"/],
  },
  {
    mistake: 'a source listed but never cited',
    edit: (files) => change(files, SECOND, '[firm-2025]', '[firm-2025, court-2024]'),
    file: SECOND,
    at: 'sources:',
    says: ['sources[1]', /never cited/, /Cite it/],
  },
  {
    mistake: 'a source cited but not listed',
    edit: (files) => append(files, 'x<Cite source="court-2024" />', SECOND),
    file: SECOND,
    at: 'sources:',
    says: ['sources', /not listed/, /Add "court-2024"/],
  },
  {
    mistake: 'a listed source that does not exist',
    edit: matter('[court-2024, firm-2025]', '[court-2024, firm-2025, firm-2026]'),
    at: 'sources:',
    says: ['sources[2]', /no source/, /Did you mean "firm-2025"/],
  },
  {
    mistake: 'a person without court',
    edit: matter(' by="a court"', ''),
    at: '<Person',
    says: ['<Person by>', /missing/, /<Person name=/],
  },
  {
    mistake: 'a person with an impossible date',
    edit: matter('date="2024-12-11"', 'date="2024-12-32"'),
    at: '<Person',
    says: ['<Person date>', /not a day/, /2026-11-22/],
  },
]

describe('the check of sources, claims and figures', () => {
  it.each(MISTAKES)('names file, line and cure of $mistake', expectNamed)
})
