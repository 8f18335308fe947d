import { describe, expect, it } from 'vitest'
import { checkAfter, data, expectNamed, type Mistake } from './check.fixture.ts'
import { change, SECOND } from './content.fixture.ts'
import { formatProblem } from './problem.ts'

const file = 'content/data/roles.yaml'

const mistakes: Mistake[] = [
  {
    mistake: 'an advisory that does not exist',
    edit: data('roles', 'ids: [RHW-2026-002]', 'ids: [RHW-2026-099]'),
    file,
    at: 'RHW-2026-099',
    says: ['recruiters.sections[1].ids[0]', /no advisory "RHW-2026-099"/, /exists/],
  },
  {
    mistake: 'a channel that does not exist',
    edit: data(
      'roles',
      '{show: signs, title: Signs, audiences: [recruiter-hr]}',
      '{show: channels, title: Who helps, ids: [ch-nobody]}',
    ),
    file,
    at: 'ch-nobody',
    says: ['recruiters.sections[2].ids[0]', /no channel "ch-nobody"/, /channels\.yaml/],
  },
  {
    mistake: 'a step that leads nowhere',
    edit: data('roles', 'link: /report', 'link: /reports'),
    file,
    at: '/reports',
    says: ['recruiters.sections[0].steps[0].link', /no page "\/reports"/, /\/report\?/],
  },
  {
    mistake: 'a page that does not exist',
    edit: data('roles', 'link: /advisories}', 'link: /signs#rf-gone}'),
    file,
    at: 'rf-gone',
    says: ['recruiters.sections[3].pages[0].link', /no anchor/, /Use one of|Did you mean/],
  },
  {
    mistake: 'a section that shows something unknown',
    edit: data('roles', 'show: signs', 'show: sings'),
    file,
    at: 'sings',
    says: ['[0].sections[2].show', /Invalid discriminator value/, /'signs'/],
  },
  {
    mistake: 'a word that must not be printed',
    edit: data('roles', 'What concerns you, in order.', 'How to spot North Koreans.'),
    file,
    at: 'How to spot',
    says: ['recruiters.lead', /no-nationality-target/, /misrepresentation/],
  },
]

describe('the readers’ doors', () => {
  it.each(mistakes)('names the line, the field and the cure of $mistake', expectNamed)

  it('may name a draft, which the page leaves out, with a warning', () => {
    const { errors, problems } = checkAfter((files) => {
      change(files, SECOND, 'status: current', 'status: draft')
      change(files, file, '[RHW-2026-002]', '[RHW-2026-001, RHW-2026-002]')
    })
    const warnings = problems.filter((problem) => problem.file === file).map(formatProblem)
    expect(warnings).toEqual([expect.stringMatching(/warning: .*RHW-2026-002" is a draft/)])
    expect(errors.filter((problem) => problem.file === file)).toEqual([])
  })
})
