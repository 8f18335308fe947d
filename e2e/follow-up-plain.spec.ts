/**
 * Coming back without scripts, in a browser that runs none: a code with the first tip, then the return
 * number, how the tip stands, a further message, and everything that people type wrong.
 */
import { expect, type Page, test } from '@playwright/test'
import { errorSummary, expectAccessible } from './report-form.ts'

const ADDRESS = '/follow-up/plain'
const MESSAGE = '\nThey wrote again.\n</textarea><script>alert(1)</script> & "more"'
/** Has the form of a return number, and was given to nobody. */
const UNUSED = 'ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZ0'
const WORDS = 'abandon ability able about above absent absorb abstract absurd'

test.use({ javaScriptEnabled: false })

const numberField = (page: Page) => page.getByLabel('Your return number')
const look = (page: Page) => page.getByRole('button', { name: 'Show how it stands' })
const send = (page: Page) => page.getByRole('button', { name: 'Send the message' })
const stands = (page: Page) => page.getByRole('heading', { name: 'How your tip stands' })
const width = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth)

/** Sends a tip by the form without scripts and gives what its sender wrote down. */
async function tipWithCode(page: Page): Promise<{ words: string[]; number: string }> {
  await page.goto('/report/plain')
  await page.getByLabel('Someone who works for us now').check()
  await page.getByLabel('They still have access').check()
  await page.getByLabel('What happened?').fill(`It began, ${Math.random()}.`)
  await page.getByLabel('Give me a code to come back').check()
  await page.getByRole('button', { name: 'Send the tip' }).click()
  const code = page.getByRole('region', { name: 'Your way back' })
  const lines = await code.getByRole('listitem').allTextContents()
  const number = /(?:[0-9A-Z]{4}-){5}[0-9A-Z]{4}/.exec(await code.innerText())?.[0] ?? ''
  return { words: lines.join(' ').split(' '), number }
}

async function lookUp(page: Page, number: string): Promise<void> {
  await page.goto(ADDRESS)
  await numberField(page).fill(number)
  await look(page).click()
}

test.describe('a tip without scripts, with a way back', () => {
  test('shows nine words and a return number once, and says who saw them', async ({ page }) => {
    const { words, number } = await tipWithCode(page)
    expect(words).toHaveLength(9)
    expect(number).toMatch(/^(?:[0-9A-HJKMNP-TV-Z]{4}-){5}[0-9A-HJKMNP-TV-Z]{4}$/)
    const code = page.getByRole('region', { name: 'Your way back' })
    await expect(code).toContainText('our server made the words, so it saw them once')
    await expect(page.getByLabel('Receipt as text')).not.toHaveValue(new RegExp(number))
    await page.reload()
    await expect(page.getByText('Your code was shown once')).toBeVisible()
    const again = await page.content()
    expect(again).not.toContain(number)
    for (const line of [words.slice(0, 3), words.slice(3, 6)]) {
      expect(again).not.toContain(line.join(' '))
    }
  })

  test('gives none to those who do not ask', async ({ page }) => {
    await page.goto('/report/plain')
    await page.getByLabel('Someone who works for us now').check()
    await page.getByLabel('They still have access').check()
    await page.getByLabel('What happened?').fill(`No way back, ${Math.random()}.`)
    await page.getByRole('button', { name: 'Send the tip' }).click()
    await expect(page.getByRole('heading', { name: 'Your tip is stored' })).toBeVisible()
    await expect(page.getByText('return number')).toHaveCount(0)
  })
})

