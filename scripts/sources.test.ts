import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { checkContent } from '#lib/content/check'
import { validFiles, writeFiles } from '#lib/content/content.fixture'
import { formatProblem } from '#lib/content/problem'
import { runSources } from './sources.ts'

const FILE = 'content/data/sources.yaml'
const roots: string[] = []
afterEach(() => {
  vi.restoreAllMocks()
  for (const root of roots.splice(0)) rmSync(root, { recursive: true })
})

function run(...args: string[]) {
  const root = writeFiles(validFiles())
  roots.push(root)
  const out = vi.spyOn(console, 'log').mockImplementation(() => {})
  const err = vi.spyOn(console, 'error').mockImplementation(() => {})
  const status = runSources(args, root)
  const text = readFileSync(join(root, FILE), 'utf8')
  return { root, status, text, out: out.mock.calls.join('\n'), err: err.mock.calls.join('\n') }
}

describe('npm run sources -- add', () => {
  it('adds a record below the others, guessed from the address, and says where', () => {
    const { text, out, status } = run(
      'add',
      'https://www.treasury.gov/news/2025/01/16/sanctions-on-a-ring',
    )
    expect(status).toBe(0)
    const lines = text.split('\n')
    const at = lines.findIndex((line) =>
      line.startsWith('- id: treasury-sanctions-ring-2025-01-16'),
    )
    expect(lines.slice(at + 1, at + 6)).toEqual([
      "  publisher: 'treasury.gov'",
      expect.stringMatching(/^ {2}title: '' # /),
      expect.stringMatching(/^ {2}date: '2025-01-16' # /),
      '  url: https://www.treasury.gov/news/2025/01/16/sanctions-on-a-ring',
      expect.stringMatching(/^ {2}strength: official # /),
    ])
    expect(out).toContain(`${FILE}:${at + 1} `)
  })

  it('leaves what it cannot know to the check, which names file, line and cure', () => {
    const { root } = run('add', 'https://example.net/report')
    const { problems } = checkContent({
      contentDir: join(root, 'content'),
      languages: ['en'],
      now: '2026-03-01T00:00Z',
    })
    const said = problems.map(formatProblem)
    for (const field of ['title', 'date', 'strength'])
      expect(said).toContainEqual(
        expect.stringMatching(new RegExp(`sources\\.yaml:\\d+ {2}\\[2\\]\\.${field}: .*Cure: `)),
      )
  })

  it('takes publisher and strength from a source of the same site', () => {
    const { text } = run('add', 'https://example.com/other-count')
    expect(text).toMatch(/- id: example-other-count\n {2}publisher: 'Example Research'/)
    expect(text).toMatch(/strength: company # .*\n$/)
  })

  it('refuses an address that stands already, and one that is none, with the cure', () => {
    expect(run('add', 'https://example.gov/case')).toMatchObject({
      status: 1,
      err: 'The address stands already, as court-2024. Cure: Cite <Cite source="court-2024" />.',
    })
    const plain = run('add', 'http://example.gov/other')
    expect(plain).toMatchObject({
      status: 1,
      err: expect.stringMatching(/not a whole https.*Cure:/),
    })
    expect(plain.text).toBe(validFiles()[FILE])
  })
})

describe('npm run sources -- where', () => {
  it('lists every line of advisories and data that names the source', () => {
    const { status, out } = run('where', 'court-2024')
    expect(status).toBe(0)
    expect(out).toMatch(/content\/advisories\/first-one\/en\.mdx:\d+ {2}- One line\.<Cite/)
    expect(out).toMatch(/content\/data\/timeline\.yaml:7 {2}sources: \[court-2024\]/)
    expect(out).not.toMatch(/sources\.yaml/)
  })

  it('says what an unknown id may mean', () => {
    expect(run('where', 'court-2025')).toMatchObject({
      status: 1,
      err: 'There is no source "court-2025". Cure: Did you mean court-2024?',
    })
  })

  it('explains itself', () => {
    expect(run('list')).toMatchObject({ status: 2, err: expect.stringMatching(/^Usage/) })
    expect(run('--help')).toMatchObject({ status: 0, out: expect.stringMatching(/^Usage/) })
  })
})
