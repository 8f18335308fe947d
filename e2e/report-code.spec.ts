/** The code to come back with: offered, shown once, checked, saved only if wanted, and told to nobody. */
import { readFile } from 'node:fs/promises'
import { expect, type Page, test } from '@playwright/test'
import { readSavedReceipt } from '#lib/receipt/saved-receipt'
import type { FromWorker } from '#lib/sending/worker-messages'
import { WORDS } from './follow-up-page.ts'
import {
  expectAccessible,
  leaveQuestions,
  openForm,
  RECEIPT,
  review,
  scriptedWorker,
  sendButton,
} from './report-form.ts'

const NUMBER = 'ABCD-EFGH-JKMN-PQRS-TVWX-YZ01'
const WITH_CODE: FromWorker = { ...RECEIPT, code: WORDS, returnNumber: NUMBER }

const offer = (page: Page) => page.getByLabel('Get a code to come back')
const heading = (page: Page) => page.getByRole('heading', { name: 'Your code to come back' })
const shownWords = (page: Page) =>
  page.getByRole('list', { name: 'Your nine words, in three lines of three' }).locator('li')
const check = (page: Page) => page.getByRole('button', { name: 'Check', exact: true })
const asked = (page: Page) => page.getByLabel(/^Word \d$/)

/** The receipt of a tip with a code, as a worker that was told so gives it. */
async function receiptWithCode(page: Page): Promise<void> {
  await scriptedWorker(page, [WITH_CODE])
  await openForm(page)
  await review(page)
  await sendButton(page).click()
  await expect(heading(page)).toBeVisible()
}

/** Types the words that the page asks for. */
async function typeAsked(page: Page, words: readonly string[]): Promise<void> {
  for (const field of await asked(page).all()) {
    const label = await page.locator(`label[for="${await field.getAttribute('id')}"]`).innerText()
    await field.fill(words[Number(label.replace('Word ', '')) - 1] ?? '')
  }
}

/** Two words of the code in a row, however they are joined: one alone may be any word. */
function holdsCode(text: string, words: readonly string[]): boolean {
  return words
    .slice(0, -1)
    .some((word, at) => new RegExp(`${word}[^a-z]{1,4}${words[at + 1]}`, 'i').test(text))
}

test('a tip brings a way back, and its words leave the page neither by the line nor into storage', async ({
  page,
  request,
}) => {
  const said: string[] = []
  page.on('request', (one) => {
    const body = one.postDataBuffer()?.toString('latin1') ?? ''
    said.push(`${one.method()} ${one.url()} ${JSON.stringify(one.headers())} ${body}`)
  })
  await openForm(page)
  await expect(page.getByText('After sending you can get a code.')).toBeVisible()
  await review(page)
  await expect(offer(page)).toBeChecked()
  await expectAccessible(page)
  await sendButton(page).click()
  await expect(heading(page)).toBeVisible({ timeout: 60_000 })
  const words = (await shownWords(page).allInnerTexts()).map((one) => one.replace(/[^a-z]/g, ''))
  expect(words).toHaveLength(9)
  for (const word of words) expect(word).toMatch(/^[a-z]{3,8}$/)

  // The worker's requests are among them, with what they said.
  const opening = said.find((one) => /^POST .*\/api\/tips /.test(one)) ?? ''
  expect(opening).toContain('"followUp"')
  expect(said.filter((one) => holdsCode(one, words))).toEqual([])
  const number = await page.getByText(/^(?:[0-9A-Z]{4}-){5}[0-9A-Z]{4}$/).innerText()
  expect(said.join('\n')).not.toContain(number)
  expect(said.join('\n')).not.toContain(number.replaceAll('-', ''))
  const kept = await page.evaluate(async () =>
    JSON.stringify([
      location.href,
      history.state,
      document.cookie,
      { ...localStorage },
      { ...sessionStorage },
      await caches.keys(),
      (await indexedDB.databases()).map(({ name }) => name),
    ]),
  )
  expect(holdsCode(kept, words)).toBe(false)
  expect(kept).not.toContain(number)

  // The conversation is there for whoever has the number, and for nobody else.
  const look = (bearer: string) =>
    request.get('/api/follow-up', { headers: { authorization: `Bearer ${bearer}` } })
  expect((await look(number)).status()).toBe(200)
  const other = `${number.slice(0, -1)}${number.endsWith('0') ? '1' : '0'}`
  expect((await look(other)).status()).toBe(404)

  await typeAsked(page, words)
  await check(page).click()
  await expect(page.getByText('Right: you have the code.')).toBeFocused()
})

