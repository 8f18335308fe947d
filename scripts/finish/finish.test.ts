import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliDecompressSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { finish } from './finish.ts'

const shell = (body: string, head = '') =>
  `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"/><title>T</title>${head}</head><body>${body}</body></html>`
const NEXT_SCRIPTS =
  '<script src="/_next/static/chunks/app.js" async=""></script><script>self.__next_f=[]</script>'

let root: string

async function put(path: string, text: string) {
  await mkdir(join(root, path, '..'), { recursive: true })
  await writeFile(join(root, path), text)
}

/** A small `.next` with a reading page, a form page and the 404 page. */
async function build(pages: Record<string, string> = {}) {
  const all: Record<string, string> = {
    '/en': shell(
      `<p class="x">Hello<!-- --> you</p><div hidden=""><!--$--><!--/$--></div>${NEXT_SCRIPTS}`,
      '<link rel="stylesheet" href="/_next/static/chunks/style.css"/><link rel="preload" as="script" href="/_next/static/chunks/app.js"/>',
    ),
    '/en/report': shell(`<form></form>${NEXT_SCRIPTS}`),
    '/_not-found': shell(`<p>Nothing here</p>${NEXT_SCRIPTS}`),
    '/_global-error': shell('<p style="a:b">Only for Next</p>'),
    ...pages,
  }
  for (const [path, html] of Object.entries(all)) await put(`next/server/app${path}.html`, html)
  await put(
    'next/prerender-manifest.json',
    JSON.stringify({
      routes: Object.fromEntries(Object.keys(all).map((path) => [path, { srcRoute: '/[lang]' }])),
    }),
  )
  await put('next/app-path-routes-manifest.json', '{"/[lang]/page":"/[lang]"}')
  await put('next/static/chunks/app.js', 'later()'.repeat(50))
  await put('next/static/chunks/unused.js', 'unused()')
  await put('next/static/chunks/style.css', 'body{color:red}'.repeat(20))
  await put('public/robots.txt', 'User-agent: *\n')
  await put('seal/worker.js', 'postMessage(1)'.repeat(20))
  await put('form/tip-form-ABC.js', 'hydrate(1)'.repeat(20))
  await put('follow-up/follow-up-ABC.js', 'hydrate(2)'.repeat(20))
  await put('search/search-ABC.js', 'find(1)'.repeat(20))
  await put('search/index-ABC.json', '[]')
  await put('receipt/receipt-ABC.js', 'verify(1)'.repeat(20))
  await put('opener/opener.html', shell('<p>Open'))
}

const run = (siteUrl = 'http://localhost:3000', preview = false) =>
  finish({
    next: join(root, 'next'),
    publicDir: join(root, 'public'),
    sealDir: join(root, 'seal'),
    formDir: join(root, 'form'),
    followUpDir: join(root, 'follow-up'),
    searchDir: join(root, 'search'),
    plainDir: join(root, 'plain'),
    receiptDir: join(root, 'receipt'),
    openerDir: join(root, 'opener'),
    publications: [
      { path: '/feed.xml', contentType: 'application/atom+xml', body: '<feed/>' },
      {
        path: '/.well-known/openpgpkey/hu/abc',
        contentType: 'application/octet-stream',
        body: Buffer.from([0x99, 0x00, 0xff]),
      },
    ],
    siteUrl,
    preview,
    retentionDays: 14,
    transports: ['resend', 'maildir'],
    inboxes: [{ id: 'desk', certificates: [{ fingerprint: 'ab'.repeat(20) }] }],
    inboxesSha256: 'cd'.repeat(32),
    dist: join(root, 'dist'),
  })

const published = (file: string) => readFile(join(root, 'dist/site', file), 'utf8')

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'rhw-finish-'))
})
afterEach(() => rm(root, { recursive: true, force: true }))

