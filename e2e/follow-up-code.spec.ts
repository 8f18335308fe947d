/** The code that a sender comes back with: how it is read, refused, and that it stays nowhere. */
import { expect, type Page, test } from '@playwright/test'
import {
  asked,
  codeField,
  conversation,
  enterCode,
  openConversation,
  refused,
  visit,
  WORDS,
} from './follow-up-page.ts'
import { errorSummary } from './report-form.ts'

/** Fails when any word of the code stands anywhere in the page, its address, or what the browser keeps. */
async function expectNoWords(page: Page): Promise<void> {
  const kept = await page.evaluate(() => [
    document.documentElement.outerHTML,
    ...[...document.querySelectorAll('textarea')].map(({ value }) => value),
    location.href,
    JSON.stringify(history.state),
    JSON.stringify({ ...localStorage }),
    JSON.stringify({ ...sessionStorage }),
    document.cookie,
    document.title,
  ])
  // Words of the list that no page of ours happens to use.
  for (const word of ['abandon', 'absorb', 'absurd']) {
    expect(kept.filter((one) => one.includes(word))).toEqual([])
  }
}

test.describe('the code', () => {
  test('is read in any case and spacing, and by the first four letters', async ({ page }) => {
    await visit(page)
    await enterCode(page, ' 1. ABAN,Ability\n able  abou; above absent absorb-abst absurd. ')
    await expect(conversation(page)).toBeFocused()
    expect(await asked(page)).toContainEqual({
      kind: 'conversation',
      id: expect.any(String),
      ask: { what: 'open', words: WORDS, origin: new URL(page.url()).origin },
    })
  })

  test('names the word that is in no code and what it may have been, and asks nobody', async ({
    page,
  }) => {
    await visit(page)
    await enterCode(page, 'abandon ability abel about')
    const problem = 'Word 3, “abel”, is in no code. Did you mean “label”, “able”, or “age”?'
    await expect(page).toHaveTitle(/^Error: /)
    await errorSummary(page).getByRole('link', { name: problem }).click()
    await expect(codeField(page)).toBeFocused()
    await expect(codeField(page)).toHaveAccessibleDescription(/Word 3/)
    await expect(codeField(page)).toHaveValue('abandon ability abel about')
    await enterCode(page, 'abandon ability')
    await expect(errorSummary(page)).toContainText('There are 2 words. A code has 9.')
    await enterCode(page, '')
    await expect(errorSummary(page)).toContainText('Type the nine words of your code')
    expect(await asked(page)).toEqual([])
  })

  test('that opens nothing gets one answer, which does not tell whether it ever existed', async ({
    page,
  }) => {
    await visit(page, { open: { ok: false, reason: 'unknown', message: '' } })
    await enterCode(page)
    await expect(refused(page)).toContainText('This page cannot tell whether there ever was one.')
    await expect(refused(page)).toContainText('14 days after the last message')
    await expect(codeField(page)).toHaveValue(WORDS.join(' '))
  })

  test('tried too often says when to try again, and without a line that it may be right', async ({
    page,
  }) => {
    await visit(page, { open: { ok: false, reason: 'busy', message: '', retryAfterMs: 150_000 } })
    await enterCode(page)
    await expect(refused(page)).toContainText('Try again in 3 minutes. Your words may be right.')
    await visit(page, { open: { ok: false, reason: 'offline', message: '' } })
    await enterCode(page)
    await expect(refused(page)).toContainText('The server cannot be reached.')
    await expect(codeField(page)).toHaveValue(WORDS.join(' '))
  })

  test('is nowhere once it has opened something, and never in address or storage', async ({
    page,
  }) => {
    await openConversation(page)
    await expectNoWords(page)
    await page.getByRole('button', { name: 'Hide and close' }).click()
    await expect(page.getByText('Closed. Type your words to open it again.')).toBeVisible()
    await expect(codeField(page)).toHaveValue('')
    await expectNoWords(page)
  })

  test('gets no help from the browser, which might keep or send it, and can be typed unseen', async ({
    page,
  }) => {
    await visit(page)
    for (const [name, value] of [
      ['autocomplete', 'off'],
      ['autocapitalize', 'none'],
      ['spellcheck', 'false'],
      ['translate', 'no'],
    ] as const) {
      await expect(codeField(page)).toHaveAttribute(name, value)
    }
    await expect(codeField(page)).not.toHaveAttribute('name')
    await page.getByLabel('Hide the words while I type').check()
    await expect(codeField(page)).toHaveCSS('-webkit-text-security', 'disc')
  })
})
