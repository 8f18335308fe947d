import { describe, it } from 'vitest'
import { body, data, expectNamed, type Mistake, matter } from './check.fixture.ts'

const MISTAKES: Mistake[] = [
  {
    mistake: 'a name that nobody vouched for',
    edit: body('It was said by John Smith in court.'),
    at: 'John Smith',
    says: ['text', /"John Smith" may be a name/, /<Person/],
  },
  {
    mistake: 'a name at the start of a sentence',
    edit: body('John Smith was there.'),
    at: 'John Smith',
    says: ['text', /"John Smith"/, /<Person/],
  },
  {
    mistake: 'a name in the title',
    edit: matter('title: What to do first', 'title: The case of John Smith'),
    at: 'title',
    says: ['title', /"John Smith"/, /names\.yaml/],
  },
  {
    mistake: 'a name in letters without capitals',
    edit: body('It was said by 홍길동 in court.'),
    at: '홍길동',
    says: ['text', /홍길동/, /<Person/],
  },
  {
    mistake: 'a person named a second time without status',
    edit: body('The court heard Roe again.'),
    at: 'heard Roe',
    says: ['text', /outside of <Person>/, /the defendant/],
  },
  {
    mistake: 'a person in the list of free names',
    edit: data('names', '[New York', '[Jane Roe, New York'),
    at: '<Person',
    says: ['<Person name>', /names\.yaml/, /Delete it/],
  },
  {
    mistake: 'a name in the timeline',
    edit: data('timeline', 'A court makes', 'The judge John Smith makes'),
    file: 'content/data/timeline.yaml',
    at: 'John Smith',
    says: ['t-2024.text', /"John Smith"/, /names\.yaml/],
  },
  {
    mistake: 'a verdict on a person',
    edit: body('He is a North Korean spy.'),
    at: 'spy',
    says: ['text', /no-verdict/, /court or authority/],
  },
  {
    mistake: 'an accent as a sign',
    edit: body('Look for a strong accent.'),
    at: 'accent',
    says: ['text', /no-origin-sign/, /conduct/],
  },
  {
    mistake: 'a service that is gone',
    edit: body('Tell Action Fraud.'),
    at: 'Action Fraud',
    says: ['text', /action-fraud/, /Report Fraud/],
  },
  {
    mistake: 'an exception to a rule that does not exist',
    edit: matter(
      'reviewedBy: Editors',
      'exceptions: [{rule: no-scores, text: x y, reason: r, approvedBy: e}]\nreviewedBy: Editors',
    ),
    at: 'exceptions',
    says: ['exceptions[0].rule', /no wording rule/, /Did you mean "no-score"/],
  },
  {
    mistake: 'an exception that allows nothing',
    edit: matter(
      'reviewedBy: Editors',
      'exceptions: [{rule: no-score, text: x y, reason: r, approvedBy: e}]\nreviewedBy: Editors',
    ),
    at: 'exceptions',
    says: ['exceptions[0].text', /allows nothing/, /delete/],
  },
]

describe('the check of names and words', () => {
  it.each(MISTAKES)('names file, line and cure of $mistake', expectNamed)
})
