/** Files: chosen or dropped, several at once, within limits that are said before. */
import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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
  await expect(page.getByText('Up to 20 files, 2 GB together')).toBeVisible()
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

test('a file too many is an error that keeps the others', async ({ page }) => {
  await openForm(page)
  await fillRequired(page)
  await input(page).setInputFiles(Array.from({ length: 21 }, (_, n) => file(`${n}.pdf`)))
  await expect(page.getByText(/^You chose 21 files/)).toBeVisible()
  await reviewButton(page).click()
  await errorSummary(page)
    .getByRole('link', { name: /^You chose 21 files/ })
    .click()
  await expect(input(page)).toBeFocused()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Remove 20.pdf' }).click()
  await reviewButton(page).click()
  await expect(page.getByRole('heading', { name: 'Check your answers' })).toBeVisible()
})

test('files over two gigabytes together are an error, and so is one alone', async ({ page }) => {
  const folder = await mkdtemp(join(tmpdir(), 'rhw-files-'))
  /** A file of zeros that takes no room on the disk. */
  const sparse = async (name: string, bytes: number) => {
    const path = join(folder, name)
    const handle = await open(path, 'w')
    await handle.truncate(bytes)
    await handle.close()
    return path
  }
  const gigabyte = 1024 ** 3
  try {
    await openForm(page)
    await fillRequired(page)
    await input(page).setInputFiles([
      await sparse('a.bin', 1.25 * gigabyte),
      await sparse('b.bin', 1.25 * gigabyte),
    ])
    await reviewButton(page).click()
    await expect(
      errorSummary(page).getByRole('link', { name: /^The files have 2\.5 GB/ }),
    ).toBeVisible()
    await page.getByRole('button', { name: 'Remove b.bin' }).click()
    await page.getByRole('button', { name: 'Remove a.bin' }).click()
    await input(page).setInputFiles([await sparse('big.bin', 2 * gigabyte + 1)])
    await reviewButton(page).click()
    await errorSummary(page)
      .getByRole('link', { name: /^“big.bin” has/ })
      .click()
    await expect(rows(page).nth(0)).toBeFocused()
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})

test('files of the same name, empty ones and misleading names are told apart', async ({ page }) => {
  await openForm(page)
  await input(page).setInputFiles([file('photo.jpg'), file('Photo.jpg'), file('empty.log', 0)])
  await input(page).setInputFiles([file(`${'긴'.repeat(100)}.pdf`), file('cv\u202Efdp.exe')])
  await expect(rows(page).nth(0)).toContainText('photo.jpg')
  await expect(rows(page).nth(1)).toContainText('Photo (2).jpg')
  await expect(rows(page).nth(1)).toContainText('It is listed under this name')
  await expect(rows(page).nth(2)).toContainText('0 bytes, empty')
  await expect(
    rows(page)
      .nth(3)
      .getByText(/^긴+\.pdf$/),
  ).toBeVisible()
  await expect(rows(page).nth(4)).toContainText('cvfdp.exe')
  await page.setViewportSize({ width: 320, height: 640 })
  const wide = await page.evaluate(() => document.documentElement.scrollWidth)
  expect(wide).toBeLessThanOrEqual(320)
  await expectAccessible(page)
})
