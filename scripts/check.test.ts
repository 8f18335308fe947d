import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import {
  append,
  change,
  FIRST,
  type Files,
  validFiles,
  writeFiles,
} from '#lib/content/content.fixture'
import { LOCK_FILE } from '#lib/content/lock'
import { runCheck } from './check.ts'
import { runNew } from './new.ts'

const SCRIPT = join(import.meta.dirname, 'check.ts')
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

/** Runs the command on the content under `root`, in this process; what it prints is caught. */
function run(root: string, ...args: string[]) {
  return caught(() => runCheck(['--content', join(root, 'content'), ...args]))
}

function caught(command: () => number) {
  const stdout = vi.spyOn(console, 'log').mockImplementation(() => {})
  const stderr = vi.spyOn(console, 'error').mockImplementation(() => {})
  const status = command()
  const said = {
    status,
    stdout: stdout.mock.calls.join('\n'),
    stderr: stderr.mock.calls.join('\n'),
  }
  vi.restoreAllMocks()
  return said
}

describe('npm run check', () => {
  it('writes the lock, says so, and then is content', () => {
    const root = contentWith()
    const first = run(root)
    expect(first).toMatchObject({ status: 0 })
    expect(first.stdout).toMatch(
      /published\.lock\.json updated, commit it: RHW-2026-001 version 2 is new/,
    )
    expect(first.stdout).toMatch(
      /2 advisories \(0 drafts\), 2 sources, .* checked: 0 errors, 0 warnings/,
    )
    expect(run(root, '--frozen')).toMatchObject({ status: 0 })
  })

  it('fails with --frozen when the lock is not up to date, and writes nothing', () => {
    const root = contentWith()
    const { status, stderr } = run(root, '--frozen')
    expect(status).toBe(1)
    expect(stderr).toMatch(
      /^content\/published\.lock\.json:1 {2}lock: .*Cure: Run "npm run check" and commit/,
    )
    expect(existsSync(join(root, LOCK_FILE))).toBe(false)
  })

  it('fails with every mistake and leaves the lock alone', () => {
    const root = contentWith((files) => {
      change(files, FIRST, 'status: current', 'status: none')
      append(files, '<b>x</b>')
    })
    const { status, stderr } = run(root)
    expect(status).toBe(1)
    expect(stderr.trim().split('\n')).toHaveLength(2)
    expect(existsSync(join(root, LOCK_FILE))).toBe(false)
  })

  it('prints warnings and passes', () => {
    const root = contentWith((files) => change(files, FIRST, '2099-01-10', '2026-02-11'))
    const { status, stderr } = run(root)
    expect(status).toBe(0)
    expect(stderr).toMatch(/en\.mdx:7 {2}warning: nextReview: .*overdue/)
  })

  it('ends its process with the exit code', () => {
    const cwd = contentWith((files) => append(files, '<b>x</b>'))
    const done = spawnSync(process.execPath, [SCRIPT], { cwd, encoding: 'utf8' })
    expect(done).toMatchObject({ status: 1, stderr: expect.stringMatching(/<b>: HTML/) })
  })

  it('fails when there is nothing to check', () => {
    const root = contentWith()
    const { status, stderr } = run(join(root, 'nowhere'))
    expect(status).toBe(1)
    expect(stderr).toMatch(/There is no folder/)
  })

  it('explains itself, and refuses unknown options', () => {
    expect(run('/', '--help')).toMatchObject({ status: 0, stdout: expect.stringMatching(/^Usage/) })
    expect(run('/', '--forzen')).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/Usage/),
    })
  })

  it('passes for what is published, under the lock as committed', () => {
    const root = join(import.meta.dirname, '..')
    expect(run(root, '--frozen')).toMatchObject({ status: 0 })
  })
})

describe('the lock', () => {
  it('refuses a text changed after publication, until a revision entry is added', () => {
    const root = contentWith()
    expect(run(root).status).toBe(0)
    const path = join(root, FIRST)
    writeFileSync(path, readFileSync(path, 'utf8').replace('Cut the access.', 'Cut all access.'))
    expect(run(root)).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/revisions: .*without a new revision entry/),
    })
    const args = ['revision', 'first-one', '--kind', 'clarification', 'All access is meant.']
    const added = caught(() => runNew(args, root))
    expect(added).toMatchObject({ status: 0 })
    expect(run(root)).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/RHW-2026-001 goes from version 2 to 3/),
    })
  })
})
