import { describe, expect, it } from 'vitest'
import type { Manifest, PublishedAnswer } from '#server/manifest'
import { measureBudgets } from './budgets.ts'

const answer = (kind: PublishedAnswer['class'], br: number, file = ''): PublishedAnswer => ({
  class: kind,
  status: 200,
  headers: {},
  sha256: '',
  encodings: { identity: { file, bytes: br * 4 }, br: { file: `${file}.br`, bytes: br } },
})

const pages: Record<string, string> = {
  index: '<link rel="stylesheet" href="/a.css">',
  advisory: '<link rel="stylesheet" href="/a.css"><script src="/one.js"></script>',
  signs: '<p>long',
  search: '<link rel="stylesheet" href="/a.css"><script src="/search/search-A.js"></script>',
  form: '<link rel="preload" as="script" href="/one.js"><script src="/one.js"></script>',
}

const manifest: Manifest = {
  format: 1,
  siteUrl: '',
  retentionDays: 14,
  inboxes: {},
  notFound: '/404',
  answers: {
    '/': answer('reading', 14_000, 'index'),
    '/advisories/x': answer('reading', 100, 'advisory'),
    '/signs': answer('reading', 40_001, 'signs'),
    '/report': answer('form', 5_000, 'form'),
    '/search': answer('search', 3_000, 'search'),
    '/search/search-A.js': answer('asset', 8_000),
    '/search/index-A.json': answer('asset', 50_000),
    '/a.css': answer('asset', 601),
    '/one.js': answer('asset', 100_000),
    '/seal/worker.js': answer('worker', 70_000),
    // The worker loads the one for those who come back, the other for those who want to.
    '/seal/conversation-A.js': answer('worker', 30_000),
    '/seal/make-follow-up.browser-A.js': answer('worker', 5_000),
    '/follow-up': answer('form', 5_000, 'form'),
  },
}

const over = async () =>
  (await measureBudgets(manifest, async ({ encodings }) => pages[encodings.identity.file] ?? ''))
    .filter(({ measured, limit }) => measured > limit)
    .map(({ what, measured, unit }) => `${what} ${measured} ${unit}`)

describe('the byte budgets', () => {
  it('count a page with its style sheet, and every request and script of a reading page', async () => {
    expect(await over()).toEqual([
      '/ 14601 bytes',
      '/advisories/x 100701 bytes',
      '/advisories/x 3 requests',
      '/signs 40001 bytes',
      '/search before the first result 61601 bytes',
    ])
  })

  it('count the form once as it opens and once with all it may load', async () => {
    const measured = await measureBudgets(
      manifest,
      async ({ encodings }) => pages[encodings.identity.file] ?? '',
    )
    expect(measured.filter(({ what }) => what.startsWith('/report'))).toMatchObject([
      { measured: 105_000, limit: 175_000 },
      { measured: 180_000, limit: 240_000 },
    ])
    expect(measured.find(({ what }) => what === '/follow-up all in')).toMatchObject({
      measured: 205_000,
    })
  })

  it('fail when a page names what is not published', async () => {
    await expect(
      measureBudgets(manifest, async () => '<link rel="stylesheet" href="/gone.css">'),
    ).rejects.toThrow('/gone.css')
  })
})
