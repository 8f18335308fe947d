// Every page of the sitemap in a real browser: links lead somewhere, nothing is barred to anybody,
// no script and no inline style slipped in, and nothing is cut off on a narrow screen.
import AxeBuilder from '@axe-core/playwright'
import { type APIRequestContext, expect, type Page, test } from '@playwright/test'
import { publishedAdvisories } from '#lib/content/advisories'
import { loadSite } from '#lib/content/data'
import { loadPageAddresses } from '#lib/content/reference-pages'
import { publications } from '#lib/publishing/publications'

const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
/** The form pages run React and have tests of their own. */
const FORMS: readonly string[] = ['/report', '/follow-up']
/** Reading pages in all but their one script. */
const SCRIPTED: readonly string[] = ['/search', '/receipt']

const advisories = publishedAdvisories()
const sitemap =
  publications({
    siteUrl: 'http://localhost',
    pages: loadPageAddresses(),
    advisories,
    site: loadSite(),
  }).find(({ path }) => path === '/sitemap.xml')?.body ?? ''
const pages = [
  ...[...sitemap.matchAll(/<loc>([^<]*)<\/loc>/g)].map((match) => new URL(match[1] ?? '').pathname),
  ...advisories.flatMap(({ address }) => (address ? [address] : [])),
]
const readingPages = pages.filter((path) => !FORMS.includes(path))

test('the site publishes the pages that its sitemap names', async ({ request }) => {
  const answer = await request.get('/sitemap.xml')
  expect(answer.status()).toBe(200)
  const published = [...(await answer.text()).matchAll(/<loc>([^<]*)<\/loc>/g)].map(
    (match) => new URL(match[1] ?? '').pathname,
  )
  expect(published).toEqual(pages.slice(0, published.length))
})

for (const path of pages) {
  test(`every link on ${path} leads to a page and a place that exist`, async ({
    page,
    request,
  }) => {
    await page.goto(path)
    const links = await page
      .locator('a[href]')
      .evaluateAll((found) => found.map((link) => link.getAttribute('href') ?? ''))
    expect(links.length).toBeGreaterThan(0)
    for (const href of new Set(links)) await expectToLead(page, request, path, href)
  })
}

for (const path of readingPages) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`${path} bars nobody (axe, ${colorScheme})`, async ({ page }) => {
      await page.emulateMedia({ colorScheme })
      await page.goto(path)
      for (const width of [320, 1280]) {
        await page.setViewportSize({ width, height: 800 })
        const { violations } = await new AxeBuilder({ page }).withTags(WCAG).analyze()
        expect(violations, `${width} px wide`).toEqual([])
      }
    })
  }

  test(`${path} holds no script but structured data, no inline style, no unique id twice`, async ({
    request,
  }) => {
    const whole = await (await request.get(path)).text()
    const own = new RegExp(`<script type="module" src="${path}/[\\w-]+\\.js"></script>`)
    const html = SCRIPTED.includes(path) ? whole.replace(own, '') : whole
    expect(html.replace(/<script type="application\/ld\+json">[^<]*<\/script>/g, '')).not.toMatch(
      /<script|\sstyle=|<style|\son[a-z]+=|javascript:/i,
    )
    const ids = [...html.matchAll(/\sid="([^"]*)"/g)].map((match) => match[1])
    expect(ids).toEqual([...new Set(ids)])
  })

  test(`${path} fits a screen 320 px wide`, async ({ page }) => {
    await page.setViewportSize({ width: 320, height: 640 })
    await page.goto(path)
    const beyond = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    )
    expect(beyond).toBe(0)
  })
}

