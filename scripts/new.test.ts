import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { checkContent } from '#lib/content/check'
import {
  change,
  FIRST,
  type Files,
  SECOND,
  validFiles,
  writeFiles,
} from '#lib/content/content.fixture'
import { runNew } from './new.ts'

const roots: string[] = []
afterEach(() => {
  for (const root of roots.splice(0)) rmSync(root, { recursive: true })
})

function contentWith(edit: (files: Files) => void = () => {}): string {
  const files = validFiles()
  edit(files)
  const root = writeFiles(files)
  roots.push(root)
  return root
}

/** Runs the command in this process; what it prints is caught. */
function run(root: string, ...args: string[]) {
  const stdout = vi.spyOn(console, 'log').mockImplementation(() => {})
  const stderr = vi.spyOn(console, 'error').mockImplementation(() => {})
  const status = runNew(args, root)
  const said = {
    status,
    stdout: stdout.mock.calls.join('\n'),
    stderr: stderr.mock.calls.join('\n'),
  }
  vi.restoreAllMocks()
  return said
}

const problemsIn = (root: string) =>
  checkContent({ contentDir: join(root, 'content'), languages: ['en'], now: '2026-03-01T00:00Z' })
    .problems

describe('npm run new -- advisory', () => {
  it('writes a draft with the next free id that passes the check', () => {
    const root = contentWith((files) => {
      change(files, SECOND, 'RHW-2026-002', `RHW-${new Date().getUTCFullYear()}-041`)
      for (const file of [FIRST, 'content/data/roles.yaml'])
        change(files, file, 'RHW-2026-002', `RHW-${new Date().getUTCFullYear()}-041`)
    })
    const { status, stdout } = run(root, 'advisory', 'laptop-farms')
    expect({ status, stdout }).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/-042, a draft/),
    })
    const text = readFileSync(join(root, 'content/advisories/laptop-farms/en.mdx'), 'utf8')
    expect(text).toMatch(/^status: draft$/m)
    expect(problemsIn(root)).toEqual([])
  })

  it('does not use the id of an advisory that only the lock remembers', () => {
    const year = new Date().getUTCFullYear()
    const lock = { [`RHW-${year}-077`]: { slug: 'gone', version: 1, sha256: '0'.repeat(64) } }
    const root = contentWith((files) => {
      files['content/published.lock.json'] = JSON.stringify(lock)
    })
    expect(run(root, 'advisory', 'laptop-farms').stdout).toMatch(/-078/)
  })

  it.each(['Laptop-Farms', 'laptop_farms', '../x', '-x', 'a--b', ''])(
    'refuses the slug "%s"',
    (slug) => {
      // The two dashes keep a slug that starts with a dash from being read as an option.
      const { status, stderr } = run(contentWith(), '--', 'advisory', slug)
      expect({ status, stderr }).toMatchObject({
        status: 1,
        stderr: expect.stringMatching(/is no slug\. Cure: /),
      })
    },
  )

  it('refuses to overwrite an advisory', () => {
    const root = contentWith()
    expect(run(root, 'advisory', 'first-one')).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/exists already\. Cure: /),
    })
    expect(readFileSync(join(root, FIRST), 'utf8')).toBe(validFiles()[FIRST])
  })

  it('refuses when there is no source to cite', () => {
    const root = contentWith((files) => {
      files['content/data/sources.yaml'] = '[]\n'
    })
    expect(run(root, 'advisory', 'x')).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/no source.*Cure: Add one/),
    })
  })

  it('explains itself', () => {
    expect(run('/', '--help')).toMatchObject({ status: 0, stdout: expect.stringMatching(/Usage/) })
    expect(run('/')).toMatchObject({ status: 2, stderr: expect.stringMatching(/Usage/) })
    expect(run('/', 'advice', 'x')).toMatchObject({ status: 2 })
  })
})

describe('npm run new -- revision', () => {
  it.each([
    ['one entry per line', (text: string) => text],
    [
      'entries in one line',
      (text: string) =>
        text.replace(
          /revisions:\n[\s\S]*?\n(?=\w)/,
          'revisions: [{version: 1, date: 2026-01-10, kind: publication, summary: First.}, {version: 2, date: 2026-02-10, kind: correction, summary: A date.}]\n',
        ),
    ],
    [
      'entries of several lines',
      (text: string) =>
        text.replace(
          / {2}- \{version: 2.*\n/,
          '  - version: 2\n    date: 2026-02-10\n    kind: correction\n    # why\n    summary: A date. # and more\n',
        ),
    ],
  ])('adds an entry to %s and changes nothing else', (_, write) => {
    const root = contentWith((files) => {
      files[FIRST] = write(String(files[FIRST]))
    })
    const before = readFileSync(join(root, FIRST), 'utf8').split('\n')
    const { status } = run(
      root,
      'revision',
      'first-one',
      '--kind',
      'update',
      'It "moved": see below.',
    )
    expect(status).toBe(0)
    expect(problemsIn(root)).toEqual([])
    const after = readFileSync(join(root, FIRST), 'utf8').split('\n')
    const added = after.filter((line) => !before.includes(line))
    expect(added.join('\n')).toMatch(
      /version: 3, date: [\d-]{10}, kind: update, summary: "It \\"moved\\": see below\."/,
    )
    expect(added.length).toBeLessThanOrEqual(3)
  })

  it.each([
    [['revision', 'first-one', 'why'], /kind of the revision is missing/],
    [['revision', 'first-one', '--kind', 'publication', 'why'], /no kind of revision/],
    [['revision', 'first-one', '--kind', 'update'], /What changed is missing/],
    [
      ['revision', 'nothing', '--kind', 'update', 'why'],
      /There is no content\/advisories\/nothing/,
    ],
  ])('refuses %j', (args, said) => {
    const { status, stderr } = run(contentWith(), ...args)
    expect(status).toBe(1)
    expect(stderr).toMatch(said)
    expect(stderr).toMatch(/Cure: /)
  })

  it('refuses a revision of a draft', () => {
    const root = contentWith((files) => change(files, SECOND, 'status: current', 'status: draft'))
    expect(run(root, 'revision', 'second-one', '--kind', 'update', 'why')).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/is a draft\. Cure: /),
    })
  })
})
