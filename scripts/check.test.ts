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
import { LANGUAGES } from '#lib/i18n/languages'
import * as openpgp from '#lib/sealing/openpgp.node'
import { CATEGORIES } from '#lib/tip/questions'
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

async function caught(command: () => number | Promise<number>) {
  const stdout = vi.spyOn(console, 'log').mockImplementation(() => {})
  const stderr = vi.spyOn(console, 'error').mockImplementation(() => {})
  const status = await command()
  const said = {
    status,
    stdout: stdout.mock.calls.join('\n'),
    stderr: stderr.mock.calls.join('\n'),
  }
  vi.restoreAllMocks()
  return said
}

describe('npm run check', () => {
  it('writes the lock, says so, and then is content', async () => {
    const root = contentWith()
    const first = await run(root)
    expect(first).toMatchObject({ status: 0 })
    expect(first.stdout).toMatch(
      /published\.lock\.json updated, commit it: RHW-2026-001 version 2 is new/,
    )
    expect(first.stdout).toMatch(
      /2 advisories \(0 drafts\), 2 sources, .* checked: 0 errors, 0 warnings/,
    )
    expect(await run(root, '--frozen')).toMatchObject({ status: 0 })
  })

  it('fails with --frozen when the lock is not up to date, and writes nothing', async () => {
    const root = contentWith()
    const { status, stderr } = await run(root, '--frozen')
    expect(status).toBe(1)
    expect(stderr).toMatch(
      /^content\/published\.lock\.json:1 {2}lock: .*Cure: Run "npm run check" and commit/,
    )
    expect(existsSync(join(root, LOCK_FILE))).toBe(false)
  })

  it('fails with every mistake and leaves the lock alone', async () => {
    const root = contentWith((files) => {
      change(files, FIRST, 'status: current', 'status: none')
      append(files, '<b>x</b>')
    })
    const { status, stderr } = await run(root)
    expect(status).toBe(1)
    expect(stderr.trim().split('\n')).toHaveLength(2)
    expect(existsSync(join(root, LOCK_FILE))).toBe(false)
  })

  it('prints warnings and passes', async () => {
    const root = contentWith((files) => change(files, FIRST, '2099-01-10', '2026-02-11'))
    const { status, stderr } = await run(root)
    expect(status).toBe(0)
    expect(stderr).toMatch(/en\.mdx:7 {2}warning: nextReview: .*overdue/)
  })

  it('ends its process with the exit code', async () => {
    const cwd = contentWith((files) => append(files, '<b>x</b>'))
    const done = spawnSync(process.execPath, [SCRIPT], { cwd, encoding: 'utf8' })
    expect(done).toMatchObject({ status: 1, stderr: expect.stringMatching(/<b>: HTML/) })
  })

  it('fails when there is nothing to check', async () => {
    const root = contentWith()
    const { status, stderr } = await run(join(root, 'nowhere'))
    expect(status).toBe(1)
    expect(stderr).toMatch(/There is no folder/)
  })

  it('explains itself, and refuses unknown options', async () => {
    expect(await run('/', '--help')).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^Usage/),
    })
    expect(await run('/', '--forzen')).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/Usage/),
    })
  })

  it('passes for what is published, under the lock as committed', async () => {
    const root = join(import.meta.dirname, '..')
    expect(await run(root, '--frozen')).toMatchObject({ status: 0 })
  })
})

describe('the inboxes', () => {
  /** A folder with inboxes, all of one certificate that expires. */
  async function contentWithInboxes(inboxes: Record<string, string>): Promise<string> {
    const { publicKey } = await openpgp.generateKey({
      type: 'ecc',
      curve: 'ed25519Legacy',
      userIDs: [{ email: 'desk@example.org' }],
      keyExpirationTime: 20 * 86_400,
      format: 'armored',
    })
    return contentWith((files) => {
      files['content/inboxes/desk.asc'] = publicKey
      for (const [id, more] of Object.entries(inboxes)) {
        files[`content/inboxes/${id}.yaml`] =
          `name: Desk\naddress: desk@example.org\ncertificates: [desk.asc]\n${more}`
      }
    })
  }

  it('are counted, and warned of', async () => {
    const root = await contentWithInboxes({ desk: '', crypto: 'categories: [theft]\n' })
    const { status, stdout, stderr } = await run(root)
    expect(status).toBe(0)
    expect(stdout).toMatch(/2 inboxes checked: 0 errors, 1 warning$/)
    expect(stderr).toMatch(/^warning: .*desk\.asc: It expires on .*--quick-set-expire/)
  })

  it('fail the check with file, field and cure', async () => {
    const root = await contentWithInboxes({ desk: 'countries: [Korea]\n' })
    const { status, stderr } = await run(root, '--routes')
    expect(status).toBe(1)
    expect(stderr).toMatch(/inboxes\/desk\.yaml: countries\.0: write ISO 3166 codes/)
  })

  it('are shown with --routes: every category in plain words, the default, and each certificate’s end', async () => {
    const root = await contentWithInboxes({
      desk: '',
      crypto: 'categories: [theft]\n',
      korea: 'countries: [KR, JP]\n',
      urgent: 'leavingNow: true\nlanguages: [en]\n',
    })
    const { stdout } = await run(root, '--routes')
    const lines = stdout.split('\n').map((line) => line.replaceAll(/ {2,}/g, ' | '))
    const theft = lines.findIndex((line) => line.startsWith('theft'))
    expect(lines.slice(theft, theft + 2)).toEqual([
      'theft | when data or money is leaving now and the page is in en | urgent',
      ' | else | crypto',
    ])
    const other = lines.findIndex((line) => line.startsWith('other'))
    expect(lines.slice(other, other + 3)).toEqual([
      'other | when data or money is leaving now and the page is in en | urgent',
      ' | when the company is in KR or JP | korea',
      ' | else | desk',
    ])
    for (const category of CATEGORIES) expect(stdout).toMatch(new RegExp(`^${category} `, 'm'))
    expect(stdout).toContain('The default inbox is desk')
    expect(stdout).toContain(`All ${CATEGORIES.length * 3 * LANGUAGES.length * 2} combinations`)
    expect(stdout).toMatch(/^crypto +[0-9A-F]{40} +20\d\d-\d\d-\d\d \(in 19 days\)$/m)
  })

  it('say so when there is only the demonstration', async () => {
    const { stdout } = await run(contentWith(), '--routes')
    expect(stdout).toContain('every tip goes to the demonstration inbox')
  })
})

describe('the lock', () => {
  it('refuses a text changed after publication, until a revision entry is added', async () => {
    const root = contentWith()
    expect((await run(root)).status).toBe(0)
    const path = join(root, FIRST)
    writeFileSync(path, readFileSync(path, 'utf8').replace('Cut the access.', 'Cut all access.'))
    expect(await run(root)).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/revisions: .*without a new revision entry/),
    })
    const args = ['revision', 'first-one', '--kind', 'clarification', 'All access is meant.']
    const added = await caught(() => runNew(args, root))
    expect(added).toMatchObject({ status: 0 })
    expect(await run(root)).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/RHW-2026-001 goes from version 2 to 3/),
    })
  })
})
