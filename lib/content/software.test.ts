import { expect, it } from 'vitest'
import { checkContent } from './check.ts'
import { change, validFiles, writeFiles } from './content.fixture.ts'
import { formatProblem } from './problem.ts'

const FILE = 'content/data/software.yaml'

function problemsAfter(from: string, to: string): string[] {
  const files = validFiles()
  change(files, FILE, from, to)
  const { problems } = checkContent({
    contentDir: `${writeFiles(files)}/content`,
    languages: ['en'],
    today: '2026-11-22',
  })
  return problems.map(formatProblem).filter((line) => line.startsWith(FILE))
}

it('refuses software that names an actor or a source that is not there', () => {
  expect(problemsAfter('act-example', 'act-nobody')).toEqual([
    expect.stringContaining('There is no actor\'s name "act-nobody"'),
  ])
  expect(problemsAfter('firm-2025', 'firm-1999')).toEqual([
    expect.stringContaining('There is no source "firm-1999"'),
  ])
})

it('refuses a technique that MITRE took back', () => {
  expect(problemsAfter('T1000.001', 'T1000')).toEqual([
    expect.stringContaining('"T1000" is no current technique'),
  ])
})
