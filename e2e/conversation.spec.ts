/**
 * A whole conversation of six messages, a file with each. The sender has a browser and comes back with nine
 * words in another one each time; the desk has nothing but its mailbox (see mail-desk.ts). Between them are
 * the real server with a build of its own, Postfix and Dovecot, all on this machine; nothing stands in.
 */
import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { expect, type Page, test } from '@playwright/test'
import { copySources } from '#scripts/copy-sources'
import { filesWithMarker, markersOfCode } from '#server/marker.fixture'
import { enterCode } from './follow-up-page.ts'
import { type MailDesk, startMailDesk, whyNoMailDesk } from './mail-desk.ts'
import { fillRequired, openForm, reviewButton, sendButton } from './report-form.ts'
import { buildAndServe, type Served } from './serve.ts'

/** A message with a file; both hold a word that must be found nowhere on the server. */
function message(number: number, text: string) {
  const marker = (what: string) => `Kieselstein-${what}${number}-${randomBytes(6).toString('hex')}`
  const [word, name] = [marker('message'), `${marker('file')}.csv`]
  const buffer = Buffer.concat([Buffer.from(name), randomBytes(20_000)])
  return { text: `${text} ${word}`, word, file: { name, mimeType: 'text/csv', buffer } }
}

const SENT = {
  tip: message(1, 'His camera is never on.'),
  may: message(3, 'It was in May.'),
  last: message(5, 'It is the same man.'),
}
const REPLIES = [
  message(2, 'Which month was it?'),
  message(4, 'Please compare this list.'),
  message(6, 'Thank you.'),
] as const
type Message = ReturnType<typeof message>
const ALL: Message[] = [...Object.values(SENT), ...REPLIES]

const reason = whyNoMailDesk()
test.skip(reason !== null, reason ?? '')
test.skip(process.env.E2E_DATA_DIR === undefined, 'the site under test is not ours to build')

let work: string
let desk: MailDesk
let site: Served
test.beforeAll(async () => {
  test.setTimeout(300_000)
  work = await mkdtemp(join(tmpdir(), 'rhw-played-'))
  desk = await startMailDesk(join(work, 'desk'))
  const sources = join(work, 'site')
  await copySources(sources)
  const TMPDIR = join(work, 'server', 'tmp')
  await mkdir(TMPDIR, { recursive: true })
  site = await buildAndServe(sources, join(work, 'server', 'data'), { ...desk.settings, TMPDIR })
})
test.afterAll(async () => {
  await site?.stop()
  await desk?.close()
  if (work) await rm(work, { recursive: true, force: true, maxRetries: 5 })
})

/** Files of the server, temporary ones and its log among them, that hold any of `markers`. */
async function serverFilesWith(...markers: (string | Uint8Array)[]): Promise<string[]> {
  await writeFile(join(work, 'server', 'log'), site.printed())
  const found = await Promise.all(markers.map((one) => filesWithMarker(join(work, 'server'), one)))
  return [...new Set(found.flat().map((path) => basename(path)))]
}

const replyOf = (page: Page, number: number) =>
  page.getByRole('listitem').filter({
    has: page.getByRole('heading', { name: `The desk’s reply ${number}`, exact: true }),
  })

/** Looks until the desk's reply `number` is there, reads it, and saves its file. */
async function read(page: Page, number: number, { text, file }: Message): Promise<void> {
  const reply = replyOf(page, number)
  await expect(async () => {
    if (!(await reply.isVisible())) {
      await page.getByRole('button', { name: 'Look for new messages' }).click()
    }
    await expect(reply).toBeVisible({ timeout: 3_000 })
  }).toPass({ timeout: 90_000 })
  await reply.getByRole('button', { name: `Show The desk’s reply ${number}` }).click()
  await expect(reply.getByRole('region')).toContainText(text, { timeout: 20_000 })
  await expect(reply.getByText('Signed with the desk’s key', { exact: true })).toBeVisible()
  const saving = page.waitForEvent('download')
  await reply.getByRole('button', { name: `Save ${file.name}` }).click()
  expect(await readFile(await (await saving).path())).toEqual(file.buffer)
}

/** Writes again; gives the reference of the message. */
async function write(page: Page, { text, file }: Message): Promise<string> {
  await page.getByLabel('Your message').fill(text)
  await page.locator('input[type=file]').setInputFiles(file)
  await sendButton(page).click()
  const reference = page.getByText(/^[0-9A-Z]{4}-[0-9A-Z]{2}-\d+$/)
  await expect(reference).toBeVisible({ timeout: 60_000 })
  return reference.innerText()
}

/** Sends the tip through the form, and writes the code down. */
async function sendTip(page: Page, { text, file }: Message) {
  await openForm(page)
  await fillRequired(page, text)
  await page.locator('#field-files').setInputFiles(file)
  await expect(page.getByLabel(`Note for “${file.name}”`)).toBeVisible()
  await reviewButton(page).click()
  await sendButton(page).click()
  const list = page.getByRole('list', { name: 'Your nine words, in three lines of three' })
  await expect(list).toBeVisible({ timeout: 60_000 })
  const shown = await list.locator('li').allInnerTexts()
  return {
    words: shown.map((one) => one.replace(/[^a-z]/g, '')),
    returnNumber: await page.getByText(/^(?:[0-9A-Z]{4}-){5}[0-9A-Z]{4}$/).innerText(),
    reference: await page.getByText(/^[0-9A-Z]{4}-[0-9A-Z]{2}$/).innerText(),
  }
}

