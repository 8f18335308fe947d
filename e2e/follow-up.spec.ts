/** Coming back to a tip with the real worker and server: the whole way once, and its headers. */
import { expect, test } from '@playwright/test'
import {
  chooseFile,
  conversation,
  end,
  enterCode,
  message,
  refused,
  send,
} from './follow-up-page.ts'
import { leaveQuestions, openForm, review, sendButton } from './report-form.ts'

test('has the headers of the form, and no script in the page', async ({ request }) => {
  const [form, own] = await Promise.all([request.get('/report'), request.get('/follow-up')])
  for (const name of ['content-security-policy', 'permissions-policy', 'referrer-policy']) {
    expect(own.headers()[name]).toBe(form.headers()[name])
  }
  expect(
    (await own.text()).match(/<script(?![^>]*(?:src=|application\/(?:ld\+)?json))/g),
  ).toBeNull()
})

test('the real worker: a tip, the way back with its code, a further message, and the end', async ({
  page,
}) => {
  await openForm(page)
  await review(page)
  await sendButton(page).click()
  await expect(page.getByRole('heading', { name: 'Your code to come back' })).toBeVisible({
    timeout: 60_000,
  })
  const shown = page.getByRole('list', { name: 'Your nine words, in three lines of three' })
  const code = (await shown.locator('li').allInnerTexts()).join(' ')
  leaveQuestions(page)

  await page.goto('/follow-up')
  await page.locator('button[type=submit]:enabled').waitFor()
  await enterCode(page, code)
  await expect(conversation(page)).toBeFocused({ timeout: 30_000 })
  await expect(page.getByRole('heading', { level: 4 })).toHaveText(['Your tip'])
  await expect(page.getByText('The desk has not written yet')).toBeVisible()
  await message(page).fill('The laptop came on Monday.')
  await chooseFile(page)
  await send(page).click()
  await expect(page.getByRole('heading', { name: 'Your message is stored' })).toBeFocused({
    timeout: 60_000,
  })
  await page.getByRole('button', { name: 'Look for new messages' }).click()
  await expect(page.getByText('Nothing new.', { exact: true })).toBeVisible({ timeout: 30_000 })
  await expect(page.getByRole('heading', { level: 4 })).toContainText([
    'Your tip',
    'Your message 2',
  ])

  await end(page)
  await expect(page.getByText('The conversation is ended.')).toBeVisible({ timeout: 30_000 })
  await page.locator('button[type=submit]:enabled').waitFor()
  await enterCode(page, code)
  await expect(refused(page)).toContainText('No conversation opens with these words.', {
    timeout: 30_000,
  })
})
