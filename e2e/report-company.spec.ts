/** A company's tip: a second contact, a case number, partners that are chosen, and who gets what is urgent. */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { expect, type Page, test } from '@playwright/test'
import {
  expectAccessible,
  fillRequired,
  openForm,
  RECEIPT,
  review,
  reviewButton,
  sendButton,
} from './report-form.ts'

const PARTNERS = ['Chain Watch', 'Job Board Trust Team']

/** The page as the build makes it where the inbox is changed by `change`. */
async function inboxWith(page: Page, change: Record<string, unknown>): Promise<void> {
  await page.route('**/report', async (route) => {
    const answer = await route.fetch()
    const data = /(<script type="application\/json" id="tip-form-data">)(.*?)(<\/script>)/s
    const body = (await answer.text()).replace(data, (_, start, json, end) => {
      const island = JSON.parse(json)
      Object.assign(island.page.inboxes[0], change)
      return start + JSON.stringify(island).replaceAll('<', '\\u003c') + end
    })
    await route.fulfill({ response: answer, body })
  })
}

/** A worker that hands the answers of its job back as the report, so that a test can read them. */
async function echoingWorker(page: Page): Promise<void> {
  const body = `postMessage({ kind: 'ready' })
    onmessage = ({ data }) => {
      if (data.kind !== 'send') return
      const report = JSON.stringify({ answers: data.job.answers, inbox: data.job.inbox })
      postMessage({ ...${JSON.stringify(RECEIPT)}, report })
    }`
  await page.route('**/seal/worker.js', (route) =>
    route.fulfill({ contentType: 'text/javascript', body }),
  )
}

/** The job that was sent, read out of the copy on the receipt. */
async function sentJob(page: Page): Promise<{ answers: unknown; inbox: unknown }> {
  await sendButton(page).click()
  await page.locator('summary', { hasText: 'A readable copy' }).click()
  const copy = await page.getByRole('region', { name: 'What was sent' }).innerText()
  return JSON.parse(copy.slice(copy.indexOf('{')))
}

const side = (page: Page) => page.locator('summary', { hasText: 'Your side' })
const partners = (page: Page) =>
  page.getByRole('group', { name: 'With which partners may the desk share it?' })

test('a second contact and a case number are optional, checked, and sent', async ({ page }) => {
  await echoingWorker(page)
  await openForm(page)
  await expect(page.locator('#field-caseNumber')).toBeHidden()
  await side(page).click()
  await page.getByLabel('Your own case number').fill('SEC-2026-17')
  const second = page.getByRole('group', { name: 'Somebody else we may ask' })
  await second.getByLabel('Name').fill('R. Lawyer')
  await second.getByLabel('Address or number').fill('r@law.example')
  await expectAccessible(page)
  await review(page)
  await expect(page.locator('dl').last()).toContainText('SEC-2026-17')
  await expect(page.locator('dl').last()).toContainText('Name: R. Lawyer')
  await expectAccessible(page)
  // It is no contact of the sender's own.
  await expect(page.getByText('You gave no way to reach you')).toBeVisible()
  await page.getByRole('button', { name: 'Change Somebody else we may ask' }).click()
  await expect(second.getByLabel('Name')).toBeFocused()
  await reviewButton(page).click()
  expect((await sentJob(page)).answers).toMatchObject({
    caseNumber: 'SEC-2026-17',
    secondContact: { name: 'R. Lawyer', address: 'r@law.example' },
  })
})

test('too long a name or number is an error beside its field', async ({ page }) => {
  await openForm(page)
  await fillRequired(page)
  await side(page).click()
  await page.getByLabel('Your own case number').fill('x'.repeat(101))
  await page.locator('#field-secondContact-name').fill('x'.repeat(201))
  await reviewButton(page).click()
  await expect(page.locator('#field-caseNumber-error')).toHaveText('Use 100 characters or fewer')
  await expect(page.locator('#field-secondContact-name-error')).toHaveText(
    'Use 200 characters or fewer',
  )
  await page.getByRole('link', { name: 'Use 100 characters or fewer' }).click()
  await expect(page.locator('#field-caseNumber')).toBeFocused()
})

