/** Coming back on a phone, with a screen reader, by keyboard alone, and without scripts. */
import { expect, type Page, test } from '@playwright/test'
import {
  BROKEN_FILE,
  chooseFile,
  codeField,
  conversation,
  end,
  enterCode,
  FAILED,
  message,
  openConversation,
  PLAYED,
  REPLIES,
  refused,
  reply,
  send,
  show,
  visit,
  WORDS,
} from './follow-up-page.ts'
import { errorSummary, expectAccessible } from './report-form.ts'

/** Every state somebody can come to, and how. */
const STATES: Record<string, (page: Page) => Promise<void>> = {
  'before anything': (page) => visit(page),
  'a word that is in no code': async (page) => {
    await visit(page)
    await enterCode(page, 'abandon ability abel')
    await expect(errorSummary(page)).toBeFocused()
  },
  'a code that opens nothing': async (page) => {
    await visit(page, { open: { ok: false, reason: 'unknown', message: '' } })
    await enterCode(page)
    await expect(refused(page)).toBeFocused()
  },
  'an open conversation with replies shown': async (page) => {
    await openConversation(page, {
      ...PLAYED,
      replies: { first: { ...REPLIES.first, signed: 'unknown-key' }, second: REPLIES.second },
    })
    await show(page, 1).click()
    await show(page, 2).click()
    await expect(reply(page, 2)).toBeVisible()
  },
  'a message with an error': async (page) => {
    await openConversation(page)
    await send(page).click()
    await expect(errorSummary(page)).toBeFocused()
  },
  'a message being sent, whose file failed': async (page) => {
    await openConversation(page, BROKEN_FILE)
    await message(page).fill('See files')
    await chooseFile(page)
    await send(page).click()
    await expect(page.getByText('It cannot be read.')).toBeVisible()
  },
  'a message that failed': async (page) => {
    await openConversation(page, FAILED)
    await message(page).fill('Monday')
    await send(page).click()
    await expect(errorSummary(page)).toBeFocused()
  },
  'a message that is stored': async (page) => {
    await openConversation(page)
    await message(page).fill('Monday')
    await send(page).click()
    await expect(page.getByRole('heading', { name: 'Your message is stored' })).toBeFocused()
  },
  'the question before the end': async (page) => {
    await openConversation(page)
    await page.getByRole('button', { name: 'End this conversation' }).click()
    await expect(page.getByText('End it for good?')).toBeFocused()
  },
  'the end': async (page) => {
    await openConversation(page)
    await end(page)
    await expect(page.getByText('The conversation is ended.')).toBeVisible()
  },
  'no worker': async (page) => {
    await page.route('**/seal/worker.js', (route) => route.abort())
    await page.goto('/follow-up')
    await expect(page.getByText('This page cannot decrypt')).toBeVisible()
  },
}

test.describe('every state', () => {
  for (const [name, go] of Object.entries(STATES)) {
    for (const colorScheme of ['light', 'dark'] as const) {
      test(`axe finds nothing in ${colorScheme}: ${name}`, async ({ page }) => {
        await page.emulateMedia({ colorScheme })
        await go(page)
        await expectAccessible(page)
      })
    }

    test(`fits 320 pixels without scrolling sideways: ${name}`, async ({ page }) => {
      await page.setViewportSize({ width: 320, height: 640 })
      await go(page)
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320)
    })
  }
})

test('everything works by keyboard', async ({ page }) => {
  await visit(page)
  await codeField(page).focus()
  await page.keyboard.type(WORDS.join(' '))
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await expect(conversation(page)).toBeFocused()
  await page.keyboard.press('Tab')
  await expect(page.getByRole('button', { name: 'Look for new messages' })).toBeFocused()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  await expect(show(page, 1)).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: 'Hide The desk’s reply 1' })).toBeFocused()
  await page.keyboard.press('Tab')
  await expect(reply(page, 1)).toBeFocused()
})

test.describe('without scripts', () => {
  test.use({ javaScriptEnabled: false })

  test('says why the code cannot be used here, and where to go', async ({ page }) => {
    await page.goto('/follow-up')
    await expect(page.locator('noscript h2')).toHaveText(
      'Scripts are off, so your code cannot be used here',
    )
    await expect(page.getByRole('button')).toHaveCount(0)
    await expect(codeField(page)).toBeHidden()
    await page.locator('noscript a').click()
    await expect(page).toHaveURL(/\/follow-up\/plain$/)
  })
})
