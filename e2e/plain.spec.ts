/** The form without scripts, in a browser that runs none: filled, wrong, corrected, sent, received. */
import { createHash } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { expect, type Page, test } from '@playwright/test'
import { errorSummary, expectAccessible } from './report-form.ts'

const ADDRESS = '/report/plain'
/** Also what would break a page that does not escape it, and line ends at the beginning. */
const STORY =
  '\nHe never turns on his camera.\n</textarea><script>alert(1)</script>\n이력서 & "more"'

test.use({ javaScriptEnabled: false })

const send = (page: Page) => page.getByRole('button', { name: 'Send the tip' })
const urgent = (page: Page) => page.getByRole('region', { name: 'If data or money is leaving now' })

async function fillRequired(page: Page, story = STORY): Promise<void> {
  await page.getByLabel('Someone who works for us now').check()
  await page.getByLabel('They still have access').check()
  await page.getByLabel('What happened?').fill(story)
}

const textFile = (name: string, text: string) => ({
  name,
  mimeType: 'text/plain',
  buffer: Buffer.from(text),
})

test.describe('the form without scripts', () => {
  test('says at once what is different, and has no script', async ({ page }) => {
    await page.goto(ADDRESS)
    const different = page.getByRole('region', { name: 'What is different here' })
    await expect(different).toContainText('Our server does, while it receives it.')
    await expect(different.getByRole('link')).toHaveAttribute('href', '/report')
    await expect(page.getByText('Up to 20 files, 100 MB together')).toBeVisible()
    await expect(page.locator('script:not([type="application/ld+json"])')).toHaveCount(0)
  })

  test('fits a phone, also with errors', async ({ page }) => {
    for (const width of [320, 375]) {
      await page.setViewportSize({ width, height: 700 })
      await page.goto(ADDRESS)
      for (const summary of await page.locator('form summary').all()) await summary.click()
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width)
      await fillRequired(page, 'x'.repeat(20_001))
      await send(page).click()
      await expect(errorSummary(page)).toBeVisible()
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width)
    }
  })

  test('shows what to do first when data is leaving, and only then', async ({ page }) => {
    await page.goto(ADDRESS)
    await expect(urgent(page)).toBeHidden()
    await page.getByRole('radio', { name: 'Data or money is leaving now' }).check()
    await expect(urgent(page)).toContainText('Cut their access now')
    await page.getByLabel('It has ended').check()
    await expect(urgent(page)).toBeHidden()
  })

  test('is filled in and sent by keyboard alone', async ({ page }) => {
    await page.goto(ADDRESS)
    await page.getByLabel('Someone who works for us now').focus()
    await page.keyboard.press('ArrowDown')
    await expect(page.getByLabel('Someone who used to work for us')).toBeChecked()
    await page.keyboard.press('Tab')
    await page.keyboard.press('ArrowDown')
    await expect(page.getByLabel('They still have access')).toBeChecked()
    await page.keyboard.press('Tab')
    await page.keyboard.type('By keyboard.')
    await expect(page.getByLabel('What happened?')).toHaveValue('By keyboard.')
    for (let step = 0; step < 60; step += 1) {
      if (await send(page).evaluate((button) => button === document.activeElement)) break
      // Nothing on the way may hold the focus, and the trap may not take it.
      await page.keyboard.press('Tab')
      expect(await page.locator(':focus').getAttribute('name')).not.toBe('homepage')
    }
    await page.keyboard.press('Enter')
    await expect(page.getByRole('heading', { name: 'Your tip is stored' })).toBeVisible()
  })
})

test.describe('in every state', () => {
  // Axe itself is a script that waits; the page has none either way.
  test.use({ javaScriptEnabled: true })

  for (const colorScheme of ['light', 'dark'] as const) {
    test(`bars nobody, empty, wrong and received (axe, ${colorScheme})`, async ({ page }) => {
      await page.emulateMedia({ colorScheme })
      await page.goto(ADDRESS)
      for (const summary of await page.locator('form summary').all()) await summary.click()
      await page.getByRole('radio', { name: 'Data or money is leaving now' }).check()
      await expectAccessible(page)
      await fillRequired(page)
      await page.locator('[name=homepage]').evaluate((trap: HTMLInputElement) => {
        trap.value = 'filled in'
      })
      await page.getByLabel('When was it first noticed?').fill('last spring')
      await send(page).click()
      await expect(errorSummary(page)).toBeVisible()
      await expectAccessible(page)
      await page.getByLabel('When was it first noticed?').fill('')
      await page.getByLabel('Leave this field empty').fill('')
      await send(page).click()
      await expect(page.getByRole('heading', { name: 'Your tip is stored' })).toBeVisible()
      await expectAccessible(page)
    })
  }
})

