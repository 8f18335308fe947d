import { describe, it } from 'vitest'
import { expectNamed, type Mistake, matter } from './check.fixture.ts'
import { FIRST } from './content.fixture.ts'

const MISTAKES: Mistake[] = [
  {
    mistake: 'a missing field',
    edit: matter('title: What to do first\n', ''),
    at: 2,
    says: ['title', /missing/, /Add it/],
  },
  {
    mistake: 'a field without value',
    edit: matter('title: What to do first', 'title:'),
    at: 'title:',
    says: ['title', /no value/, /Write text/],
  },
  {
    mistake: 'a wrong type',
    edit: matter('version: 2\n', 'version: two\n'),
    at: 'version: two',
    says: ['version', /wrong kind/, /whole number/],
  },
  {
    mistake: 'a list that is none',
    edit: matter('audiences: [public, it-security]', 'audiences: public'),
    at: 'audiences',
    says: ['audiences', /wrong kind/, /list/],
  },
  {
    mistake: 'an impossible date',
    edit: matter('nextReview: 2099-01-10', 'nextReview: 2099-02-30'),
    at: 'nextReview',
    says: ['nextReview', /does not exist/, /2026-11-22/],
  },
  {
    mistake: 'an impossible date of a revision',
    edit: matter('date: 2026-02-10, kind', 'date: 2026-13-10, kind'),
    at: 'version: 2, date',
    says: ['revisions[1].date', /does not exist/, /2026-11-22/],
  },
  {
    mistake: 'an impossible month',
    edit: matter('factsChecked: 2026-01', 'factsChecked: 2026-13'),
    at: 'factsChecked',
    says: ['factsChecked', /does not exist/, /2026-04/],
  },
  {
    mistake: 'revised before published',
    edit: matter('revised: 2026-02-10', 'revised: 2026-01-09'),
    at: 'revised:',
    says: ['revised', /before published/, /later day/],
  },
  {
    mistake: 'a next review before published',
    edit: matter('nextReview: 2099-01-10', 'nextReview: 2026-01-09'),
    at: 'nextReview',
    says: ['nextReview', /before published/, /later day/],
  },
  {
    mistake: 'a status outside its list',
    edit: matter('status: current', 'status: curent'),
    at: 'status:',
    says: ['status', /not one of/, /Did you mean "current"/],
  },
  {
    mistake: 'an audience outside its list',
    edit: matter('it-security]', 'hackers]'),
    at: 'audiences',
    says: ['audiences[1]', /not one of/, /Use recruiter-hr/],
  },
  {
    mistake: 'an unknown field',
    edit: matter('reviewedBy: Editors', 'reviewedBy: Editors\nauthor: Me'),
    at: 'author',
    says: ['author', /unknown/, /spelling/],
  },
  {
    mistake: 'an unknown field of a revision',
    edit: matter('summary: First publication.}', 'summary: First publication., by: Me}'),
    at: 'by: Me',
    says: ['revisions[0].by', /unknown/, /spelling/],
  },
  {
    mistake: 'bad YAML',
    edit: matter('title: What to do first', 'title: "What to do first'),
    at: 'title',
    says: ['yaml', /Bad YAML/, /quotes/],
  },
  {
    mistake: 'a doubled YAML key',
    edit: matter('status: current', 'status: current\nstatus: draft'),
    at: 'status: draft',
    says: ['yaml', /unique/, /one of the two/],
  },
  {
    mistake: 'a YAML alias',
    edit: matter('audiences: [public, it-security]', 'audiences: &a [public]'),
    at: 'audiences',
    says: ['yaml', /anchors and aliases/, /out/],
  },
  {
    mistake: 'a YAML tag',
    edit: matter('title: What', 'title: !!str What'),
    at: 'title',
    says: ['yaml', /tags/, /quotes/],
  },
  {
    mistake: 'YAML nested without end',
    edit: matter('title: What to do first', `title: ${'['.repeat(50_000)}`),
    at: 2,
    says: ['yaml', /nested|Bad YAML/, /\w/],
  },
  {
    mistake: 'missing front matter',
    edit: (files) => {
      files[FIRST] = '## A heading\n'
    },
    at: 1,
    says: ['front matter', /missing/, /line of exactly ---/],
  },
  {
    mistake: 'front matter in JavaScript',
    edit: matter(/^---/, '---js'),
    at: 1,
    says: ['front matter', /missing/, /exactly ---/],
  },
  {
    mistake: 'front matter without end',
    edit: (files) => {
      files[FIRST] = '---\nid: RHW-2026-001\n'
    },
    at: 1,
    says: ['front matter', /no end/, /exactly ---/],
  },
  {
    mistake: 'a version without revision entry',
    edit: matter('version: 2\n', 'version: 3\n'),
    at: 'version: 3',
    says: ['version', /2 revision entries/, /one revision entry for every version/],
  },
  {
    mistake: 'revised unlike the last revision',
    edit: matter('revised: 2026-02-10', 'revised: 2026-02-11'),
    at: 'revised:',
    says: ['revised', /last revision entry/, /2026-02-10/],
  },
  {
    mistake: 'a withdrawal without reason',
    edit: matter('status: current', 'status: withdrawn'),
    at: 'status',
    says: ['statusNote', /why/, /statusNote/],
  },
  {
    mistake: 'superseded by nothing',
    edit: matter('status: current', 'status: superseded'),
    at: 'status',
    says: ['supersededBy', /which/, /supersededBy/],
  },
  {
    mistake: 'a related advisory that does not exist',
    edit: matter('[RHW-2026-002]', '[RHW-2026-009]'),
    at: 'related',
    says: ['related[0]', /no advisory/, /exists/],
  },
  {
    mistake: 'a named person without legal review',
    edit: matter(/legalReview.*\n/, ''),
    at: 'reviewedBy',
    says: ['legalReview', /names a person/, /Add legalReview/],
  },
  {
    mistake: 'a second address of another page',
    edit: matter('/first-72-hours', '/report'),
    at: 'address',
    says: ['address', /another page/, /another/],
  },
]

describe('the check of front matter', () => {
  it.each(MISTAKES)('names file, line and cure of $mistake', expectNamed)
})
