/** The end of a conversation, and that somebody else at the device finds nothing of it. */
import { expect, test } from '@playwright/test'
import {
  codeField,
  conversation,
  end,
  enterCode,
  message,
  openConversation,
  PLAYED,
  playConversation,
  reply,
  STATE,
  show,
} from './follow-up-page.ts'
import { leaveQuestions } from './report-form.ts'

test.describe('the end', () => {
  test('comes after one question, and asks for the code again', async ({ page }) => {
    await openConversation(page)
    await message(page).fill('Not sent')
    const button = page.getByRole('button', { name: 'End this conversation' })
    await button.click()
    await expect(page.getByText('Your unsent message is lost too.')).toBeVisible()
    await page.getByRole('button', { name: 'No, keep it' }).click()
    await expect(button).toBeFocused()
    await end(page)
    await expect(page.getByText('your code opens nothing any more')).toBeVisible()
    await expect(page.getByText('is kept hidden in this page')).toHaveCount(0)
    await expect(codeField(page)).toBeVisible()
  })

  test('that did not reach the server is told, and the conversation stays', async ({ page }) => {
    await openConversation(page, { ...PLAYED, end: false })
    await end(page)
    await expect(page.getByText('It was not ended.')).toBeVisible()
    await expect(conversation(page)).toBeVisible()
  })
})

test.describe('somebody else at the device', () => {
  test('finds it closed after 15 idle minutes; what was not sent waits for the code', async ({
    page,
  }) => {
    await page.clock.install()
    await openConversation(page)
    await show(page, 2).click()
    await expect(reply(page, 2)).toBeVisible()
    await message(page).fill('Not sent yet')
    await page.clock.runFor('14:00')
    await expect(conversation(page)).toBeVisible()
    await page.clock.runFor('01:30')
    await expect(page.getByText('Closed after 15 minutes')).toBeVisible()
    await expect(page.getByText('compare the two pictures')).toHaveCount(0)
    const seen = await page.evaluate(() =>
      [
        document.body.innerText,
        ...[...document.querySelectorAll('textarea')].map((one) => one.value),
      ].join(),
    )
    expect(seen).not.toContain('Not sent yet')
    await page.locator('button[type=submit]:enabled').waitFor()
    await enterCode(page)
    await expect(message(page)).toHaveValue('Not sent yet')
  })

  test('never sees it in another conversation', async ({ page }) => {
    await openConversation(page)
    await message(page).fill('Not sent yet')
    await playConversation(page, {
      ...PLAYED,
      open: { ok: true, state: { ...STATE, reference: '9Z9Z-ZZ' } },
    })
    await page.getByRole('button', { name: 'Hide and close' }).click()
    await expect(page.getByText('is kept hidden in this page')).toBeVisible()
    await page.locator('button[type=submit]:enabled').waitFor()
    await enterCode(page)
    await expect(page.getByText('9Z9Z-ZZ')).toBeVisible()
    await expect(message(page)).toHaveValue('')
  })

  test('finds nothing when the page was left and is gone back to', async ({ page }) => {
    await openConversation(page)
    await show(page, 2).click()
    await expect(reply(page, 2)).toBeVisible()
    await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pagehide')))
    await expect(conversation(page)).toHaveCount(0)
    await expect(page.getByText('compare the two pictures')).toHaveCount(0)
  })

  test('finds another site after the exit, which asks nothing', async ({ page }) => {
    await page.route('https://www.wikipedia.org/', (route) => route.fulfill({ body: 'neutral' }))
    const questions = leaveQuestions(page)
    await openConversation(page)
    await message(page).fill('Not sent yet')
    await page.getByRole('button', { name: 'Exit this page' }).click()
    await page.waitForURL('https://www.wikipedia.org/')
    expect(questions).toEqual([])
  })
})
