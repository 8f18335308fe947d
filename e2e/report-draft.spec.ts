/** A draft: saved only when asked, encrypted on the device, opened on the next visit, and forgotten. */
import { expect, type Page, test } from '@playwright/test'
import {
  expectAccessible,
  fillRequired,
  openForm,
  RECEIPT,
  review,
  STORY,
  scriptedWorker,
  sendButton,
} from './report-form.ts'

const PASSPHRASE = 'four plain words here'

const stored = (page: Page) => page.evaluate(() => JSON.stringify({ ...localStorage }))
const foundDraft = (page: Page) =>
  page.getByRole('region', { name: 'A draft is saved in this browser' })
const openedDraft = (page: Page) => page.getByRole('region', { name: 'Your draft is open' })
const forget = (page: Page) => page.getByRole('button', { name: 'Forget the saved draft' })

async function openSaving(page: Page): Promise<void> {
  await page.locator('summary', { hasText: 'Save a draft on this device' }).click()
}

async function typePassphrase(page: Page, first = PASSPHRASE, again = first): Promise<void> {
  await page.getByLabel('Passphrase', { exact: true }).fill(first)
  await page.getByLabel('The same passphrase again').fill(again)
  await page.getByRole('button', { name: 'Save the draft' }).click()
}

async function saveDraft(page: Page): Promise<void> {
  await openSaving(page)
  await typePassphrase(page)
  await expect(page.getByText('The draft is saved.')).toBeVisible()
}

/** Leaves the page although something is typed, and comes back as on the next day. */
async function comeBack(page: Page): Promise<void> {
  page.once('dialog', (dialog) => void dialog.accept())
  await page.goto('/about')
  await openForm(page)
}

async function typeEverywhere(page: Page): Promise<void> {
  await fillRequired(page)
  await page.locator('summary', { hasText: 'The person and their accounts' }).click()
  await page.locator('#field-names').fill('Alpha Beta\nGamma Delta')
  await page.locator('#field-signs').check()
  await page.locator('summary', { hasText: 'Equipment, payments and tools' }).click()
  await page.getByRole('button', { name: 'Add a payment' }).click()
  await page.locator('#field-money-0-amount').fill('5000')
  await page.locator('#field-files').setInputFiles({
    name: 'log.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from('a,b'),
  })
  await page.getByLabel('Note for “log.csv”').fill('VPN sign-ins')
}

test('nothing is stored until the sender asks, and then nothing in the clear', async ({ page }) => {
  await openForm(page)
  await typeEverywhere(page)
  expect(await stored(page)).toBe('{}')
  await saveDraft(page)
  const kept = await stored(page)
  expect(kept).toContain('rhw-draft-v1')
  for (const secret of ['camera', 'Alpha', 'log.csv', 'sign-ins', PASSPHRASE, 'works-now']) {
    expect(kept).not.toContain(secret)
  }
  const databases = await page.evaluate(async () => (await indexedDB.databases()).length)
  expect(databases).toBe(0)
  await expectAccessible(page)
})

test('opens on the next visit with everything that was typed, and names the files to choose again', async ({
  page,
}) => {
  await openForm(page)
  await typeEverywhere(page)
  await saveDraft(page)
  await comeBack(page)
  await expect(page.getByLabel('What happened?')).toHaveValue('')
  await expectAccessible(page)
  await page.getByLabel('Passphrase', { exact: true }).first().fill(PASSPHRASE)
  await page.keyboard.press('Enter')
  await expect(openedDraft(page).getByRole('heading')).toBeFocused()
  await expect(openedDraft(page)).toContainText('log.csv: VPN sign-ins')
  await expectAccessible(page)

  await expect(page.getByLabel('Someone who works for us now')).toBeChecked()
  await expect(page.getByLabel('What happened?')).toHaveValue(STORY)
  await expect(page.locator('#field-names')).toHaveValue('Alpha Beta\nGamma Delta')
  await expect(page.locator('#field-signs')).toBeChecked()
  await expect(page.locator('#field-money-0-amount')).toHaveValue('5000')

  // The note comes back with its file, and saving again asks for no passphrase.
  await page.locator('#field-files').setInputFiles({
    name: 'log.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from('a,b'),
  })
  await expect(page.getByLabel('Note for “log.csv”')).toHaveValue('VPN sign-ins')
  await expect(openedDraft(page)).not.toContainText('log.csv')
  const before = await stored(page)
  await page.getByLabel('What happened?').fill('More of it')
  await openSaving(page)
  await page.getByRole('button', { name: 'Save the draft again' }).click()
  await expect(page.getByText('The draft is saved.')).toBeVisible()
  expect(await stored(page)).not.toBe(before)
  await comeBack(page)
  await page.getByLabel('Passphrase', { exact: true }).first().fill(PASSPHRASE)
  await page.getByRole('button', { name: 'Open the draft' }).click()
  await expect(page.getByLabel('What happened?')).toHaveValue('More of it')
})

test('a wrong passphrase is said beside its field and loses nothing', async ({ page }) => {
  await openForm(page)
  await fillRequired(page)
  await saveDraft(page)
  const before = await stored(page)
  await comeBack(page)
  await page.getByLabel('What happened?').fill('typed since')
  await expect(foundDraft(page)).toContainText('It takes the place of what you have typed')
  const field = page.getByLabel('Passphrase', { exact: true }).first()
  await field.fill('four plain words hear')
  await page.getByRole('button', { name: 'Open the draft' }).click()
  await expect(field).toBeFocused()
  await expect(field).toHaveAccessibleDescription(/does not open the draft, which is still there/)
  await expect(field).toHaveValue('four plain words hear')
  await expectAccessible(page)
  await expect(page.getByLabel('What happened?')).toHaveValue('typed since')
  expect(await stored(page)).toBe(before)
})

