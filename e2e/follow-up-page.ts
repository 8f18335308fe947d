/** What the browser tests of the way back share: a conversation, and a worker that plays it. */
import type { Page } from '@playwright/test'
import type { OpenedReply } from '#lib/follow-up/open-reply'
import type { Hour } from '#lib/protocol/hours'
import type { ConversationState, FromWorker, OpenOutcome } from '#lib/sending/worker-messages'

export const WORDS = [
  'abandon',
  'ability',
  'able',
  'about',
  'above',
  'absent',
  'absorb',
  'abstract',
  'absurd',
]

/** A reply as the worker would open it; `content` are bytes. */
type PlayedReply = Omit<OpenedReply, 'files'> & { files: { name: string; content: number[] }[] }

export const STATE: ConversationState = {
  reference: '7K3M-Q2',
  inbox: 'demo',
  expires: '2026-12-07T09:00Z',
  messages: [
    { number: 1, hour: '2026-11-22T10:00Z', delivered: '2026-11-22T10:00Z' },
    { number: 2, hour: '2026-11-23T09:00Z', delivered: null },
  ],
  replies: [
    { id: 'first', number: 1, hour: '2026-11-22T15:00Z', bytes: 4096, read: true },
    { id: 'second', number: 2, hour: '2026-11-23T09:00Z', bytes: 8192, read: false },
  ],
}

export const REPLIES = {
  first: {
    text: 'Thank you.\nWhen did the laptop arrive? 노트북은 언제 도착했습니까?\nhttps://example.org/<b>form</b>',
    files: [],
    subject: 'Re: Tip 7K3M-Q2 · <b>a question</b>',
    signed: 'desk',
    signedAt: '2026-11-22T14:00Z' as Hour,
  },
  second: {
    text: 'Please compare the two pictures.',
    files: [
      { name: '../../photo\u202egnp.exe', content: [1, 2, 3] },
      { name: 'list.csv', content: Array.from({ length: 3000 }, () => 65) },
    ],
    subject: null,
    signed: 'nobody',
    signedAt: null,
  },
} satisfies Readonly<Record<string, PlayedReply>>

/** What the worker answers; what is left out answers as if nothing could be reached. */
export type Played = {
  open?: OpenOutcome
  refresh?: OpenOutcome
  replies?: Readonly<Record<string, PlayedReply>>
  end?: boolean
  /** Said one after another when a message is sent. */
  send?: readonly FromWorker[]
}

const OFFLINE: OpenOutcome = { ok: false, reason: 'offline', message: 'offline' }

/** The conversation of `STATE` and `REPLIES`, everything well. */
export const PLAYED = {
  open: { ok: true, state: STATE },
  refresh: { ok: true, state: STATE },
  replies: REPLIES,
  end: true,
  send: [
    {
      kind: 'received',
      receipt: {
        reference: '7K3M-Q2-3',
        received: '2026-11-23T10:00Z',
        inbox: 'demo',
        parts: [{ bytes: 65_536, sha256: 'a'.repeat(64) }],
        key: 'key',
        signature: 'signature',
      },
    },
  ],
} satisfies Played

/** A message that is not taken. */
export const FAILED: Played = {
  ...PLAYED,
  send: [
    {
      kind: 'failed',
      failure: { code: 'offline', retryable: true, message: 'The server cannot be reached.' },
    },
  ],
}

/** A message that waits, since its file failed. */
export const BROKEN_FILE: Played = {
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

/** Puts a worker in the place of the sealing worker that plays `played` and notes what it was asked. */
export async function playConversation(page: Page, played: Played): Promise<void> {
  const { open = OFFLINE, refresh = OFFLINE, replies = {}, end = false, send = [] } = played
  const table = JSON.stringify({ open, refresh, replies, end, send })
  const body = `const played = ${table}
    self.asked = []
    postMessage({ kind: 'ready' })
    function answerOf(ask) {
      if (ask.what === 'open' || ask.what === 'refresh') return { what: ask.what, outcome: played[ask.what] }
      if (ask.what !== 'read') return { what: ask.what, done: ask.what !== 'end' || played.end }
      const reply = played.replies[ask.reply]
      if (!reply) return { what: 'read', outcome: { ok: false, message: 'This message cannot be opened.' } }
      const files = reply.files.map(({ name, content }) => ({ name, content: new Uint8Array(content) }))
      return { what: 'read', outcome: { ok: true, reply: { ...reply, files } } }
    }
    onmessage = ({ data }) => {
      self.asked.push(data.kind === 'send' ? { kind: 'send', answers: data.job.answers, message: data.job.message, files: data.job.files.length, inbox: data.job.inbox.id } : data)
      if (data.kind === 'send') for (const one of played.send) postMessage(one)
      if (data.kind === 'conversation') postMessage({ kind: 'conversation', id: data.id, answer: answerOf(data.ask) })
      if (data.kind === 'examine')
        postMessage({ kind: 'examined', id: data.id, examination: { format: 'other', findings: [], removable: false } })
    }`
  await page.unroute('**/seal/worker.js')
  await page.route('**/seal/worker.js', (route) =>
    route.fulfill({ contentType: 'text/javascript', body }),
  )
}

/** What the page asked of the worker that runs now, in order. */
export async function asked(page: Page): Promise<unknown[]> {
  const worker = page.workers().at(-1)
  if (!worker) throw new Error('The page has no worker.')
  return worker.evaluate(() => (self as unknown as { asked: unknown[] }).asked)
}

/** Opens the page with a worker that plays `played`, and waits until a code can be tried. */
export async function visit(page: Page, played: Played = PLAYED): Promise<void> {
  await playConversation(page, played)
  await page.goto('/follow-up')
  await page.locator('textarea#code:enabled').waitFor()
  await page.locator('button[type=submit]:enabled').waitFor()
}

/** The same, with the conversation open. */
export async function openConversation(page: Page, played: Played = PLAYED): Promise<void> {
  await visit(page, played)
  await enterCode(page)
  await page.getByRole('heading', { name: 'Your conversation' }).waitFor()
}

/** Types the words and presses the button. */
export async function enterCode(page: Page, code = WORDS.join(' ')): Promise<void> {
  await page.getByLabel('Your nine words').fill(code)
  await page.getByRole('button', { name: 'Open', exact: true }).click()
}

/** Where the words are typed. */
export const codeField = (page: Page) => page.getByLabel('Your nine words')
/** The heading of an open conversation. */
export const conversation = (page: Page) => page.getByRole('heading', { name: 'Your conversation' })
/** Why a code did not open. */
export const refused = (page: Page) => page.getByRole('region', { name: 'It did not open' })
/** The button that shows a reply of the desk, by its number. */
export const show = (page: Page, number: number) =>
  page.getByRole('button', { name: `Show The desk’s reply ${number}` })
/** The text of a reply that is shown. */
export const reply = (page: Page, number: number) =>
  page.getByRole('region', { name: `The desk’s reply ${number}` })
/** The button that sends a message. */
export const send = (page: Page) => page.getByRole('button', { name: 'Encrypt and send' })
/** Where a message is typed. */
export const message = (page: Page) => page.getByLabel('Your message')

/** Chooses one small file, `a.txt`. */
export async function chooseFile(page: Page): Promise<void> {
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'a.txt', mimeType: 'text/plain', buffer: Buffer.from('hello') })
}

/** Ends the conversation, and says yes to the question. */
export async function end(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'End this conversation' }).click()
  await page.getByRole('button', { name: 'Yes, end it and delete' }).click()
}
