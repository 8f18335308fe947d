/** Write once: the text for an authority holds the answers, and nothing of it leaves the browser. */
import { readFile } from 'node:fs/promises'
import { expect, type Page, test } from '@playwright/test'
import { sha256Hex } from '#lib/evidence/sha256'
import {
  expectAccessible,
  fillRequired,
  openForm,
  RECEIPT,
  reviewButton,
  STORY,
  scriptedWorker,
  sendButton,
} from './report-form.ts'

const EVIDENCE = 'login;203.0.113.9\n'

const disclosure = (page: Page) => page.locator('summary', { hasText: 'Write once' })
const textOf = (page: Page) => page.getByRole('region', { name: 'The text' })

/** Fills the form with a few answers and a file, and goes on to the check. */
async function reachCheck(page: Page): Promise<void> {
  await openForm(page)
  await fillRequired(page)
  await page
    .locator('#field-files')
    .setInputFiles({ name: 'log.csv', mimeType: 'text/csv', buffer: Buffer.from(EVIDENCE) })
  await page.locator('summary', { hasText: 'The person and their accounts' }).click()
  await page.locator('#field-names').fill('Alpha Beta')
  await reviewButton(page).click()
  await expect(page.getByRole('heading', { name: 'Check your answers' })).toBeFocused()
}

test('the check offers the answers as a text for an authority, and sends nothing', async ({
  page,
}) => {
  await reachCheck(page)
  const asked: string[] = []
  page.on('request', (request) => {
    // The browser asks for the icon when it likes; a saved text is a blob of this page.
    if (!/favicon|^blob:/.test(request.url())) asked.push(request.url())
  })
  await disclosure(page).click()
  const hash = await sha256Hex(new Uint8Array(Buffer.from(EVIDENCE)))
  await expect(textOf(page)).toContainText(`SHA-256: ${hash}`)
  for (const answer of [STORY, 'They still have access', '- Alpha Beta', 'log.csv (18 bytes)'])
    await expect(textOf(page)).toContainText(answer)
  await expect(textOf(page)).toContainText('2. What happened')
  await page.getByLabel('A sanctions authority').check()
  await expect(textOf(page)).toContainText('2. Money')
  await expectAccessible(page)

  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Save as a text file' }).click()
  const saved = await download
  expect(saved.suggestedFilename()).toBe('report-for-an-authority.txt')
  expect(await readFile(await saved.path(), 'utf8')).toBe(
    await textOf(page).locator('pre').textContent(),
  )
  expect(asked).toEqual([])
})

test('the text can be copied', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await reachCheck(page)
  await disclosure(page).click()
  await page.getByRole('button', { name: 'Copy the text' }).click()
  await expect(page.getByText('Copied.')).toBeVisible()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain(STORY)
})

test('only the text is printed when that is asked for, and nothing of it otherwise', async ({
  page,
}) => {
  await page.addInitScript(() => {
    // The dialog stays open until the test closes it.
    window.print = () => undefined
  })
  await reachCheck(page)
  await disclosure(page).click()
  await page.emulateMedia({ media: 'print' })
  await expect(textOf(page)).toBeHidden()
  await expect(page.getByText('Nothing has left this device')).toBeVisible()
  await page.emulateMedia({ media: 'screen' })
  await page.getByRole('button', { name: 'Print only this text' }).click()
  await page.emulateMedia({ media: 'print' })
  await expect(textOf(page)).toBeVisible()
  await expect(page.getByText('Nothing has left this device')).toBeHidden()
  await expect(page.getByRole('banner')).toBeHidden()
  await page.evaluate(() => dispatchEvent(new Event('afterprint')))
  await expect(textOf(page)).toBeHidden()
})

test('the receipt still offers it, until the page is left', async ({ page }) => {
  await scriptedWorker(page, [RECEIPT])
  await reachCheck(page)
  await sendButton(page).click()
  await expect(page.getByRole('heading', { name: 'Your tip is stored' })).toBeVisible()
  await disclosure(page).click()
  await expect(textOf(page)).toContainText(STORY)
  await expectAccessible(page)
  await page.evaluate(() => dispatchEvent(new Event('pagehide')))
  await expect(page.getByText(STORY)).toHaveCount(0)
  await expect(page.getByText('7K3M-Q2')).toBeVisible()
})

test('it fits 320 pixels', async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 640 })
  await reachCheck(page)
  await disclosure(page).click()
  await expect(textOf(page)).toContainText('SHA-256')
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320)
})