test.describe('a form that is wrong', () => {
  test('comes back with every word, the errors at their fields, and links to them', async ({
    page,
  }) => {
    await page.goto(ADDRESS)
    await fillRequired(page)
    await page.getByText('The person and their accounts').click()
    await page.getByLabel('Names used').fill('One\nTwo')
    await page.getByLabel('From', { exact: true }).first().fill('2026-13')
    await page.locator('[name=signs]').nth(1).check()
    await page.getByText('Equipment, payments and tools').click()
    await page.locator('[name="delivery.1.tracking"]').fill('T-1')
    await page.getByLabel('Ask me first').check()
    await page.locator('[name="files.0"]').setInputFiles(textFile('a.txt', 'x'))
    await page.locator('[name="note.0"]').fill('A note')
    await send(page).click()

    await expect(page).toHaveTitle(/^Error: /)
    await expect(errorSummary(page)).toBeFocused()
    await expect(errorSummary(page)).toContainText('Choose your files again')
    await expect(errorSummary(page).getByRole('listitem')).toHaveText([
      /^From: This date does not exist/,
      /^Address 2: Write the address/,
    ])
    await expect(page.getByLabel('What happened?')).toHaveValue(STORY)
    await expect(page.getByLabel('Names used')).toHaveValue('One\nTwo')
    await expect(page.locator('[name=signs]').nth(1)).toBeChecked()
    await expect(page.getByLabel('Ask me first')).toBeChecked()
    await expect(page.getByLabel('They still have access')).toBeChecked()
    await expect(page.locator('[name="delivery.1.tracking"]')).toHaveValue('T-1')
    await expect(page.locator('[name="note.0"]')).toHaveValue('A note')

    const wrong = page.locator('[name="delivery.1.address"]')
    await expect(wrong).toHaveAttribute('aria-invalid', 'true')
    await expect(wrong).toHaveAccessibleDescription(/Address 2: Write the address/)
    await errorSummary(page)
      .getByRole('link', { name: /^Address 2/ })
      .click()
    await expect(wrong).toBeInViewport()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Shift+Tab')
    await expect(wrong).toBeFocused()

    await wrong.fill('1 Road')
    await page.getByLabel('From', { exact: true }).first().fill('2026-12')
    await send(page).click()
    await expect(page.getByRole('heading', { name: 'Your tip is stored' })).toBeVisible()
  })

  test('that fell into the trap is shown it, and loses nothing', async ({ page }) => {
    await page.goto(ADDRESS)
    await fillRequired(page)
    const trap = page.locator('[name=homepage]')
    await trap.evaluate((field: HTMLInputElement) => {
      field.value = 'by mistake'
    })
    await send(page).click()
    await expect(page.getByLabel('Leave this field empty')).toHaveValue('by mistake')
    await expect(page.getByLabel('What happened?')).toHaveValue(STORY)
  })
})

test.describe('a tip that was sent', () => {
  test('has a receipt that can be kept, and is not sent twice by loading again', async ({
    page,
  }) => {
    await page.goto(ADDRESS)
    await fillRequired(page)
    // On disk, where a browser that loads the page again reads them again.
    const paths = ['a.txt', 'b.bin', 'c.txt'].map((name) => test.info().outputPath(name))
    await Promise.all(paths.map((path, index) => writeFile(path, 'y'.repeat(index * 2_500_000))))
    await page.locator('[name="files.0"]').setInputFiles(paths.slice(0, 2))
    await page.locator('[name="files.2"]').setInputFiles(paths.slice(2))
    const answered = page.waitForResponse((one) => one.request().method() === 'POST')
    await send(page).click()
    const answer = await answered
    expect(answer.status()).toBe(200)
    expect(answer.headers()).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'content-security-policy': expect.stringContaining("form-action 'self'"),
    })
    await expect(page).toHaveURL(ADDRESS)
    const saved = await page.getByLabel('Receipt as text').inputValue()
    expect(saved.match(/Part \d: /g)).toHaveLength(4)
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Save the receipt as a file' }).click(),
    ])
    expect(download.suggestedFilename()).toMatch(/^receipt-[\w-]+\.txt$/)
    await page.reload()
    expect(await page.getByLabel('Receipt as text').inputValue()).toBe(saved)
  })

  test('may come from a program', async ({ request, baseURL }) => {
    const answer = await request.post(`${baseURL}${ADDRESS}`, {
      multipart: {
        category: 'other',
        now: 'not-sure',
        story: `By a program, ${createHash('sha256').update('x').digest('hex')}`,
        files: textFile('a.txt', 'x'),
      },
    })
    expect(answer.status()).toBe(200)
    expect(await answer.text()).toContain('Your tip is stored')
  })
})