for (const { slug, status, title } of advisories) {
  test(`${slug} shows its tables whole on a phone`, async ({ page }) => {
    await page.setViewportSize({ width: 375, height: 740 })
    await page.goto(`/advisories/${slug}`)
    const beyond = await page
      .locator('.table')
      .evaluateAll((tables) => tables.map((table) => table.scrollWidth - table.clientWidth))
    expect(beyond.filter((pixels) => pixels > 0)).toEqual([])
  })

  test(`${slug} shows the status that its editors gave it`, async ({ page }) => {
    await page.goto(`/advisories/${slug}`)
    await expect(page.locator('h1')).toHaveText(title)
    await expect(page.locator('.status')).toContainText(new RegExp(status, 'i'))
    await expect(page.locator('.banner')).toHaveCount(status === 'current' ? 0 : 1)
  })

  test(`${slug} leads from each citation to its source and back`, async ({ page }) => {
    await page.goto(`/advisories/${slug}`)
    const citation = page.locator('sup a').first()
    const id = await citation.getAttribute('id')
    await citation.click()
    await expect(page.locator('.sources li:target')).toHaveCount(1)
    await page.locator(`.sources li:target .back a[href="#${id}"]`).click()
    await expect(page.locator('sup a:target')).toHaveAttribute('id', id ?? '')
  })
}

test('the first screen of a phone says what this is, whom it concerns and what to do', async ({
  page,
}) => {
  await page.setViewportSize({ width: 375, height: 740 })
  await page.goto('/')
  for (const part of [
    page.locator('h1'),
    page.getByRole('link', { name: 'do this first' }),
    page.locator('main').getByRole('link', { name: 'Send us a tip' }),
    page.getByRole('navigation', { name: 'Does it concern me?' }),
  ])
    await expect(part).toBeInViewport({ ratio: 1 })
})

test('the words of a button are seen in forced colours', async ({ page }) => {
  await page.emulateMedia({ forcedColors: 'active' })
  await page.goto('/')
  const button = page.locator('main').getByRole('link', { name: 'Send us a tip' })
  // A browser that adjusts the button lays a plate behind its words, in the very colour of the words.
  await expect(button).toHaveCSS('forced-color-adjust', 'none')
})

test('the front page says up to when its facts were checked', async ({ page }) => {
  await page.goto('/')
  await expect(page.getByText(/^Facts checked to \w+ \d{4}\.$/)).toBeVisible()
})

test('an unknown address is answered by the 404 page, with ways on', async ({ page }) => {
  const answer = await page.goto('/no-such-page')
  expect(answer?.status()).toBe(404)
  await expect(page.locator('h1')).toHaveText('There is no page here')
  await expect(page.locator('main a')).toHaveCount(3)
})

test('the Atom feed is well-formed and has an entry for each advisory', async ({
  page,
  request,
}) => {
  const feed = await (await request.get('/feed.xml')).text()
  await page.goto('/')
  const entries = await page.evaluate((xml) => {
    const document = new DOMParser().parseFromString(xml, 'application/xml')
    if (document.querySelector('parsererror')) return document.documentElement.outerHTML
    return [...document.querySelectorAll('entry > title')].length
  }, feed)
  expect(entries).toBe(advisories.length)
})

test('a printed advisory shows addresses and no navigation', async ({ page }) => {
  await page.goto(`/advisories/${advisories[0]?.slug}`)
  await page.emulateMedia({ media: 'print' })
  await expect(page.getByRole('navigation')).toHaveCount(0)
  const written = await page
    .locator('.sources a[href^="http"]')
    .first()
    .evaluate((link) => getComputedStyle(link, '::after').content)
  expect(written).toContain('http')
})

async function expectToLead(
  page: Page,
  request: APIRequestContext,
  from: string,
  href: string,
): Promise<void> {
  // Places outside are checked by editors: tests reach no network.
  if (/^(https?|mailto):/.test(href)) return
  const target = new URL(href, new URL(from, page.url()))
  const answer = await request.get(target.pathname)
  expect(answer.status(), `${from} links to ${href}`).toBe(200)
  if (target.hash === '') return
  const id = decodeURIComponent(target.hash.slice(1))
  expect(await answer.text(), `${from} links to ${href}`).toContain(`id="${id}"`)
}
