// The page of the offline opener in its browser tests, as it lies on the analyst's disk.
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, type Page } from '@playwright/test'
import { at, PASSPHRASE } from './opener-desk.ts'

export const OPENER = join(import.meta.dirname, '../dist/site/tools/opener.html')
export const ADDRESS = pathToFileURL(OPENER).href

/** Opens the page from disk; every request but the one for itself fails the test. */
export async function start(page: Page): Promise<string[]> {
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  page.on('pageerror', (error) => asked.push(String(error)))
  await page.goto(ADDRESS)
  return asked
}
/** What an analyst does, and where the page answers. */
export const chooseTip = (page: Page, ...names: string[]) =>
  page.getByLabel('The saved mail, or its sealed parts').setInputFiles(names.map(at))
export const chooseKey = (page: Page, name = 'desk.asc') =>
  page.getByLabel('The file with your secret key').setInputFiles(at(name))
export const passphrase = (page: Page) => page.getByLabel('Its passphrase')
export const press = (page: Page) => page.getByRole('button', { name: 'Open the tip' }).click()
export const taken = (page: Page) => page.locator('#tip-taken')
export const problem = (page: Page) => page.getByRole('alert')
export const report = (page: Page) => page.locator('#result pre')

/** Chooses files of the desk and its key, and opens the tip. */
export async function open(page: Page, ...names: string[]): Promise<void> {
  await chooseTip(page, ...names)
  await expect(taken(page)).not.toBeEmpty()
  await chooseKey(page)
  await passphrase(page).fill(PASSPHRASE)
  await press(page)
}