test('six messages with files go between a browser and a mailbox, and the server can read none', async ({
  browser,
  launchOptions,
}) => {
  test.setTimeout(420_000)
  /** Does something in a browser that was started for it and is ended after it. */
  async function inAnotherBrowser<T>(visit: (page: Page) => Promise<T>): Promise<T> {
    const another = await browser.browserType().launch(launchOptions)
    try {
      return await visit(await another.newPage({ baseURL: site.url }))
    } finally {
      await another.close()
    }
  }
  /** The same, where the conversation is open, with nothing but the words. */
  const comeBack = <T>(code: string, visit: (page: Page) => Promise<T>) =>
    inAnotherBrowser(async (page) => {
      await page.goto('/follow-up')
      await page.locator('button[type=submit]:enabled').waitFor()
      await enterCode(page, code)
      const heading = page.getByRole('heading', { name: 'Your conversation' })
      await expect(heading).toBeFocused({ timeout: 30_000 })
      return visit(page)
    })
  /** Has the desk reply with a file, and keeps what stood on its screen for who looks why it failed. */
  async function reply(to: Parameters<MailDesk['reply']>[0], { text, file }: Message) {
    const folder = join(work, 'attached')
    await mkdir(folder, { recursive: true })
    await writeFile(join(folder, file.name), file.buffer)
    const body = await desk.reply(to, `${text}\n`, join(folder, file.name))
    await test.info().attach(`neomutt ${file.name}`, { body, contentType: 'text/plain' })
  }
  const received = async (reference: string, { text, file }: Message) => {
    const opened = await desk.receive(reference)
    expect(opened.report).toContain(text)
    expect(await opened.file(file.name)).toEqual(file.buffer)
    return opened
  }

  const { words, returnNumber, reference } = await inAnotherBrowser((page) =>
    sendTip(page, SENT.tip),
  )
  expect(words).toHaveLength(9)
  const code = words.join(' ')
  const secrets = [
    ...ALL.flatMap(({ word, file }) => [word, file.name]),
    ...markersOfCode(words, returnNumber),
  ]

  const tip = await received(reference, SENT.tip)
  await reply(tip, REPLIES[0])
  const second = await comeBack(code, async (page) => {
    await read(page, 1, REPLIES[0])
    // neomutt quotes what it opened.
    await expect(replyOf(page, 1)).toContainText(new RegExp(`> .*${SENT.tip.word}`))
    return write(page, SENT.may)
  })
  expect(second).toBe(`${reference}-2`)

  const may = await received(second, SENT.may)
  await reply(may, REPLIES[1])
  const third = await comeBack(code, async (page) => {
    await read(page, 2, REPLIES[1])
    return write(page, SENT.last)
  })
  expect(third).toBe(`${reference}-3`)

  const last = await received(third, SENT.last)
  for (const { headers } of [may, last]) {
    expect(headers.references).toBe(tip.headers.messageId)
    expect(headers.replyTo).toEqual(tip.headers.replyTo)
  }
  await reply(last, REPLIES[2])
  await comeBack(code, async (page) => {
    // All came within an hour or two, and each is still the one that it was.
    for (const [at, one] of [...REPLIES.entries()].reverse()) await read(page, at + 1, one)

    // While all of it is there: the search finds what stands there in the clear, and each of these if it did.
    expect(await serverFilesWith(reference)).toContain('store.sqlite-wal')
    expect(await serverFilesWith('"started"')).toEqual(['log'])
    const planted = join(work, 'server', 'data', 'planted')
    for (const secret of secrets) {
      await writeFile(planted, secret)
      expect(await serverFilesWith(secret)).toEqual(['planted'])
    }
    await rm(planted)
    expect(await serverFilesWith(...secrets)).toEqual([])

    await page.getByRole('button', { name: 'End this conversation' }).click()
    await page.getByRole('button', { name: 'Yes, end it and delete' }).click()
    await expect(page.getByText('The conversation is ended.')).toBeVisible({ timeout: 30_000 })
  })
  await inAnotherBrowser(async (page) => {
    await page.goto('/follow-up')
    await page.locator('button[type=submit]:enabled').waitFor()
    await enterCode(page, code)
    const none = page.getByText('No conversation opens with these words.')
    await expect(none).toBeVisible({ timeout: 30_000 })
  })
  expect(await serverFilesWith(...secrets)).toEqual([])
  // Nor can the mail servers read anything, or have a reply left.
  expect(await filesWithMarker(desk.boxes, reference)).not.toEqual([])
  for (const secret of secrets) expect(await filesWithMarker(desk.boxes, secret)).toEqual([])
  expect(await filesWithMarker(join(desk.boxes, 'tips'), 'Message-ID')).toEqual([])
})
