import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkBody } from './check-body.ts'
import { COMPONENTS } from './components.ts'
import { frontMatterSchema } from './front-matter.ts'
import { formatProblem, type Problem, reportInto } from './problem.ts'

const text = readFileSync(join(import.meta.dirname, '../../docs/editing.md'), 'utf8')
const examples = [...text.matchAll(/```mdx\n([\s\S]*?)```/g)].map((match) => match[1] ?? '')
const known = {
  sources: new Set(['doj-2024-12-12', 'treasury-2018-09-13']),
  figures: new Set(['scheme']),
}

describe('docs/editing.md', () => {
  it.each(examples)('gives an example that the check accepts: %s', (example) => {
    const problems: Problem[] = []
    // Names are shown alone, but stand in a sentence.
    const body = example.replaceAll(/^<(Person|Company)/gm, 'By <$1')
    checkBody(body, 1, known, reportInto(problems, 'docs/editing.md'))
    expect(problems.map(formatProblem)).toEqual([])
  })

  it('has examples', () => {
    expect(examples.length).toBeGreaterThan(3)
  })

  it.each(Object.keys(frontMatterSchema.shape))('explains the field %s', (field) => {
    expect(text).toContain(`\`${field}\``)
  })

  it.each(Object.keys(COMPONENTS))('explains the component %s', (component) => {
    expect(text).toMatch(new RegExp(`<${component}\\b`))
  })
})
