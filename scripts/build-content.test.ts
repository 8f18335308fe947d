import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { loadAdvisories, publishedAdvisories } from '#lib/content/advisories'
import {
  append,
  change,
  FIRST,
  type Files,
  SECOND,
  validFiles,
  writeFiles,
} from '#lib/content/content.fixture'

const REPOSITORY = join(import.meta.dirname, '..')
const INDEX = '.contentlayer/generated/Advisory/_index.json'
const roots: string[] = []
afterEach(() => {
  for (const root of roots.splice(0)) rmSync(root, { recursive: true })
})

/** A small repository around the valid content. */
function repositoryWith(edit: (files: Files) => void = () => {}): string {
  const files = validFiles()
  edit(files)
  const root = writeFiles(files)
  roots.push(root)
  for (const name of ['contentlayer.config.ts', 'package.json', 'lib'])
    cpSync(join(REPOSITORY, name), join(root, name), { recursive: true })
  symlinkSync(join(REPOSITORY, 'node_modules'), join(root, 'node_modules'))
  return root
}

function build(root: string, env: Record<string, string> = {}) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(REPOSITORY, 'scripts/build-content.ts')],
    {
      cwd: root,
      encoding: 'utf8',
      // Would send traces to a collector.
      env: { ...process.env, CL_OTEL: '1', ...env },
    },
  )
  return { status, output: stdout + stderr }
}

describe('the content step of the build', { timeout: 180_000 }, () => {
  it('keeps an embargoed advisory a draft until its minute', () => {
    const root = repositoryWith((files) =>
      change(files, SECOND, 'status: current', 'status: current\npublishAt: 2026-01-11T09:00Z'),
    )
    const at = (BUILD_TIME: string) => {
      expect(build(root, { BUILD_TIME })).toMatchObject({ status: 0 })
      return publishedAdvisories(root).map(({ slug }) => slug)
    }
    // Nothing may lead to it before.
    for (const [file, from] of [
      [FIRST, /related: .*\n/],
      [FIRST, /\[the second one\][^ ]+ or /],
    ] as const) {
      const path = join(root, file)
      writeFileSync(path, readFileSync(path, 'utf8').replace(from, ''))
    }
    const figures = join(root, 'content/data/figures.yaml')
    writeFileSync(figures, readFileSync(figures, 'utf8').replace(/, link: [^}]+/, ''))
    expect(at('2026-01-11T08:59Z')).toEqual(['first-one'])
    expect(loadAdvisories(root)).toHaveLength(2)
    expect(at('2026-01-11T09:00Z')).toEqual(['second-one', 'first-one'])
  })

  it('gives every advisory as a typed value, newest first, drafts apart', () => {
    const root = repositoryWith((files) => {
      change(files, FIRST, 'status: current', 'status: draft')
      change(files, 'content/data/figures.yaml', '#what-we-know', '')
    })
    expect(build(root)).toMatchObject({ status: 0 })
    expect(loadAdvisories(root).map(({ slug }) => slug)).toEqual(['second-one', 'first-one'])
    expect(publishedAdvisories(root).map(({ slug }) => slug)).toEqual(['second-one'])
    const first = loadAdvisories(root)[1]
    expect(first).toMatchObject({
      lang: 'en',
      published: '2026-01-10',
      revised: '2026-02-10',
      nextReview: '2099-01-10',
      revisions: [{ date: '2026-01-10' }, { date: '2026-02-10' }],
      exceptions: [],
      headings: [
        { depth: 2, text: 'The charges', id: 'the-charges' },
        { depth: 3, text: 'Details', id: 'details' },
      ],
      citations: [
        { number: 1, source: 'court-2024' },
        { number: 2, source: 'firm-2025' },
      ],
    })
    expect(first?.body.raw).toMatch(/^\n<NeedToKnow>/)
    expect(first?.body.code).toMatch(/id:"the-charges"/)
  })

  it('gives the same bytes again, without any path of the machine', () => {
    const [one, two] = [repositoryWith(), repositoryWith()]
    expect([build(one).status, build(two).status]).toEqual([0, 0])
    const text = JSON.stringify(loadAdvisories(one))
    expect(text).toBe(JSON.stringify(loadAdvisories(two)))
    expect(text).not.toContain(one)
    expect(text).not.toContain(REPOSITORY)
  })

  it('stops at a mistake before anything is compiled', () => {
    const root = repositoryWith((files) => append(files, '{process.exit(0)}'))
    const { status, output } = build(root)
    expect(status).toBe(1)
    expect(output).toMatch(/first-one\/en\.mdx:68 {2}expression: .*Cure: /)
    expect(existsSync(join(root, INDEX))).toBe(false)
  })

  it('does not write the lock', () => {
    const root = repositoryWith()
    expect(build(root).status).toBe(0)
    expect(existsSync(join(root, 'content/published.lock.json'))).toBe(false)
  })

  it('fails when fewer advisories come out than went in', () => {
    const root = repositoryWith()
    const config = join(root, 'contentlayer.config.ts')
    const text = readFileSync(config, 'utf8')
    writeFileSync(
      config,
      text.replace('documentTypes:', "contentDirExclude: ['second-one'],\n  documentTypes:"),
    )
    const { status, output } = build(root)
    expect(status).toBe(1)
    expect(output).toMatch(/2 advisories went in, but 1 came out/)
  })

  it('has a compiler that refuses code by itself', () => {
    const root = repositoryWith((files) => append(files, 'A {1} in text.', SECOND))
    const cli = 'node_modules/contentlayer2/bin/cli.cjs'
    const { status, stdout, stderr } = spawnSync(process.execPath, [cli, 'build'], {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, PWD: root },
    })
    expect(status).toBe(1)
    expect(stdout + stderr).toMatch(/Text in braces/)
  })
})