test.describe('the page to come back to without scripts', () => {
  test('has no script and says why replies need one', async ({ page }) => {
    await page.goto(ADDRESS)
    const why = page.getByRole('region', { name: 'Why you cannot read replies here' })
    await expect(why).toContainText('so it must not')
    await expect(why.getByRole('link')).toHaveAttribute('href', '/follow-up')
    await expect(page.locator('script:not([type="application/ld+json"])')).toHaveCount(0)
  })

  test('shows how the tip stands, however the number was typed', async ({ page }) => {
    const { number } = await tipWithCode(page)
    for (const typed of [
      number,
      number.toLowerCase().replaceAll('-', ' '),
      ` ${number.replaceAll('-', '/')}. `,
    ]) {
      await page.goto(ADDRESS)
      await numberField(page).fill(typed)
      const answered = page.waitForResponse((one) => one.request().method() === 'POST')
      await look(page).click()
      const answer = await answered
      expect(answer.headers()['cache-control']).toBe('no-store')
      expect(Number(answer.headers()['content-length']) % (64 * 1024)).toBe(0)
      await expect(page).toHaveURL(ADDRESS)
      await expect(stands(page)).toBeVisible()
    }
    await expect(page.getByText('Message 1: stored')).toBeVisible()
    await expect(page.getByText('No reply has come yet.')).toBeVisible()
    await expect(page.getByText('All of this is forgotten on')).toBeVisible()
  })

  test('takes a further message with files into the conversation', async ({ page }) => {
    const { number } = await tipWithCode(page)
    await lookUp(page, number)
    await page.getByLabel('Your message').fill(MESSAGE)
    const files = ['a.txt', 'b.txt'].map((name) => ({
      name,
      mimeType: 'text/plain',
      buffer: Buffer.from(name),
    }))
    await page.locator('[name="files.0"]').setInputFiles(files)
    await page.locator('[name="note.0"]').fill('Two notes')
    await send(page).click()
    await expect(page.getByRole('heading', { name: 'Your message is stored' })).toBeVisible()
    await expect(page).toHaveURL(ADDRESS)
    const saved = await page.getByLabel('Receipt as text').inputValue()
    expect(saved).toMatch(/[0-9A-Z]{4}-[0-9A-Z]{2}-2\b/)
    expect(saved.match(/Part \d: /g)).toHaveLength(3)
    await look(page).click()
    await expect(page.getByText('Message 2: stored')).toBeVisible()
    // The same words are another message once one was sent, and the same one when a page is loaded again.
    await page.getByLabel('Your message').fill('Yes.')
    await send(page).click()
    const third = await page.getByLabel('Receipt as text').inputValue()
    await page.reload()
    expect(await page.getByLabel('Receipt as text').inputValue()).toBe(third)
    await lookUp(page, number)
    await page.getByLabel('Your message').fill('Yes.')
    await send(page).click()
    expect(await page.getByLabel('Receipt as text').inputValue()).not.toBe(third)
    await look(page).click()
    await expect(page.getByText('Message 4: stored')).toBeVisible()
    await expect(page.getByText('Message 5: stored')).toHaveCount(0)
  })

  test('ends the conversation after one question, by keyboard, and then knows nothing of it', async ({
    page,
  }) => {
    const { number } = await tipWithCode(page)
    await lookUp(page, number)
    await page.getByRole('button', { name: 'End this conversation' }).click()
    await expect(page.getByRole('heading', { name: 'End it for good?' })).toBeVisible()
    await page.getByRole('button', { name: 'No, keep it' }).click()
    await expect(stands(page)).toBeVisible()
    await page.getByRole('button', { name: 'End this conversation' }).click()
    const answered = page.waitForResponse((one) => one.request().method() === 'POST')
    await page.getByRole('button', { name: 'Yes, end it and delete' }).focus()
    await page.keyboard.press('Enter')
    const answer = await answered
    expect(answer.headers()['cache-control']).toBe('no-store')
    expect(answer.headers()['content-security-policy']).toMatch(/form-action 'self'/)
    await expect(page).toHaveTitle(/^The conversation is ended/)
    await expect(page).toHaveURL(ADDRESS)
    expect(await page.content()).not.toContain(number)
    await lookUp(page, number)
    await expect(errorSummary(page)).toContainText('No conversation has this return number')
    const ofEnded = await errorSummary(page).innerText()
    await lookUp(page, UNUSED)
    expect(await errorSummary(page).innerText()).toBe(ofEnded)
  })

  test('refuses words, and does not show them again', async ({ page }) => {
    for (const typed of [
      WORDS,
      WORDS.toUpperCase(),
      'aban abil able abou abov abse',
      'abandon abi',
    ]) {
      await lookUp(page, typed)
      await expect(errorSummary(page)).toContainText('Do not type your words here')
      await expect(numberField(page)).toHaveValue('')
      const html = (await page.content()).toLowerCase()
      expect(html).not.toContain('abandon')
      expect(html).not.toContain('aban abil')
    }
  })

  test('says what is wrong with a number, and gives it back', async ({ page }) => {
    await lookUp(page, '7K3M-Q2')
    await expect(page).toHaveTitle(/^Error: /)
    await expect(errorSummary(page)).toContainText('24 letters and digits')
    await expect(numberField(page)).toHaveValue('7K3M-Q2')
    await expect(numberField(page)).toHaveAttribute('aria-invalid', 'true')
    await lookUp(page, UNUSED)
    await expect(errorSummary(page)).toContainText('No conversation has this return number')
    await expect(numberField(page)).toHaveValue(UNUSED)
  })

  test('keeps what was written when the message or the number is wrong', async ({ page }) => {
    const { number } = await tipWithCode(page)
    await lookUp(page, number)
    const long = 'x'.repeat(20_001)
    await page.getByLabel('Your message').fill(long)
    await page.locator('[name="note.1"]').fill('A note')
    await send(page).click()
    await expect(errorSummary(page)).toBeVisible()
    await expect(page.getByLabel('Your message')).toHaveValue(long)
    await expect(page.locator('[name="note.1"]')).toHaveValue('A note')
    await expect(stands(page)).toBeVisible()
  })

  test('fits a phone in every state', async ({ page }) => {
    const { number } = await tipWithCode(page)
    for (const phone of [320, 375]) {
      await page.setViewportSize({ width: phone, height: 700 })
      await page.goto(ADDRESS)
      expect(await width(page)).toBe(phone)
      await lookUp(page, UNUSED)
      await expect(errorSummary(page)).toBeVisible()
      expect(await width(page)).toBe(phone)
      await lookUp(page, number)
      await expect(stands(page)).toBeVisible()
      expect(await width(page)).toBe(phone)
      await page.getByLabel('Your message').fill(`On a phone, ${phone}`)
      await send(page).click()
      await expect(page.getByRole('heading', { name: 'Your message is stored' })).toBeVisible()
      expect(await width(page)).toBe(phone)
      await look(page).click()
      await page.getByRole('button', { name: 'End this conversation' }).click()
      expect(await width(page)).toBe(phone)
      await tipWithCode(page)
      expect(await width(page)).toBe(phone)
    }
  })
})

