/** For tests: runs the check on valid content with one change, and compares what it says. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect } from 'vitest'
import { checkContent } from './check.ts'
import { append, change, FIRST, type Files, validFiles, writeFiles } from './content.fixture.ts'
import { formatProblem } from './problem.ts'

/** One mistake of an editor, and what the check must say. */
export type Mistake = {
  mistake: string
  edit: (files: Files) => void
  /** Default: the first advisory. */
  file?: string
  /** Words on the line that must be named; a number when the file has no such line. */
  at: string | number
  says: [field: string, wrong: RegExp, cure: RegExp]
}

const roots: string[] = []
afterEach(() => {
  for (const root of roots.splice(0)) rmSync(root, { recursive: true })
})

/** Checks the valid content after `edit`, on 1 March 2026. */
export function checkAfter(edit: (files: Files) => void) {
  const files = validFiles()
  edit(files)
  const root = writeFiles(files)
  roots.push(root)
  const contentDir = join(root, 'content')
  const result = checkContent({ contentDir, languages: ['en'], now: '2026-03-01T12:00Z' })
  const errors = result.problems.filter(({ level }) => level === 'error')
  return { ...result, root, files, errors, lines: errors.map(formatProblem) }
}

/** Expects the check to name file, line, field and cure of a mistake. */
export function expectNamed({ edit, file = FIRST, at, says }: Mistake): void {
  const { errors, files, lines } = checkAfter(edit)
  const [field, wrong, cure] = says
  const line = typeof at === 'number' ? at : lineWith(files, file, at)
  const found = errors.find((problem) => problem.field === field && wrong.test(problem.wrong))
  expect(found, lines.join('\n')).toMatchObject({ file, line })
  expect(found?.cure).toMatch(cure)
  for (const text of lines) expect(text).toMatch(/^content\/\S+:\d+ {2}\S.*: .*\. Cure: .*[.?]$/)
}

/** An edit that adds `text` to the first advisory. */
export const body = (text: string) => (files: Files) => append(files, text)

/** An edit of the first advisory. */
export const matter = (from: string | RegExp, to: string) => (files: Files) =>
  change(files, FIRST, from, to)

/** An edit of a data file, named without folder and ending. */
export const data = (name: string, from: string | RegExp, to: string) => (files: Files) =>
  change(files, `content/data/${name}.yaml`, from, to)

/** The line of `file` that holds `text`, counted from 1. */
function lineWith(files: Files, file: string, text: string): number {
  const lines = String(files[file]).split('\n')
  const index = lines.findIndex((line) => line.includes(text))
  if (index === -1) throw new Error(`no line of ${file} holds ${text}`)
  return index + 1
}
