/** Files: chosen or dropped, several at once, within limits that are said before. */
import { expect, type Page, test } from '@playwright/test'
import {
  errorSummary,
  expectAccessible,
  fillRequired,
  openForm,
  reviewButton,
} from './report-form.ts'

const file = (name: string, bytes = 10, mimeType = 'application/pdf') => ({
  name,
  mimeType,
  buffer: Buffer.alloc(bytes, 'x'),
})
const input = (page: Page) => page.locator('#field-files')
const rows = (page: Page) => page.locator('li[id^="file-"]')

test('shows each file with a harmless name, its size and what it says it is', async ({ page }) => {
  await openForm(page)
  await expect(page.getByText('Up to 10 files, 9 MB together')).toBeVisible()
  await input(page).setInputFiles([file('이력서.pdf', 2048), file('a\u202Egpj.exe')])
  await input(page).setInputFiles([file('log.csv', 3 * 1024 * 1024, 'text/csv')])
  await expect(rows(page)).toHaveCount(3)
  await expect(rows(page).nth(0)).toContainText('이력서.pdf')
  await expect(rows(page).nth(0)).toContainText('2 kB, says it is application/pdf')
  await expect(rows(page).nth(1)).toContainText('agpj.exe')
  await expect(rows(page).nth(2)).toContainText('3 MB')
  await page.getByLabel('Note for “log.csv”').fill('VPN sign-ins')
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Remove agpj.exe' }).click()
  await expect(input(page)).toBeFocused()
  await expect(rows(page)).toHaveCount(2)
  await expect(page.getByLabel('Note for “log.csv”')).toHaveValue('VPN sign-ins')
})

test('takes files that are dropped', async ({ page }) => {
  await openForm(page)
  const data = await page.evaluateHandle(() => {
    const transfer = new DataTransfer()
    transfer.items.add(new File(['1'], 'one.txt'))
    transfer.items.add(new File(['2'], 'two.txt'))
    return transfer
  })
  await page.getByText('or drop them here').dispatchEvent('drop', { dataTransfer: data })
  await expect(rows(page)).toHaveCount(2)
  await expect(rows(page).nth(1)).toContainText('1 byte, type not stated')
})

test('an eleventh file is an error that keeps the other ten', async ({ page }) => {
  await openForm(page)
  await fillRequired(page)
  await input(page).setInputFiles(Array.from({ length: 11 }, (_, n) => file(`${n}.pdf`)))
  await expect(page.getByText(/^You chose 11 files/)).toBeVisible()
  await reviewButton(page).click()
  await errorSummary(page)
    .getByRole('link', { name: /^You chose 11 files/ })
    .click()
  await expect(input(page)).toBeFocused()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Remove 10.pdf' }).click()
  await reviewButton(page).click()
  await expect(page.getByRole('heading', { name: 'Check your answers' })).toBeVisible()
})

test('files over nine megabytes together are an error, and so is one alone', async ({ page }) => {
  await openForm(page)
  await fillRequired(page)
  const five = 5 * 1024 * 1024
  await input(page).setInputFiles([file('a.pdf', five), file('b.pdf', five)])
  await reviewButton(page).click()
  await expect(
    errorSummary(page).getByRole('link', { name: /^The files have 10 MB/ }),
  ).toBeVisible()
  await page.getByRole('button', { name: 'Remove b.pdf' }).click()
  await page.getByRole('button', { name: 'Remove a.pdf' }).click()
  await input(page).setInputFiles([file('big.bin', 9 * 1024 * 1024 + 1)])
  await reviewButton(page).click()
  await errorSummary(page)
    .getByRole('link', { name: /^“big.bin” has/ })
    .click()
  await expect(rows(page).nth(0)).toBeFocused()
})
