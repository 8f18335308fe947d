/** Every mistake that can be made in the form is named beside its field and in the summary. */
import { expect, type Page, test } from '@playwright/test'
import {
  errorSummary,
  expectAccessible,
  fillRequired,
  openForm,
  reviewButton,
  STORY,
} from './report-form.ts'

/** The message stands in the summary and beside the field, and its link moves the focus to `target`. */
async function expectError(page: Page, message: string, target: string): Promise<void> {
  await expect(errorSummary(page)).toBeFocused()
  await expect(page).toHaveTitle(/^Error: /)
  const control = page.locator(`#${target}`)
  await errorSummary(page).locator(`a[href="#${target}"]`, { hasText: message }).click()
  await expect(control).toBeFocused()
  await expect(control).toBeInViewport()
  await expect(page.locator(`#${target}-error`)).toHaveText(message)
}

async function open(page: Page, part: string): Promise<void> {
  await page.locator('summary', { hasText: part }).click()
}

test('an empty form names the three questions that must be answered', async ({ page }) => {
  await openForm(page)
  await reviewButton(page).click()
  await expect(errorSummary(page).getByRole('link')).toHaveText([
    'Choose what this is about',
    'Choose whether it is still happening',
    'Say what happened, or write “See files”',
  ])
  await expectError(page, 'Choose what this is about', 'field-category')
  await page.keyboard.press('Tab')
  await reviewButton(page).click()
  await expectError(page, 'Choose whether it is still happening', 'field-now')
  await reviewButton(page).click()
  await expectError(page, 'Say what happened, or write “See files”', 'field-story')
  await expect(page.getByLabel('What happened?')).toHaveAccessibleDescription(
    /Say what happened, or write “See files”/,
  )
  await expectAccessible(page)
})

test('too long a story is refused and stays', async ({ page }) => {
  await openForm(page)
  const long = 'x'.repeat(20_001)
  await fillRequired(page, long)
  await reviewButton(page).click()
  await expectError(
    page,
    'Use 20,000 characters or fewer, or attach the text as a file',
    'field-story',
  )
  await expect(page.getByLabel('What happened?')).toHaveValue(long)
})

test('too long a demand is refused; it is asked for threats and thefts only', async ({ page }) => {
  await openForm(page)
  await fillRequired(page)
  await expect(page.getByLabel('The threat or demand')).toHaveCount(0)
  await page.getByLabel('A threat or a demand').check()
  await page.getByLabel('The threat or demand').fill('y'.repeat(20_001))
  await reviewButton(page).click()
  await expectError(page, 'Use 20,000 characters or fewer', 'field-demand')
})

const noDate = 'Write a month like 2026-03 or a day like 2026-03-14'
const impossible = 'This date does not exist. Write a month like 2026-03 or a day like 2026-03-14'
const long = 'x'.repeat(301)
const tooLong = 'Use 300 characters or fewer'
const many = (count: number) => Array.from({ length: count }, (_, n) => `name ${n}`).join('\n')

const PEOPLE = 'The person and their accounts'
const SIDE = 'Your side'
const THINGS = 'Equipment, payments and tools'
const WRONG = [
  { field: 'names', value: long, message: tooLong },
  {
    field: 'names',
    value: many(51),
    message: 'List at most 50 names here and attach the rest as a file',
  },
  { field: 'engagement-title', value: long, message: tooLong },
  { field: 'engagement-foundThrough', value: long, message: tooLong },
  { field: 'engagement-from', value: 'spring', message: `From: ${noDate}` },
  { field: 'engagement-to', value: '2026-13', message: `To: ${impossible}` },
  { field: 'engagement-agency', value: long, message: tooLong },
  { field: 'engagement-referredBy', value: long, message: tooLong },
  {
    field: 'engagement-theyReferred',
    value: 'x'.repeat(1001),
    message: 'Use 1000 characters or fewer',
  },
  { field: 'tools', value: long, message: tooLong },
  {
    field: 'tools',
    value: many(51),
    message: 'List at most 50 tools here and attach the rest as a file',
  },
  { field: 'organisation-name', value: long, message: tooLong },
  { field: 'organisation-sector', value: long, message: tooLong },
  { field: 'firstNoticed', value: '2026-02-30', message: impossible },
  { field: 'firstNoticed', value: 'May', message: noDate },
  {
    field: 'contact-how',
    value: 'x'.repeat(101),
    message: 'Use 100 characters or fewer',
  },
  { field: 'contact-address', value: long, message: tooLong },
  {
    field: 'contact-language',
    value: 'x'.repeat(101),
    message: 'Use 100 characters or fewer',
  },
]

/** Every value of `WRONG`, in as few visits as the fields that occur twice allow. */
const visits = [0, 1].map((turn) =>
  WRONG.filter(
    ({ field }, index) =>
      WRONG.slice(0, index).filter((earlier) => earlier.field === field).length === turn,
  ),
)
for (const wrong of visits) {
  test(`names ${wrong.length} wrong values beside their fields, and keeps them`, async ({
    page,
  }) => {
    await openForm(page)
    await fillRequired(page)
    for (const part of [PEOPLE, THINGS, SIDE]) await open(page, part)
    for (const { field, value } of wrong) await page.locator(`#field-${field}`).fill(value)
    // An error must be found even when its part was closed again.
    for (const part of [PEOPLE, THINGS, SIDE]) await open(page, part)
    for (const { field, value, message } of wrong) {
      await reviewButton(page).click()
      await expectError(page, message, `field-${field}`)
      await expect(page.locator(`#field-${field}`)).toHaveValue(value)
    }
    await expect(errorSummary(page).getByRole('link')).toHaveCount(wrong.length)
    await expect(page.getByLabel('What happened?')).toHaveValue(STORY)
  })
}

test('rows name which of them is wrong, and empty rows do not stand in the way', async ({
  page,
}) => {
  await openForm(page)
  await fillRequired(page)
  await open(page, THINGS)
  await page.getByRole('button', { name: 'Add an address' }).click()
  await page.getByRole('button', { name: 'Add an address' }).click()
  await expect(page.locator('#field-delivery-1-address')).toBeFocused()
  await page.locator('#field-delivery-1-date').fill('2026-13')
  await page.getByRole('button', { name: 'Add a payment' }).click()
  await page.locator('#field-money-0-amount').fill('1'.repeat(41))
  await page.locator('#field-money-0-currency').fill('1'.repeat(21))
  await open(page, SIDE)
  await page.getByRole('button', { name: 'Add who was told' }).click()
  await page.locator('#field-reported-0-reference').fill('AB-1')
  await open(page, PEOPLE)
  await page.locator('#field-pasted').fill('mail someone@example.org')
  await page.getByRole('button', { name: 'Add to the list' }).click()
  await page.locator('#field-identifiers-0-value').fill('x'.repeat(501))
  await page.locator('#field-identifiers-0-type').selectOption('')
  await reviewButton(page).click()
  // The first address was empty, so the second one is now the first.
  await expect(errorSummary(page).getByRole('link')).toHaveText([
    'Entry 1: Choose what kind of identifier this is',
    'Entry 1: Use 500 characters or fewer',
    'Address 1: Write the address, or remove this entry',
    `Address 1: ${impossible}`,
    'Payment 1: Use 40 characters or fewer',
    'Payment 1: Use 20 characters or fewer',
    'Told 1: Choose who was told',
  ])
  await expectError(page, 'Told 1: Choose who was told', 'field-reported-0-who')
  await expectAccessible(page)
})
