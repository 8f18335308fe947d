/** Writing a further message when something goes on beside it: a file looked at, a worker that stopped. */
import { expect, type Page, test } from '@playwright/test'
import {
  asked,
  enterCode,
  openConversation,
  PLAYED,
  type Played,
  playConversation,
} from './follow-up-page.ts'
import { errorSummary } from './report-form.ts'

const send = (page: Page) => page.getByRole('button', { name: 'Encrypt and send' })
const message = (page: Page) => page.getByLabel('Your message')
const stored = (page: Page) => page.getByRole('heading', { name: 'Your message is stored' })

const STOPPED: Played = {
  ...PLAYED,
  send: [
    {
      kind: 'failed',
      failure: { code: 'internal', retryable: true, message: 'Press the button again.' },
    },
  ],
}

/** Keeps files from being looked at until what is given back is called. */
async function holdExaminations(page: Page): Promise<() => Promise<void>> {
  await page.addInitScript(() => {
    const post = Worker.prototype.postMessage
    const held: (() => void)[] = []
    Worker.prototype.postMessage = function (message: { kind: string }) {
      if (message.kind === 'examine') held.push(() => post.call(this, message))
      else post.call(this, message)
    }
    addEventListener('look-at-files', () => {
      for (const go of held) go()
    })
  })
  return () => page.evaluate(() => void dispatchEvent(new Event('look-at-files')))
}

async function chooseFile(page: Page): Promise<void> {
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'a.txt', mimeType: 'text/plain', buffer: Buffer.from('hello') })
}

test('sends once, with what was written while its file was looked at', async ({ page }) => {
  const look = await holdExaminations(page)
  await openConversation(page)
  await message(page).fill('It came on Monday')
  await chooseFile(page)
  await send(page).click()
  await send(page).click()
  await message(page).fill('It came on Monday, from the second address.')
  await look()
  await expect(stored(page)).toBeFocused()
  const sent = (await asked(page)).filter((one) => JSON.stringify(one).includes('"send"'))
  expect(sent).toEqual([
    expect.objectContaining({
      answers: { story: 'It came on Monday, from the second address.' },
    }),
  ])
})

test('puts the focus into the next message', async ({ page }) => {
  await openConversation(page)
  await message(page).fill('Monday')
  await send(page).click()
  await page.getByRole('button', { name: 'Write another message' }).click()
  await expect(message(page)).toBeFocused()
})

test('when the part that encrypts has stopped, the way on keeps every word', async ({ page }) => {
  await openConversation(page, STOPPED)
  await message(page).fill('Monday')
  await send(page).click()
  await expect(errorSummary(page)).toContainText(
    'Hide and close the conversation and open it again: what you wrote is kept.',
  )
  await expect(errorSummary(page)).not.toContainText('Press the button again.')
  await playConversation(page, PLAYED)
  await page.getByRole('button', { name: 'Hide and close' }).click()
  await page.locator('button[type=submit]:enabled').waitFor()
  await enterCode(page)
  await expect(message(page)).toHaveValue('Monday')
  await send(page).click()
  await expect(stored(page)).toBeFocused()
})