describe('finishing a build', () => {
  it('takes every script and React mark out of a reading page', async () => {
    await build()
    await run()
    const page = await published('index.html')
    expect(page).toContain('<p class="x">Hello you</p>')
    expect(page).not.toMatch(/<script|<!--|as="script"|hidden/)
  })

  it('tells search engines to stay away from every answer of a preview, and of nothing else', async () => {
    await build()
    const robots = ({ answers }: Awaited<ReturnType<typeof run>>) =>
      new Set(Object.values(answers).map(({ headers }) => headers['x-robots-tag']))
    const [shown, preview] = [await run(), await run('http://localhost:3000', true)]
    expect([...robots(shown)]).toEqual([undefined])
    expect([...robots(preview)]).toEqual(['noindex, nofollow'])
    expect([shown.preview, preview.preview]).toEqual([undefined, true])
  })

  it('says nothing twice to sites that show links', async () => {
    const metas = ['twitter:card', 'twitter:title', 'og:title'].map(
      (name) => `<meta name="${name}" content="T"/>`,
    )
    await build({ '/en/about': shell('<p>a</p>', metas.join('')) })
    await run()
    const page = await published('about.html')
    expect(page).toContain('name="twitter:card"')
    expect(page).toContain('og:title')
    expect(page).not.toContain('twitter:title')
  })

  it('keeps JSON-LD on a reading page', async () => {
    const data = '<script type="application/ld+json">{"name":"\\u003cb>"}</script>'
    await build({ '/en/about': shell(`<p>a</p>${data}${NEXT_SCRIPTS}`) })
    await run()
    expect(await published('about.html')).toContain(data)
  })

  it('puts the form’s one bundle in the place of Next’s scripts, and lets no other run', async () => {
    const data = '<script type="application/json" id="d">{"a":"\\u003c/script>"}</script>'
    await build({
      '/en/report': shell(
        `<form>Hello<!-- --> you</form>${data}${NEXT_SCRIPTS}`,
        '<link rel="preload" as="script" href="/_next/static/chunks/app.js"/>',
      ),
    })
    const { answers } = await run()
    const page = await published('report.html')
    expect(page).toContain(`<form>Hello<!-- --> you</form>${data}</body>`)
    expect(page.match(/<script(?! type="application\/json")[^>]*>/g)).toEqual([
      '<script type="module" src="/form/tip-form-ABC.js">',
    ])
    expect(page).not.toContain('_next')
    expect(answers['/form/tip-form-ABC.js']?.class).toBe('asset')
    const policy = answers['/report']?.headers['content-security-policy']
    expect(policy).toContain("; script-src 'self'; ")
  })

  it('gives the search page its one script, and is else strict as with a reading page', async () => {
    await build({
      '/en/search': shell(`<form action="/search">Hello<!-- --> you</form>${NEXT_SCRIPTS}`),
    })
    const { answers } = await run()
    const page = await published('search.html')
    expect(page).toContain('<form action="/search">Hello you</form>')
    expect(page.match(/<script[^>]*>/g)).toEqual([
      '<script type="module" src="/search/search-ABC.js">',
    ])
    expect(answers['/search']?.class).toBe('search')
    expect(answers['/search']?.headers['content-security-policy']).toContain(
      "; script-src 'self'; ",
    )
    expect(answers['/search/index-ABC.json']?.class).toBe('asset')
    await build({ '/en/search': shell('<p style="a:b">x</p>') })
    await expect(run()).rejects.toThrow('style="a:b"')
  })

  it('refuses a build whose search page has no script', async () => {
    await build()
    await rm(join(root, 'search/search-ABC.js'))
    await expect(run()).rejects.toThrow('run scripts/build-search.ts')
  })

  it('refuses a build whose form has no bundle', async () => {
    await build()
    await rm(join(root, 'form/tip-form-ABC.js'))
    await expect(run()).rejects.toThrow('run scripts/build-form.ts')
  })

  it.each([
    ['a template', '<template id="B:0"></template>', '<template> is left'],
    ['a streamed part', '<p>$RC("B:0")</p>', '$RC( is left'],
    ['a style attribute', '<p style="color:red">x</p>', 'style="color:red"'],
    ['a style attribute in noscript', '<noscript><p style="a:b">x</p></noscript>', 'style="a:b"'],
    ['an inline style sheet', '<style>p{}</style>', '<style> is not allowed'],
    ['an event handler', '<p onclick="go()">x</p>', 'onclick="go()"'],
    ['a script address', '<a href=" javascript:go()">x</a>', 'a script address'],
    ['an image of another site', '<img src="https://example.com/a.png" alt="">', 'only our own'],
    ['a frame', '<iframe src="/a"></iframe>', '<iframe> is not allowed'],
    [
      'unescaped JSON-LD',
      '<script type="application/ld+json">{"a":"<b>"}</script>',
      'unescaped "<"',
    ],
    ['an SVG script', '<svg><script>go()</script></svg>', undefined],
  ])('never publishes a reading page with %s', async (_what, body, problem) => {
    await build({ '/en/about': shell(body) })
    if (problem) {
      await expect(run()).rejects.toThrow(problem)
      await expect(run()).rejects.toThrow('/about')
    } else {
      await run()
      expect(await published('about.html')).not.toContain('go()')
    }
  })

  it('refuses a style attribute on the form as well', async () => {
    await build({ '/en/report': shell('<form style="a:b"></form>') })
    await expect(run()).rejects.toThrow('style="a:b"')
  })

  it('refuses a page that was not prerendered', async () => {
    await build()
    await put('next/app-path-routes-manifest.json', '{"/[lang]/live/page":"/[lang]/live"}')
    await expect(run()).rejects.toThrow('app/[lang]/live/page.tsx was not prerendered')
  })

  it('copies the style sheets that pages name with their fonts, and nothing else of Next', async () => {
    await build()
    await put('next/static/chunks/style.css', '@font-face{src:url(../media/serif.woff2)}')
    await put('next/static/media/serif.woff2', 'font')
    const { answers } = await run()
    const assets = Object.keys(answers).filter((address) => address.startsWith('/_next/'))
    expect(assets).toEqual(['/_next/static/chunks/style.css', '/_next/static/media/serif.woff2'])
  })

  it('publishes the 404 page, public files, the worker and publications at their addresses', async () => {
    await build()
    const { answers, notFound, inboxes } = await run()
    expect(answers[notFound]?.status).toBe(404)
    expect(Object.keys(answers)).not.toContain('/_global-error')
    expect(Object.entries(answers).map(([address, answer]) => [address, answer.class])).toEqual(
      expect.arrayContaining([
        ['/robots.txt', 'download'],
        ['/seal/worker.js', 'worker'],
        ['/feed.xml', 'download'],
      ]),
    )
    expect(inboxes).toEqual({ desk: ['ab'.repeat(20)] })
  })

  it('publishes certificates byte for byte, for programs on other sites as well', async () => {
    await build()
    const { answers } = await run()
    const answer = answers['/.well-known/openpgpkey/hu/abc']
    expect(answer?.headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
    })
    const file = join(root, 'dist/site', answer?.encodings.identity.file ?? '')
    expect([...(await readFile(file))]).toEqual([0x99, 0x00, 0xff])
  })

  it('stores brotli bytes that decode to the page', async () => {
    await build()
    const { answers } = await run()
    const file = answers['/seal/worker.js']?.encodings.br?.file ?? ''
    const bytes = await readFile(join(root, 'dist/site', file))
    expect(brotliDecompressSync(bytes).toString()).toBe(await published('seal/worker.js'))
  })

  it('asks browsers for https only when the site is built for https', async () => {
    await build()
    const plain = await run()
    const secure = await run('https://example.org')
    expect(plain.answers['/']?.headers['strict-transport-security']).toBeUndefined()
    expect(secure.answers['/']?.headers['strict-transport-security']).toMatch(/max-age=\d+/)
  })

  it('refuses a link that leads nowhere', async () => {
    await build({ '/en/about': shell('<a href="/nothing">x</a>') })
    await expect(run()).rejects.toThrow('/about names /nothing')
  })

  it('refuses two files for one address', async () => {
    await build()
    await put('public/feed.xml', '<other/>')
    await expect(run()).rejects.toThrow('Two files want the address /feed.xml')
  })
})