test.describe('in every state', () => {
  // Axe itself is a script that waits; the page has none either way.
  test.use({ javaScriptEnabled: true })

  for (const colorScheme of ['light', 'dark'] as const) {
    test(`bars nobody (axe, ${colorScheme})`, async ({ page }) => {
      await page.emulateMedia({ colorScheme })
      const { number } = await tipWithCode(page)
      await expectAccessible(page)
      await page.goto(ADDRESS)
      await expectAccessible(page)
      await lookUp(page, UNUSED)
      await expectAccessible(page)
      await lookUp(page, number)
      await expect(stands(page)).toBeVisible()
      await expectAccessible(page)
      await page.getByLabel('Your message').fill('x'.repeat(20_001))
      await send(page).click()
      await expect(errorSummary(page)).toBeVisible()
      await expectAccessible(page)
      await page.getByLabel('Your message').fill(`For axe, ${colorScheme}`)
      await send(page).click()
      await expect(page.getByRole('heading', { name: 'Your message is stored' })).toBeVisible()
      await expectAccessible(page)
      await look(page).click()
      await page.getByRole('button', { name: 'End this conversation' }).click()
      await expectAccessible(page)
      await page.getByRole('button', { name: 'Yes, end it and delete' }).click()
      await expect(page).toHaveTitle(/^The conversation is ended/)
      await expectAccessible(page)
    })
  }
})