test('a short passphrase and two that differ are errors that keep what was typed', async ({
  page,
}) => {
  await openForm(page)
  await fillRequired(page)
  await openSaving(page)
  await typePassphrase(page, 'short')
  await expect(page.getByText('Use at least 12 characters', { exact: true })).toBeVisible()
  await expect(page.getByLabel('Passphrase', { exact: true })).toBeFocused()
  await typePassphrase(page, PASSPHRASE, 'four plain words hear')
  await expect(page.getByLabel('The same passphrase again')).toBeFocused()
  await expect(page.getByLabel('Passphrase', { exact: true })).toHaveValue(PASSPHRASE)
  await expectAccessible(page)
  expect(await stored(page)).toBe('{}')
  // Enter saves; it does not lead to the check.
  await page.getByLabel('The same passphrase again').fill(PASSPHRASE)
  await page.keyboard.press('Enter')
  await expect(page.getByText('The draft is saved.')).toBeVisible()
})

test('a browser that stores nothing is named, and what was typed can be copied', async ({
  page,
}) => {
  await page.addInitScript(() => {
    Storage.prototype.setItem = () => {
      throw new DOMException('full', 'QuotaExceededError')
    }
  })
  await openForm(page)
  await fillRequired(page)
  await openSaving(page)
  await typePassphrase(page)
  await expect(page.getByText('does not let the page store anything')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Copy what you typed' })).toBeVisible()
  await expect(page.getByLabel('What happened?')).toHaveValue(STORY)
  await expect(forget(page)).toHaveCount(0)
  await expectAccessible(page)
})

test.describe('forgetting', () => {
  test('is one press where the draft is open, in every step', async ({ page }) => {
    await openForm(page)
    await fillRequired(page)
    await saveDraft(page)
    await expect(forget(page)).toBeInViewport()
    await review(page)
    await expect(forget(page)).toBeInViewport()
    await expectAccessible(page)
    await forget(page).click()
    await expect(page.getByText('The saved draft is forgotten.')).toBeVisible()
    await expect(page.getByRole('button', { name: 'Exit this page' })).toBeFocused()
    expect(await stored(page)).toBe('{}')
    await page.getByRole('button', { name: 'Back to the form' }).click()
    await expect(page.getByLabel('What happened?')).toHaveValue(STORY)
  })

  test('asks once where the draft is not open, because it would be lost', async ({ page }) => {
    await openForm(page)
    await fillRequired(page)
    await saveDraft(page)
    await comeBack(page)
    await forget(page).click()
    await expect(page.getByText('It cannot be brought back.')).toBeVisible()
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Keep it' }).click()
    expect(await stored(page)).not.toBe('{}')
    await forget(page).click()
    await page.getByRole('button', { name: 'Yes, forget it' }).click()
    expect(await stored(page)).toBe('{}')
    await expect(foundDraft(page)).toHaveCount(0)
  })

  test('is offered when the tip was received', async ({ page }) => {
    await scriptedWorker(page, [RECEIPT])
    await openForm(page)
    await fillRequired(page)
    await saveDraft(page)
    await review(page)
    await sendButton(page).click()
    const asks = page.getByRole('region', { name: 'Your draft is still saved in this browser' })
    await expect(asks).toBeVisible()
    await expectAccessible(page)
    await asks.getByRole('button', { name: 'Forget the saved draft' }).click()
    await expect(page.getByText('The saved draft is forgotten.').first()).toBeVisible()
    expect(await stored(page)).toBe('{}')
  })
})

test('“Exit this page” leaves a saved draft where it is, and says so', async ({ page }) => {
  await page.route('https://www.wikipedia.org/', (route) =>
    route.fulfill({ contentType: 'text/html', body: 'neutral' }),
  )
  await openForm(page)
  await expect(page.getByText('The saved draft and older history stay')).toHaveCount(0)
  await fillRequired(page)
  await saveDraft(page)
  await expect(page.getByText('The saved draft and older history stay')).toBeInViewport()
  await page.getByRole('button', { name: 'Exit this page' }).click()
  await expect(page).toHaveURL('https://www.wikipedia.org/')
  await openForm(page)
  await expect(foundDraft(page)).toBeVisible()
})

test('what has the focus lies under no exit bar, with a draft as well', async ({ page }) => {
  await page.setViewportSize({ width: 375, height: 667 })
  await openForm(page)
  await fillRequired(page)
  await saveDraft(page)
  const bottom = await page
    .locator('div.sticky, div[class*=":sticky"]')
    .first()
    .evaluate((bar) => bar.getBoundingClientRect().bottom)
  await page.getByLabel('Only the desk').focus()
  for (let back = 0; back < 40; back += 1) {
    await page.keyboard.press('Shift+Tab')
    const [top, category] = await page.evaluate(() => {
      const element = document.activeElement
      const { y } = element?.getBoundingClientRect() ?? { y: Number.NaN }
      return [y, element?.matches('[name="category"]') ?? false] as const
    })
    expect(top).toBeGreaterThanOrEqual(bottom)
    if (category) return
  }
  throw new Error('The first question was not reached.')
})