test('partners are asked only where they may see it, none is preset, and those chosen are sent', async ({
  page,
}) => {
  await echoingWorker(page)
  await inboxWith(page, { partners: PARTNERS })
  await openForm(page)
  await expect(partners(page)).toHaveCount(0)
  await page.getByLabel('The authorities and named partners').check()
  await expect(partners(page).getByRole('checkbox', { checked: true })).toHaveCount(0)
  await expectAccessible(page)
  await review(page)
  await expect(page.locator('dl').last()).toContainText('None chosen')
  await page.getByRole('button', { name: 'Change With which partners' }).click()
  await expect(page.getByLabel('Chain Watch')).toBeFocused()
  await page.getByLabel('Job Board Trust Team').check()
  await reviewButton(page).click()
  await expect(page.locator('dl').last()).toContainText('Job Board Trust Team')
  expect((await sentJob(page)).answers).toMatchObject({
    sharing: 'green',
    partners: ['Job Board Trust Team'],
  })
})

test('a partner that was chosen before is not sent once the desk must ask first', async ({
  page,
}) => {
  await echoingWorker(page)
  await inboxWith(page, { partners: PARTNERS })
  await openForm(page)
  await page.getByLabel('The authorities and named partners').check()
  await page.getByLabel('Chain Watch').check()
  await page.getByLabel('Ask me first').check()
  await expect(partners(page)).toHaveCount(0)
  await review(page)
  expect((await sentJob(page)).answers).not.toHaveProperty('partners')
})

test('a desk without partners says what sharing with them means', async ({ page }) => {
  await openForm(page)
  await page.getByLabel('The authorities and named partners').check()
  await expect(page.getByText('This desk names no partners')).toBeVisible()
  await expectAccessible(page)
})

test('who gets what is urgent is said at once, also where no desk is there for it', async ({
  page,
}) => {
  const box = page.getByRole('region', { name: 'Do this first, then write' })
  await openForm(page)
  await page.getByLabel('Data or money is leaving now').check()
  await expect(box).toContainText('There is no desk of its own for what is urgent.')
  await expect(box).toContainText('Demonstration inbox')
  await expectAccessible(page)
})

test('says how a mail is best attached', async ({ page }) => {
  await openForm(page)
  await expect(page.getByText('.eml')).toBeVisible()
  await expect(page.getByText('.mbox')).toBeVisible()
})

test('the receipt is kept as a readable file, and a copy for a lawyer says what it gives away', async ({
  page,
}) => {
  await echoingWorker(page)
  await openForm(page)
  await review(page)
  await sendButton(page).click()
  const saving = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Save the receipt' }).click()
  const receipt = await saving
  expect(receipt.suggestedFilename()).toBe('receipt-7K3M-Q2.txt')
  const text = await readFile(await receipt.path(), 'utf8')
  expect(JSON.parse(text.slice(text.indexOf('{')))).toEqual(RECEIPT.receipt)
  expect(text).not.toContain('camera')
  await expect(page.getByRole('link', { name: 'How it can be checked later' })).toHaveAttribute(
    'href',
    '/receipt',
  )
  await page.locator('summary', { hasText: 'A readable copy' }).click()
  await expect(page.getByText('It is not encrypted.')).toBeVisible()
  await expectAccessible(page)
  const copying = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Save as a text file' }).click()
  expect((await copying).suggestedFilename()).toBe('copy-of-tip-7K3M-Q2.txt')
})

test('the copy is the report as it was sealed, with the hash of each file', async ({ page }) => {
  const content = Buffer.from('12 March: he asked for another address.')
  await openForm(page)
  await side(page).click()
  await page.getByLabel('Your own case number').fill('SEC-2026-17')
  await page
    .locator('#field-files')
    .setInputFiles({ name: 'notes.txt', mimeType: 'text/plain', buffer: content })
  await review(page)
  await sendButton(page).click()
  await expect(page.getByRole('heading', { name: 'Your tip is stored' })).toBeVisible({
    timeout: 30_000,
  })
  await page.locator('summary', { hasText: 'A readable copy' }).click()
  const copy = await page.getByRole('region', { name: 'What was sent' }).innerText()
  expect(copy).toContain('SEC-2026-17')
  expect(copy).toContain('1. notes.txt')
  expect(copy).toContain(createHash('sha256').update(content).digest('hex'))
})
