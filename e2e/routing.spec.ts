/**
 * The browser chooses the desk: what the form shows, what it seals, and what it asks of the server
 * agree, and the server learns nothing else. A key that has expired is said before anything is typed.
 */
import { expect, type Page, test } from '@playwright/test'
import { expectAccessible, fillRequired, reviewButton, STORY, sendButton } from './report-form.ts'
import {
  OPERATOR,
  type RoutedInbox,
  type RoutedSite,
  startRoutedSite,
  URGENT_KEY_SECONDS,
} from './routed-site.ts'

test.describe.configure({ mode: 'serial' })
test.skip(process.env.E2E_DATA_DIR === undefined, 'the site under test is not ours to build')

let site: RoutedSite
test.beforeAll(async () => {
  test.setTimeout(300_000)
  site = await startRoutedSite()
})
test.afterAll(() => site?.stop())

const choose = {
  theft: (page: Page) => page.getByLabel('Data or cryptocurrency was taken').check(),
  leavingNow: (page: Page) => page.getByLabel('Data or money is leaving now').check(),
  germany: async (page: Page) => {
    const side = page.locator('summary', { hasText: 'Your side' })
    if (!(await page.getByLabel('Country').isVisible())) await side.click()
    await page.getByLabel('Country').selectOption('DE')
  },
}

/** The desk that the form names beside the fingerprint. */
const shownDesk = (page: Page) => page.getByText(/^Inbox: /).first()

async function openRouted(page: Page): Promise<void> {
  await page.goto(`${site.url}/report`)
  await expect(reviewButton(page)).toBeEnabled()
}

const tips: { of: string; inbox: RoutedInbox; answers: ((page: Page) => Promise<unknown>)[] }[] = [
  { of: 'a category that a desk claims', inbox: 'theft', answers: [choose.theft] },
  { of: 'a country that a desk claims', inbox: 'germany', answers: [choose.germany] },
  {
    of: 'a claimed category from a claimed country',
    inbox: 'theft',
    answers: [choose.germany, choose.theft],
  },
  {
    of: 'something leaving now, whatever else it is',
    inbox: 'urgent',
    answers: [choose.theft, choose.germany, choose.leavingNow],
  },
  { of: 'what no desk claims', inbox: 'desk', answers: [] },
]

for (const { of, inbox, answers } of tips) {
  test(`a tip of ${of} goes to “${inbox}” and nowhere else`, async ({ page }) => {
    const asked: unknown[] = []
    page.on('request', (request) => {
      if (new URL(request.url()).pathname === '/api/tips') asked.push(request.postDataJSON())
    })
    const before = (await site.opened(inbox)).length
    await openRouted(page)
    await fillRequired(page)
    for (const answer of answers) await answer(page)
    await expect(shownDesk(page)).toHaveText(`Inbox: ${site.nameOf(inbox)}`)

    await reviewButton(page).click()
    await expect(
      page.getByText(`It will be encrypted for: ${site.nameOf(inbox)}`, { exact: true }),
    ).toBeVisible()
    await sendButton(page).click()
    await expect(page.getByRole('heading', { name: 'Your tip is stored' })).toBeVisible()

    // The way back names no desk either.
    const text = expect.any(String)
    const followUp = { lookup: text, address: text, keyId: text, key: text }
    const parts = [{ bytes: expect.any(Number) }]
    expect(asked).toEqual([{ inbox, parts, proof: null, followUp }])
    await expect.poll(async () => (await site.opened(inbox)).length).toBe(before + 1)
    expect(new Set(await site.opened(inbox))).toEqual(new Set([inbox]))
  })
}

test('the desk that is shown follows the answers, and its key with it', async ({ page }) => {
  await openRouted(page)
  const key = page.locator('section', { has: page.getByRole('heading', { name: 'The key it is' }) })
  await expect(shownDesk(page)).toHaveText('Inbox: General desk')
  await expect(key).toContainText('Our server learns the desk, not the answers.')
  const general = await key.innerText()
  await choose.germany(page)
  await expect(shownDesk(page)).toHaveText('Inbox: Berlin desk')
  const fingerprints = /(?:[0-9A-F]{4}\s*){10}/
  expect(fingerprints.exec(await key.innerText())?.[0]).not.toBe(fingerprints.exec(general)?.[0])
  await page.getByLabel('Country').selectOption('')
  await expect(shownDesk(page)).toHaveText('Inbox: General desk')
  await choose.leavingNow(page)
  await expect(shownDesk(page)).toHaveText('Inbox: Night desk')
  await expect(page.getByRole('region', { name: 'Do this first, then write' })).toContainText(
    'This tip will go to “Night desk”, the desk for what is urgent.',
  )
})

test.describe('on a day on which the key of a desk has expired', () => {
  const later = URGENT_KEY_SECONDS * 1000

  /** The device's clock is a year on, in the page and in the worker. */
  async function aYearLater(page: Page): Promise<void> {
    await page.clock.setSystemTime(Date.now() + later)
    await page.route('**/seal/worker.js', async (route) => {
      const answer = await route.fetch()
      const body = `const Now = Date; globalThis.Date = class extends Now {
        constructor(...given) { if (given.length) super(...given); else super(Now.now() + ${later}) }
        static now() { return Now.now() + ${later} }
      };${await answer.text()}`
      await route.fulfill({ response: answer, body })
    })
  }
  const notice = (page: Page) =>
    page.getByRole('alert').filter({ hasText: 'The key of this desk has expired' })

  test('the form says so before the story, with ways out, and keeps what was typed', async ({
    page,
  }) => {
    await aYearLater(page)
    await openRouted(page)
    await expect(notice(page)).toHaveCount(0)
    await choose.leavingNow(page)
    await expect(notice(page)).toContainText('The key of “Night desk” was valid until')
    await expect(notice(page).getByRole('link', { name: OPERATOR })).toBeVisible()
    await expect(notice(page).getByRole('link', { name: 'Whom to tell' })).toBeVisible()
    await expect(notice(page).getByRole('button', { name: 'Copy what you typed' })).toBeVisible()
    await expectAccessible(page)

    const reminder = page.getByRole('link', { name: 'What you can do' })
    await reminder.click()
    await expect(notice(page).getByRole('heading')).toBeInViewport()

    await fillRequired(page)
    await expect(notice(page)).toHaveCount(0)
    await choose.leavingNow(page)
    await expect(notice(page)).toBeVisible()
    await expect(page.getByLabel('What happened?')).toHaveValue(STORY)
  })

  test('sealing fails and says why; another desk still takes the tip', async ({ page }) => {
    await aYearLater(page)
    await openRouted(page)
    await fillRequired(page)
    await choose.leavingNow(page)
    await reviewButton(page).click()
    await expect(notice(page)).toBeVisible()
    await sendButton(page).click()
    const problem = page.getByRole('region', { name: 'There is a problem' })
    await expect(problem).toContainText('The key of this desk cannot be used, so nothing was sent.')
    await expect(problem).toContainText('It expired on')
    await expect(problem).toContainText('Nothing you typed is lost.')
    await page.getByRole('button', { name: 'Back to the form' }).click()
    await expect(page.getByLabel('What happened?')).toHaveValue(STORY)

    await page.getByLabel('They still have access').check()
    await reviewButton(page).click()
    await sendButton(page).click()
    await expect(page.getByRole('heading', { name: 'Your tip is stored' })).toBeVisible()
    await expect(notice(page)).toHaveCount(0)
  })
})
