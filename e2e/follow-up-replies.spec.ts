/** What an open conversation shows of both sides, and how the desk’s replies are read. */
import { readFile } from 'node:fs/promises'
import { expect, test } from '@playwright/test'
import {
  asked,
  conversation,
  openConversation,
  PLAYED,
  reply,
  STATE,
  show,
} from './follow-up-page.ts'

test.describe('an open conversation', () => {
  test('shows reference, hours, and each message of either side in its order', async ({ page }) => {
    await openConversation(page)
    await expect(page.getByText('7K3M-Q2', { exact: true })).toBeVisible()
    await expect(page.getByText('It will be forgotten on 7 December 2026')).toBeVisible()
    await expect(page.getByRole('heading', { level: 4 })).toHaveText([
      'Your tip',
      'The desk’s reply 1',
      'Your message 2',
      'The desk’s reply 2',
    ])
    const entries = page.getByRole('list').filter({ hasText: 'Your tip' }).last()
    await expect(entries.getByRole('listitem').nth(0)).toContainText(
      'Delivered to the desk on 22 November 2026, between 10:00 and 11:00 UTC.',
    )
    await expect(entries.getByRole('listitem').nth(2)).toContainText('Waiting here, encrypted')
    await expect(page.getByText('it cannot be shown here')).toBeVisible()
  })

  test('shows a reply as text, without links or marks, and marks it as read', async ({ page }) => {
    await openConversation(page)
    await expect(page.getByText('1 reply to read')).toBeVisible()
    await show(page, 2).click()
    await expect(reply(page, 2)).toContainText('Please compare the two pictures.')
    await expect(page.getByText('Nothing new to read')).toBeVisible()
    await show(page, 1).click()
    await expect(reply(page, 1)).toContainText('https://example.org/<b>form</b>')
    await expect(reply(page, 1).locator('a, b')).toHaveCount(0)
    await expect(page.getByText('Subject: Re: Tip 7K3M-Q2 · <b>a question</b>')).toBeVisible()
    await expect(
      page.getByText('Signed on 22 November 2026, between 14:00 and 15:00'),
    ).toBeVisible()
    const marks = (await asked(page)).filter((one) => JSON.stringify(one).includes('mark-read'))
    expect(marks).toMatchObject([{ ask: { what: 'mark-read', replies: ['second'] } }])
  })

  test('forgets a reply that is hidden', async ({ page }) => {
    await openConversation(page)
    await show(page, 2).click()
    await expect(reply(page, 2)).toBeVisible()
    await page.getByRole('button', { name: 'Hide The desk’s reply 2' }).click()
    await expect(page.getByText('compare the two pictures')).toHaveCount(0)
    await expect(show(page, 2)).toBeFocused()
  })

  for (const [signed, words] of [
    ['desk', 'Signed with the desk’s key'],
    ['nobody', 'Not signed: it came to the address that only readers of your tip know'],
    ['unknown-key', 'Signed with a key this site does not know'],
    ['wrong', 'The signature is not right'],
  ] as const) {
    test(`says of a reply signed by “${signed}” what that is worth`, async ({ page }) => {
      await openConversation(page, {
        ...PLAYED,
        replies: {
          first: { text: '', files: [], subject: null, signed, signedAt: null },
        },
      })
      await show(page, 1).click()
      await expect(page.getByText(words, { exact: true })).toBeVisible()
      await expect(reply(page, 1)).toHaveText('There is no text in this reply.')
    })
  }

  test('saves a file under a harmless name, byte for byte', async ({ page }) => {
    await openConversation(page)
    await show(page, 2).click()
    const waiting = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Save photognp.exe' }).click()
    const download = await waiting
    expect(download.suggestedFilename()).toBe('photognp.exe')
    expect([...(await readFile(await download.path()))]).toEqual([1, 2, 3])
    await expect(page.getByText('2.9 kB').or(page.getByText('3 kB'))).toBeVisible()
  })

  test('says that a reply could not be opened, and lets it be tried again', async ({ page }) => {
    await openConversation(page, { ...PLAYED, replies: {} })
    await show(page, 1).click()
    await expect(page.getByRole('alert')).toHaveText(['This message cannot be opened.'])
    await expect(page.getByRole('button', { name: 'Try again The desk’s reply 1' })).toBeEnabled()
  })

  test('looks for new messages only when asked, and says what came', async ({ page }) => {
    const news = { id: 'third', number: 3, hour: '2026-11-24T08:00Z', bytes: 4096, read: false }
    await openConversation(page, {
      ...PLAYED,
      refresh: { ok: true, state: { ...STATE, replies: [...STATE.replies, news] } },
    })
    await page.getByRole('button', { name: 'Look for new messages' }).click()
    await expect(page.getByText('1 new reply.')).toBeVisible()
    await expect(show(page, 3)).toBeVisible()
    expect((await asked(page)).length).toBe(2)
  })

  test('stays as it is when looking fails, also when the conversation is gone', async ({
    page,
  }) => {
    await openConversation(page, {
      ...PLAYED,
      refresh: { ok: false, reason: 'offline', message: '' },
    })
    await page.getByRole('button', { name: 'Look for new messages' }).click()
    await expect(page.getByText('It did not work. The server cannot be reached.')).toBeVisible()
    await expect(conversation(page)).toBeVisible()
    await openConversation(page, {
      ...PLAYED,
      refresh: { ok: false, reason: 'unknown', message: '' },
    })
    await page.getByRole('button', { name: 'Look for new messages' }).click()
    await expect(page.getByText('The conversation is not there any more.')).toBeVisible()
    await expect(conversation(page)).toBeVisible()
  })
})
