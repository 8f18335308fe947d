import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type APIResponse, expect, test } from '@playwright/test'
import { parseManifest } from '#server/manifest'

const manifest = parseManifest(
  readFileSync(join(import.meta.dirname, '../dist/manifest.json'), 'utf8'),
)
const addresses = Object.keys(manifest.answers)
const ofClass = (kind: string) =>
  addresses.filter((address) => manifest.answers[address]?.class === kind)
const first = (kind: string) => ofClass(kind)[0] ?? '/'

/** What Node and the negotiation add; everything else is pinned. */
const CHANGING = [
  'connection',
  'content-length',
  'content-encoding',
  'date',
  'etag',
  'keep-alive',
  'vary',
]

function pinned(answer: APIResponse): Record<string, string> {
  return Object.fromEntries(
    Object.entries(answer.headers()).filter(([name]) => !CHANGING.includes(name)),
  )
}

const FEATURES =
  'accelerometer=(), autoplay=(), browsing-topics=(), camera=(), display-capture=(), encrypted-media=(), fullscreen=(), geolocation=(), gyroscope=(), hid=(), idle-detection=(), local-fonts=(), magnetometer=(), microphone=(), midi=(), payment=(), picture-in-picture=(), publickey-credentials-get=(), screen-wake-lock=(), serial=(), usb=(), xr-spatial-tracking=()'

const READING = {
  'cache-control': 'no-cache',
  'content-security-policy':
    "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  'content-type': 'text/html; charset=utf-8',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': FEATURES,
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
}

test('every reading page has exactly the reading headers', async ({ request }) => {
  for (const address of ofClass('reading')) {
    expect(pinned(await request.get(address)), address).toEqual(READING)
  }
})

test('an unknown address has the reading headers too', async ({ request }) => {
  const answer = await request.get('/there/is/nothing')
  expect(answer.status()).toBe(404)
  expect(pinned(answer)).toEqual(READING)
})

test('the form allows scripts by address only, one policy, and no native post', async ({
  request,
}) => {
  const headers = pinned(await request.get('/report'))
  const policy = headers['content-security-policy'] ?? ''
  expect(policy).toBe(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; worker-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types sealing-worker",
  )
  expect({ ...headers, 'content-security-policy': '' }).toEqual({
    ...READING,
    'content-security-policy': '',
    // It keeps the screen on while a tip is sent.
    'permissions-policy': FEATURES.replace('screen-wake-lock=()', 'screen-wake-lock=(self)'),
  })
})

test('the search allows its own script, its own index, and no HTML from text', async ({
  request,
}) => {
  expect(ofClass('search')).toEqual(['/search'])
  expect(pinned(await request.get('/search'))).toEqual({
    ...READING,
    'content-security-policy':
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
  })
})

test('the check of receipts may ask this site, and nothing leaves by a form', async ({
  request,
}) => {
  expect(ofClass('receipt')).toEqual(['/receipt'])
  expect(pinned(await request.get('/receipt'))).toEqual({
    ...READING,
    'content-security-policy':
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
  })
})

test('the sealing worker has a policy of its own', async ({ request }) => {
  expect(pinned(await request.get('/seal/worker.js'))).toEqual({
    'cache-control': 'no-cache',
    'content-security-policy':
      "default-src 'none'; script-src 'self'; connect-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'",
    'content-type': 'text/javascript; charset=utf-8',
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  })
})

test('assets are kept for a year, since their names change with them', async ({ request }) => {
  const headers = pinned(await request.get(first('asset')))
  expect(headers['cache-control']).toBe('public, max-age=31536000, immutable')
  expect(headers['cross-origin-resource-policy']).toBe('same-origin')
  expect(headers['x-content-type-options']).toBe('nosniff')
})

test('downloads may be read by other sites and do nothing when opened', async ({ request }) => {
  const { 'content-type': type, ...headers } = pinned(await request.get('/feed.xml'))
  expect(type).toBe('application/atom+xml; charset=utf-8')
  expect(headers).toEqual({
    'access-control-allow-origin': '*',
    'cache-control': 'no-cache',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
    'cross-origin-resource-policy': 'cross-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  })
})

test('nothing sets a cookie, names its software, or comes from another site', async ({
  page,
  request,
  baseURL,
}) => {
  for (const address of addresses) {
    const headers = (await request.get(address)).headers()
    expect(headers['set-cookie'], address).toBeUndefined()
    expect(headers['x-powered-by'], address).toBeUndefined()
    expect(headers.server, address).toBeUndefined()
  }
  const foreign: string[] = []
  page.on('request', (asked) => {
    const own = asked.url().startsWith(`${baseURL}/`) || asked.url().startsWith('data:')
    if (!own) foreign.push(asked.url())
  })
  for (const address of ['reading', 'search', 'receipt', 'form'].flatMap(ofClass))
    await page.goto(address)
  expect(foreign).toEqual([])
})

test('no page breaks its own policy, and reading pages run no script', async ({ page }) => {
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`${page.url()}: ${message.text()}`)
  })
  page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.message}`))
  for (const address of ['reading', 'search', 'receipt', 'form'].flatMap(ofClass)) {
    if (address === manifest.notFound) continue
    await page.goto(address, { waitUntil: 'networkidle' })
    if (manifest.answers[address]?.class === 'reading') {
      expect(await page.locator('script:not([type="application/ld+json"])').count()).toBe(0)
    }
  }
  expect(complaints).toEqual([])
})

test('security.txt names a contact and a day on which it ends', async ({ request }) => {
  const text = await (await request.get('/.well-known/security.txt')).text()
  expect(text).toMatch(/^Contact: /m)
  const expires = /^Expires: (.+)$/m.exec(text)?.[1] ?? ''
  expect(new Date(expires).getTime()).toBeGreaterThan(Date.now())
})
