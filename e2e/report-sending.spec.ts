/** Nothing is lost on the way from the form to the receipt, whatever fails. */
import { readFile } from 'node:fs/promises'
import { expect, type Page, test } from '@playwright/test'
import {
  errorSummary,
  expectAccessible,
  openForm,
  RECEIPT,
  review,
  reviewButton,
  STORY,
  scriptedWorker,
  sendButton,
} from './report-form.ts'

async function attach(page: Page, ...names: string[]): Promise<void> {
  await page
    .locator('#field-files')
    .setInputFiles(
      names.map((name) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(name) })),
    )
}

async function expectEverythingKept(page: Page): Promise<void> {
  await expect(page.getByLabel('Someone who works for us now')).toBeChecked()
  await expect(page.getByLabel('They still have access')).toBeChecked()
  await expect(page.getByLabel('What happened?')).toHaveValue(STORY)
  await expect(page.locator('li[id^="file-"]').first()).toContainText('이력서.txt')
  await expect(page.getByLabel('Note for “이력서.txt”')).toHaveValue('from the application')
}

test('keeps every field after a failed send, and sends after all', async ({ page }) => {
  // The real worker: only the network is taken away.
  await page.route('**/api/**', (route) => route.abort())
  await openForm(page)
  await attach(page, '이력서.txt', 'log.csv')
  await page.getByLabel('Note for “이력서.txt”').fill('from the application')
  await review(page)
  await sendButton(page).click()
  await expect(page.getByRole('heading', { name: 'Sending your tip' })).toBeFocused()
  await expect(page.getByText('Keep this page open')).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Stop sending' }).click()
  await expect(errorSummary(page)).toBeFocused()
  await expect(page).toHaveTitle(/^Error: /)
  await expect(errorSummary(page)).toContainText('Nothing you typed is lost.')
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Back to the form' }).click()
  await expectEverythingKept(page)

  await page.unroute('**/api/**')
  await reviewButton(page).click()
  await sendButton(page).click()
  await expect(page.getByRole('heading', { name: 'Your tip is stored' })).toBeFocused({
    timeout: 30_000,
  })
})

test('a server that refuses is named, and the same button tries again', async ({ page }) => {
  await page.route('**/api/tips', (route) => route.fulfill({ status: 503, body: '' }))
  await openForm(page)
  await attach(page, '이력서.txt')
  await page.getByLabel('Note for “이력서.txt”').fill('from the application')
  await review(page)
  await sendButton(page).click()
  // It waits and goes on by itself when the server is back.
  await expect(page.getByRole('heading', { name: 'Sending your tip' })).toBeVisible()
  await page.unroute('**/api/tips')
  await expect(page.getByRole('heading', { name: 'Your tip is stored' })).toBeVisible({
    timeout: 50_000,
  })
})

test('a failure leads to the file at fault, and to a retry where that helps', async ({ page }) => {
  await scriptedWorker(page, [
    {
      kind: 'failed',
      failure: {
        code: 'unreadable-file',
        retryable: true,
        message: 'The second file cannot be read. Choose it again.',
        file: 1,
      },
    },
  ])
  await openForm(page)
  await attach(page, '이력서.txt', 'log.csv')
  await page.getByLabel('Note for “이력서.txt”').fill('from the application')
  await review(page)
  await sendButton(page).click()
  await expect(errorSummary(page)).toBeFocused()
  await expect(page.getByRole('button', { name: 'Try again' })).toBeEnabled()
  await errorSummary(page).getByRole('link', { name: 'The second file cannot be read' }).click()
  const row = page.getByRole('listitem').filter({ hasText: 'log.csv' })
  await expect(row).toBeFocused()
  await expect(row).toContainText('The second file cannot be read. Choose it again.')
  await expectEverythingKept(page)
  await expectAccessible(page)
  await row.getByRole('button', { name: 'Remove log.csv' }).click()
  await expect(page.getByText('The second file cannot be read')).toHaveCount(0)
})

test('a worker that breaks while sending is started again', async ({ page }) => {
  await page.route('**/seal/worker.js', (route) =>
    route.fulfill({
      contentType: 'text/javascript',
      body: `postMessage({ kind: 'ready' }); onmessage = () => { throw new Error('broken') }`,
    }),
  )
  await openForm(page)
  await review(page)
  await page.unroute('**/seal/worker.js')
  await sendButton(page).click()
  await expect(errorSummary(page)).toBeFocused()
  const retry = page.getByRole('button', { name: 'Try again' })
  await expect(retry).toBeEnabled()
  await retry.click()
  await expect(page.getByRole('heading', { name: 'Your tip is stored' })).toBeVisible({
    timeout: 30_000,
  })
})

test('says each stage of sending, and how much is done', async ({ page }) => {
  const bytes = {
    doneBytes: 1_572_864,
    totalBytes: 4_194_304,
    bytesPerSecond: 524_288,
    secondsLeft: 5,
    files: [],
  }
  await scriptedWorker(page, [{ kind: 'progress', progress: { phase: 'sending', ...bytes } }])
  await openForm(page)
  await review(page)
  await sendButton(page).click()
  await expect(
    page.getByText('1.5 MB of 4 MB · 512 kB a second · less than a minute left'),
  ).toBeVisible()
  await expect(page.getByRole('progressbar', { name: 'Sending your tip' })).toHaveAttribute(
    'value',
    '1572864',
  )
  await expect(page.getByRole('status').filter({ hasText: /^Sending$/ })).toBeVisible()
  await expectAccessible(page)
})

test('a lost line is said, and that it goes on by itself', async ({ page }) => {
  const bytes = { doneBytes: 1, totalBytes: 2, bytesPerSecond: null, secondsLeft: null, files: [] }
  await scriptedWorker(page, [{ kind: 'progress', progress: { phase: 'waiting', ...bytes } }])
  await openForm(page)
  await review(page)
  await sendButton(page).click()
  await expect(page.getByText('What was sent is safe. It goes on by itself.')).toBeVisible()
  await expectAccessible(page)
})

test('shows the receipt, saves it, and keeps nothing of the tip', async ({ page }) => {
  await scriptedWorker(page, [RECEIPT])
  await openForm(page)
  await review(page)
  await sendButton(page).click()
  await expect(page.getByText('7K3M-Q2')).toBeVisible()
  await expect(page.getByText('Do not wipe, repair or send back the laptop.')).toBeVisible()
  await expectAccessible(page)
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Save the receipt' }).click()
  const saved = await download
  expect(saved.suggestedFilename()).toBe('receipt-7K3M-Q2.txt')
  const text = await readFile(await saved.path(), 'utf8')
  expect(JSON.parse(text.slice(text.indexOf('{')))).toEqual(RECEIPT.receipt)
  await expect(page.locator('#field-story')).toHaveValue('')
  // Nothing is left to lose, so leaving asks nothing.
  await page.goto('/')
})