test('the page asks before it lets go of a code, until two words of it are typed', async ({
  page,
}) => {
  const questions = leaveQuestions(page)
  await receiptWithCode(page)
  await expectAccessible(page)

  await check(page).click()
  await expect(page.getByText(/^Type word \d$/)).toHaveCount(2)
  await expect(asked(page).first()).toBeFocused()
  await typeAsked(
    page,
    WORDS.toReversed().map((word) => `${word}s`),
  )
  await check(page).click()
  await expect(page.getByText(/is another one/)).toHaveCount(2)
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Keep none' }).click()
  await expect(page.getByText('Leave without it?')).toBeVisible()
  await page.getByRole('button', { name: 'Back to the code' }).click()
  await expect(heading(page)).toBeFocused()

  await page.reload()
  expect(questions).toEqual(['beforeunload'])
  await receiptWithCode(page)
  await typeAsked(
    page,
    WORDS.map((word) => ` ${word.toUpperCase()} `),
  )
  await check(page).click()
  await expect(page.getByText('Right: you have the code.')).toBeFocused()
  await expect(asked(page)).toHaveCount(0)
  await expect(shownWords(page)).toHaveCount(9)
  await page.reload()
  expect(questions).toEqual(['beforeunload'])
})

test('who does not want to come back is let go, and the words stay until then', async ({
  page,
}) => {
  const questions = leaveQuestions(page)
  await receiptWithCode(page)
  await page.getByRole('button', { name: 'I do not want to come back' }).click()
  await expect(page.getByText('You may leave without the words.')).toBeFocused()
  await expect(shownWords(page)).toHaveCount(9)
  await page.goto('/')
  expect(questions).toEqual([])
  // Whoever goes back must not find them.
  await page.goBack()
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await expect(shownWords(page)).toHaveCount(0)
})

test('without the tick there is no code, and nothing is told of one', async ({ page }) => {
  const openings: string[] = []
  page.on('request', (one) => {
    if (one.method() === 'POST' && one.url().endsWith('/api/tips')) {
      openings.push(one.postData() ?? '')
    }
  })
  await openForm(page)
  await review(page)
  await offer(page).uncheck()
  await expect(page.getByText('Without a code the desk cannot ask you anything')).toBeVisible()
  await sendButton(page).click()
  await expect(page.getByText(/^[0-9A-Z]{4}-[0-9A-Z]{2}$/)).toBeVisible({ timeout: 60_000 })
  await expect(heading(page)).toHaveCount(0)
  expect(openings.length).toBeGreaterThan(0)
  expect(openings.join()).not.toContain('followUp')
})

test('the saved receipt holds the words only when the sender wants them there', async ({
  page,
}) => {
  await receiptWithCode(page)
  const saved = async () => {
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Save the receipt' }).click()
    return readFile(await (await download).path(), 'utf8')
  }
  const without = await saved()
  expect(holdsCode(without, WORDS)).toBe(false)
  expect(without).not.toContain(NUMBER)
  await page.getByLabel('Write the nine words into the file, too').check()
  const withCode = await saved()
  expect(withCode).toContain(
    `    ${WORDS.slice(0, 3).join(' ')}\n    ${WORDS.slice(3, 6).join(' ')}`,
  )
  expect(withCode).toContain(NUMBER)
  // The receipt itself is found beside them.
  expect(readSavedReceipt(withCode)).toMatchObject({ ok: true, receipt: RECEIPT.receipt })
})

test('the words fit beside each other on the smallest screens, and on paper', async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 640 })
  await receiptWithCode(page)
  const boxes = await shownWords(page)
    .locator('span:last-child')
    .evaluateAll((spans) => spans.map((span) => span.getBoundingClientRect().toJSON()))
  for (const [at, box] of boxes.entries()) {
    const next = boxes[at + 1]
    if (at % 3 < 2 && next) expect(box.right).toBeLessThan(next.left)
  }
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320)
  await page.emulateMedia({ media: 'print' })
  await expect(shownWords(page).first()).toBeVisible()
  await expect(check(page)).toBeHidden()
})
