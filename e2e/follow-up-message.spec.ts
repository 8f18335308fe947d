/** A further message of a sender who came back: its way to the desk, and that nothing typed is lost. */
import { readFile } from 'node:fs/promises'
import { expect, test } from '@playwright/test'
import {
  asked,
  BROKEN_FILE,
  chooseFile,
  FAILED,
  message,
  openConversation,
  PLAYED,
  STATE,
  send,
  show,
} from './follow-up-page.ts'
import { errorSummary, leaveQuestions } from './report-form.ts'

test.describe('a further message', () => {
  test('is sent with its files as part of the conversation, and gets a receipt', async ({
    page,
  }) => {
    await openConversation(page)
    await message(page).fill('  It came on Monday. ')
    await chooseFile(page)
    await send(page).click()
    await expect(page.getByText('7K3M-Q2-3', { exact: true })).toBeVisible()
    expect(await asked(page)).toContainEqual({
      kind: 'send',
      answers: { story: 'It came on Monday.' },
      message: true,
      files: 1,
      inbox: 'demo',
    })
    await expect(page.getByRole('heading', { name: 'Your message 3' })).toBeVisible()
    const waiting = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Save the receipt' }).click()
    expect(await readFile(await (await waiting).path(), 'utf8')).toContain('7K3M-Q2-3')
    await page.getByRole('button', { name: 'Write another message' }).click()
    await expect(message(page)).toBeFocused()
    await expect(message(page)).toHaveValue('')
    await expect(page.getByText('a.txt')).toHaveCount(0)
  })

  test('without words is refused beside its field', async ({ page }) => {
    await openConversation(page)
    await send(page).click()
    await errorSummary(page)
      .getByRole('link', { name: 'Write your message, or “See files”' })
      .click()
    await expect(message(page)).toBeFocused()
    await message(page).fill('x'.repeat(20_001))
    await send(page).click()
    await expect(errorSummary(page)).toContainText('Use 20,000 characters or fewer')
  })

  test('that failed keeps every word and file', async ({ page }) => {
    await openConversation(page, FAILED)
    await message(page).fill('Monday')
    await chooseFile(page)
    await send(page).click()
    await expect(errorSummary(page)).toContainText('The server cannot be reached.')
    await expect(message(page)).toHaveValue('Monday')
    await expect(page.getByRole('listitem').filter({ hasText: 'a.txt' })).toBeVisible()
  })

  test('lets one file be tried again or taken out while it is sent', async ({ page }) => {
    await openConversation(page, BROKEN_FILE)
    await message(page).fill('See files')
    await chooseFile(page)
    await send(page).click()
    await page.getByRole('button', { name: 'Try again a.txt' }).click()
    await page.getByRole('button', { name: 'Remove a.txt' }).click()
    await expect
      .poll(async () => (await asked(page)).slice(-2))
      .toEqual([
        { kind: 'retry-file', id: 'file-0' },
        { kind: 'remove-file', id: 'file-0' },
      ])
  })

  test('is asked about before the page is left, as long as it is not sent', async ({ page }) => {
    const questions = leaveQuestions(page)
    await openConversation(page)
    await message(page).fill('Monday')
    await page.goto('/about')
    expect(questions).toEqual(['beforeunload'])
    await openConversation(page)
    await message(page).fill('Monday')
    await send(page).click()
    await expect(page.getByText('7K3M-Q2-3', { exact: true })).toBeVisible()
    await page.goto('/about')
    expect(questions).toEqual(['beforeunload'])
  })

  test('is offered only while the desk of the conversation is one of this site', async ({
    page,
  }) => {
    await openConversation(page, {
      ...PLAYED,
      open: { ok: true, state: { ...STATE, inbox: 'closed' } },
    })
    await expect(page.getByText('takes no messages on this site any more')).toBeVisible()
    await expect(message(page)).toHaveCount(0)
    await expect(show(page, 1)).toBeVisible()
  })
})
