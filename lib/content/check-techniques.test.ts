import { describe, expect, it } from 'vitest'
import { body, checkAfter, data, expectNamed, type Mistake, matter } from './check.fixture.ts'
import { formatProblem } from './problem.ts'

const MISTAKES: Mistake[] = [
  {
    mistake: 'a technique that MITRE revoked',
    edit: body('The box is T1000 at MITRE.'),
    at: 'The box is',
    says: ['text', /revoked the technique "T1000"/, /Write T1000\.001/],
  },
  {
    mistake: 'a technique that nobody looked up',
    edit: body('The box is T1000.009 at MITRE.'),
    at: 'The box is',
    says: ['text', /"T1000\.009" is not in/, /Look it up/],
  },
  {
    mistake: 'a revoked technique in the summary',
    edit: matter('One sentence for everybody', 'T1000 for everybody'),
    at: 'summary',
    says: ['summary', /revoked/, /T1000\.001/],
  },
  {
    mistake: 'a revoked technique in code within a line',
    edit: body('The box is `T1000` there.'),
    at: 'The box is',
    says: ['text', /revoked/, /T1000\.001/],
  },
  {
    mistake: 'a link to a revoked technique',
    edit: body('See [the box](https://attack.mitre.org/techniques/T1000/).'),
    at: 'See [the box]',
    says: ['link', /revoked/, /T1000\.001/],
  },
  {
    mistake: 'a misspelt id in the list',
    edit: data('techniques', 'id: T1000.001', 'id: T1000.1'),
    file: 'content/data/techniques.yaml',
    at: 'T1000.1',
    says: ['[0].id', /does not fit/, /T1219\.003/],
  },
  {
    mistake: 'a technique replaced by none of the list',
    edit: data('techniques', 'replacedBy: T1000.001', 'replacedBy: T1000.002'),
    file: 'content/data/techniques.yaml',
    at: 'replacedBy',
    says: ['T1000.replacedBy', /no current technique/, /Add it/],
  },
  {
    mistake: 'a technique that is both current and replaced',
    edit: data('techniques', 'status: revoked', 'status: current'),
    file: 'content/data/techniques.yaml',
    at: 'replacedBy',
    says: ['T1000.replacedBy', /not replaced/, /revoked/],
  },
  {
    mistake: 'a technique without a source that exists',
    edit: data('techniques', '[firm-2025]', '[nobody]'),
    file: 'content/data/techniques.yaml',
    at: 'nobody',
    says: ['T1000.001.sources[0]', /no source/, /sources\.yaml/],
  },
]

describe('the check of ATT&CK techniques', () => {
  it.each(MISTAKES)('names file, line and cure of $mistake', expectNamed)

  it('takes a current technique in words, in code and as a link', () => {
    const text =
      'T1000.001 and `T1000.001` and [the box](https://attack.mitre.org/techniques/T1000/001/).'
    expect(checkAfter(body(text)).errors.map(formatProblem)).toEqual([])
  })

  it('reports a broken list once, not at each use', () => {
    const { errors } = checkAfter((files) => {
      files['content/data/techniques.yaml'] = '- id: [\n'
      body('The box is T1000.')(files)
    })
    expect(new Set(errors.map(({ file }) => file))).toEqual(
      new Set(['content/data/techniques.yaml']),
    )
  })
})
