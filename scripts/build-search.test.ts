import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { loadReferenceContent } from '#lib/content/reference-pages'
import { readIndex } from '#lib/search/entries'
import { buildSearch, fittingIndex, pageEntries } from './build-search.ts'

const content = { ...loadReferenceContent(), advisories: [] }
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rhw-search-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

describe('the search page’s build', () => {
  it('writes one script that asks for one index, the same each time', async () => {
    await buildSearch(folder, content, [])
    const files = (await readdir(folder)).sort()
    expect(files).toEqual([
      expect.stringMatching(/^index-\w{10}\.json$/),
      expect.stringMatching(/^search-\w+\.js$/),
    ])
    const [index = '', script = ''] = files
    expect(await readFile(join(folder, script), 'utf8')).toContain(`/search/${index}`)
    await buildSearch(folder, content, [])
    expect((await readdir(folder)).sort()).toEqual(files)
  })

  it('brings nothing that writes HTML, runs text or keeps anything', async () => {
    await buildSearch(folder, content, [])
    const [, script = ''] = (await readdir(folder)).sort()
    expect(await readFile(join(folder, script), 'utf8')).not.toMatch(
      /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|localStorage|sessionStorage|cookie|https?:/,
    )
  })

  it('adds each page once, by what it says of itself, but not what is found by its parts', () => {
    const page = (address: string, canonical = address) => ({
      address,
      html: `<title>T</title><meta name="description" content="Who runs it."><link rel="canonical" href="https://example.org${canonical}"><meta property="og:title" content="About">`,
    })
    const pages = [
      page('/about'),
      page('/again', '/about'),
      ...['/search', '/advisories/a', '/for/b', '/signs/c', '/timeline/d'].map((one) => page(one)),
      page('/signs'),
    ]
    expect(pageEntries(pages)).toEqual([
      { kind: 'page', address: '/about', title: 'About', within: '/about', text: 'Who runs it.' },
      { kind: 'page', address: '/signs', title: 'About', within: '/signs', text: 'Who runs it.' },
    ])
  })

  it('shortens texts until the index fits, and keeps every entry', () => {
    const whole = fittingIndex(content, [], Number.POSITIVE_INFINITY)
    const limit = brotliCompressSync(whole).byteLength - 1
    const less = fittingIndex(content, [], limit)
    expect(brotliCompressSync(less).byteLength).toBeLessThanOrEqual(limit)
    expect(readIndex(JSON.parse(less))).toHaveLength(readIndex(JSON.parse(whole)).length)
  })
})
