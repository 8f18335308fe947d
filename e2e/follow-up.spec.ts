/** Coming back to a tip: the code, the replies, a further message, the end, and that nothing stays behind. */
import { readFile } from 'node:fs/promises'
import { expect, type Page, test } from '@playwright/test'
import {
  asked,
  enterCode,
  openConversation,
  PLAYED,
  type Played,
  playConversation,
  REPLIES,
  STATE,
  visit,
  WORDS,
} from './follow-up-page.ts'
import {
  errorSummary,
  expectAccessible,
  leaveQuestions,
  openForm,
  review,
  sendButton,
} from './report-form.ts'

const codeField = (page: Page) => page.getByLabel('Your nine words')
const conversation = (page: Page) => page.getByRole('heading', { name: 'Your conversation' })
const refused = (page: Page) => page.getByRole('region', { name: 'It did not open' })
const show = (page: Page, number: number) =>
  page.getByRole('button', { name: `Show The desk’s reply ${number}` })
const reply = (page: Page, number: number) =>
  page.getByRole('region', { name: `The desk’s reply ${number}` })
const send = (page: Page) => page.getByRole('button', { name: 'Encrypt and send' })
const message = (page: Page) => page.getByLabel('Your message')

const FAILED: Played = {
  ...PLAYED,
  send: [
    {
      kind: 'failed',
      failure: { code: 'offline', retryable: true, message: 'The server cannot be reached.' },
    },
  ],
}
const BROKEN_FILE: Played = {
  ...PLAYED,
  send: [
    {
      kind: 'progress',
      progress: {
        phase: 'sending',
        doneBytes: 10,
        totalBytes: 100,
        bytesPerSecond: 10,
        secondsLeft: 9,
        files: [
          {
            id: 'file-0',
            state: 'failed',
            doneBytes: 0,
            totalBytes: 5,
            message: 'It cannot be read.',
          },
        ],
      },
    },
  ],
}

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

async function chooseFile(page: Page): Promise<void> {
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'a.txt', mimeType: 'text/plain', buffer: Buffer.from('hello') })
}

async function end(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'End this conversation' }).click()
  await page.getByRole('button', { name: 'Yes, end it and delete' }).click()
}

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
    const news = { id: 'third', hour: '2026-11-24T08:00Z', bytes: 4096, read: false }
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

test('has the headers of the form, and no script in the page', async ({ request }) => {
  const [form, own] = await Promise.all([request.get('/report'), request.get('/follow-up')])
  for (const name of ['content-security-policy', 'permissions-policy', 'referrer-policy']) {
    expect(own.headers()[name]).toBe(form.headers()[name])
  }
  expect(
    (await own.text()).match(/<script(?![^>]*(?:src=|application\/(?:ld\+)?json))/g),
  ).toBeNull()
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
