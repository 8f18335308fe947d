// The search page in a browser: it finds, marks and leads on, in three languages and without a script,
// and what is typed goes nowhere.
import { expect, type Page, test } from '@playwright/test'
import { publishedAdvisories } from '#lib/content/advisories'
import { type SearchEntry, writeIndex } from '#lib/search/entries'
import { expectAccessible } from './report-form.ts'

const field = (page: Page) => page.getByRole('searchbox', { name: 'What are you looking for?' })
const results = (page: Page) => page.getByRole('region', { name: 'Results' })
const status = (page: Page) => page.getByRole('status')

const entry = (address: string, title: string, text: string): SearchEntry => ({
  kind: 'advisory',
  address,
  title,
  within: '',
  text,
})

/** Puts an index of a few entries in the place of the site's own. */
async function withIndex(page: Page, entries: readonly SearchEntry[]): Promise<void> {
  await page.route('**/search/index-*.json', (route) =>
    route.fulfill({ contentType: 'application/json', body: writeIndex(entries) }),
  )
}

test('finds what is typed, shows why, and leads to the place', async ({ page }) => {
  await page.goto('/search')
  await field(page).pressSequentially('latpop farm')
  await expect(status(page)).toHaveText(/^\d+ results?$/)
  const first = results(page).getByRole('listitem').first()
  await expect(first.locator('mark').first()).toHaveText(/laptop|farm/i)
  const link = first.getByRole('link')
  const target = new URL((await link.getAttribute('href')) ?? '', page.url())
  await link.click()
  await expect(page).toHaveURL(target.href)
  if (target.hash) await expect(page.locator(`[id="${target.hash.slice(1)}"]`)).toBeVisible()
  await page.goBack()
  await expect(field(page)).toHaveValue('latpop farm')
  await expect(results(page)).toBeVisible()
})

test('tells no server what is typed, also when the page is loaded again', async ({ page }) => {
  await page.goto('/search', { waitUntil: 'networkidle' })
  const asked: string[] = []
  page.on('request', (request) => {
    // The browser asks for the icon when it likes.
    if (!request.url().includes('favicon')) asked.push(request.url())
  })
  await field(page).fill('wallet')
  await expect(results(page)).toBeVisible()
  await field(page).press('Enter')
  await page.getByRole('button', { name: 'Search' }).click()
  expect(asked).toEqual([])
  await expect(page).toHaveURL(/\/search#q=wallet$/)
  await page.reload()
  await expect(results(page)).toBeVisible()
  expect(asked.filter((url) => url.includes('wallet'))).toEqual([])
})

test('answers an address that brings a query, and takes it out of what would be sent', async ({
  page,
}) => {
  await page.goto('/search?q=kvm')
  await expect(field(page)).toHaveValue('kvm')
  await expect(results(page).getByRole('listitem').first()).toContainText(/KVM/)
  await expect(page).toHaveURL(/\/search#q=kvm$/)
})

test('finds Korean and Japanese words within sentences', async ({ page }) => {
  await withIndex(page, [
    entry('/ko', '북한 IT 인력', '노트북을 다른 사람의 집에서 원격으로 조종합니다.'),
    entry('/ja', '北朝鮮のIT労働者', '他人の家にあるノートパソコンを遠隔操作します。'),
    entry('/en', 'IT workers', 'A laptop is controlled from abroad.'),
  ])
  await page.goto('/search')
  for (const [query, address, mark] of [
    ['원격', '/ko', '원격'],
    ['遠隔操作', '/ja', '遠隔操作'],
    ['ﾉｰﾄ', '/ja', 'ノート'],
    ['contrloled', '/en', 'controlled'],
  ] as const) {
    await field(page).fill(query)
    const item = results(page).getByRole('listitem')
    await expect(item.locator('mark')).toHaveText(mark)
    await expect(item).toHaveCount(1)
    await expect(page.getByRole('button', { name: 'more' })).toBeHidden()
    await expect(item.getByRole('link')).toHaveAttribute('href', address)
  }
})

test('shows texts as texts, whatever stands in them', async ({ page }) => {
  await withIndex(page, [entry('/a', '<img src=x onerror=alert(1)> title', '<b>needle</b> &amp;')])
  await page.goto('/search#q=needle')
  await expect(results(page).getByRole('listitem')).toContainText('<b>needle</b> &amp;')
  await expect(results(page).locator('img, b')).toHaveCount(0)
})

test('shows more results on demand, and the focus goes on with them', async ({ page }) => {
  await withIndex(
    page,
    Array.from({ length: 25 }, (_, number) => entry(`/${number}`, `Entry ${number}`, 'needle')),
  )
  await page.goto('/search#q=needle')
  await expect(status(page)).toHaveText('25 results')
  await expect(results(page).getByRole('listitem')).toHaveCount(20)
  await page.getByRole('button', { name: 'Show 5 more' }).press('Enter')
  await expect(results(page).getByRole('listitem')).toHaveCount(25)
  await expect(results(page).getByRole('link').nth(20)).toBeFocused()
})

test('says that nothing was found, and that the index did not load', async ({ page }) => {
  await page.goto('/search#q=zzzzqqqq')
  await expect(status(page)).toContainText('Nothing found')
  await expect(results(page)).toBeHidden()
  await field(page).fill('')
  await expect(status(page)).toHaveText('')
  await page.route('**/search/index-*.json', (route) => route.abort())
  await page.goto('/search?q=laptop')
  await expect(status(page)).toContainText('did not load')
})

test('goes by keyboard from the field to the first result', async ({ page }) => {
  await page.goto('/search')
  await field(page).focus()
  await page.keyboard.type('amnesty')
  await expect(results(page)).toBeVisible()
  await page.keyboard.press('Tab')
  await expect(page.getByRole('button', { name: 'Search' })).toBeFocused()
  await page.keyboard.press('Tab')
  await expect(results(page).getByRole('link').first()).toBeFocused()
})

for (const colorScheme of ['light', 'dark'] as const) {
  test(`bars nobody with results (axe, ${colorScheme})`, async ({ page }) => {
    await page.emulateMedia({ colorScheme })
    for (const width of [320, 1280]) {
      await page.setViewportSize({ width, height: 800 })
      await page.goto('/search?q=laptop')
      await expect(results(page)).toBeVisible()
      await expectAccessible(page)
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width)
    }
  })
}

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false })

  test('shows no field that would do nothing, and leads to everything by title', async ({
    page,
  }) => {
    await page.goto('/search')
    await expect(field(page)).toBeHidden()
    await expect(page.locator('noscript p')).toBeVisible()
    for (const { title } of publishedAdvisories()) {
      await expect(
        page.getByRole('main').getByRole('link', { name: title, exact: true }),
      ).toBeVisible()
    }
    for (const name of ['Warning signs', 'Words explained', 'Timeline', 'Numbers']) {
      await expect(page.getByRole('main').getByRole('link', { name, exact: true })).toBeVisible()
    }
  })
})
