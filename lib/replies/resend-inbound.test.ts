/** Replies by Resend: signed webhooks at the real door, the mail from a server with its documented API. */
import { createHmac, randomBytes } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDoor, type Door } from '#lib/delivery/door'
import { createDownloads } from '#lib/delivery/downloads'
import { maildirTransport } from '#lib/delivery/maildir'
import { createWebhooks } from '#lib/delivery/webhooks'
import type { ReplyEvent, ReplyHappening } from './happenings.ts'
import { REPLY_BYTES_MAX } from './read-reply.ts'
import { createRefusals } from './refusals.ts'
import {
  mailOf,
  openRepliesBench,
  pgpMimeOf,
  type RepliesBench,
  sealed,
} from './replies.fixture.ts'
import { createReplies, type Replies } from './replies.ts'
import { INBOUND_KEY, startInbound, type TestInbound } from './resend-inbound.fixture.ts'
import { createResendInbound } from './resend-inbound.ts'

const KEY = randomBytes(24)
const SECRET = `whsec_${KEY.toString('base64')}`
const ID = '56761188-7520-42d8-8898-ff6fc54ce618'
const WORDS = 'Which month was it?'
const UNENDING = new AbortController().signal

let bench: RepliesBench
let resend: TestInbound
let replies: Replies
let door: Door
let happenings: ReplyHappening[]
let log: ReplyEvent[]
let errors: unknown[]

beforeEach(async () => {
  bench = await openRepliesBench()
  resend = await startInbound()
  happenings = []
  log = []
  errors = []
  start()
})
afterEach(async () => {
  await replies.stop()
  await resend.close()
  await bench.end()
})

function start(apiKey = INBOUND_KEY): void {
  const clock = () => bench.time.now
  replies = createReplies({
    take: bench.take,
    refusals: createRefusals({
      limits: bench.store.limits,
      transports: [maildirTransport({ root: join(bench.folder, 'maildir') })],
      from: 'tips@example.org',
      clock,
    }),
    sources: [],
    fetchMail: createResendInbound({ apiKey, baseUrl: resend.url }),
    clock,
    log: (event) => log.push(event),
    observe: (happening) => happenings.push(happening),
  })
  const webhooks = createWebhooks({
    secret: SECRET,
    store: bench.store.delivery,
    inboxes: [],
    receive: replies.receive,
    clock,
    randomBytes,
    onTrouble: () => undefined,
  })
  const onError = (error: unknown) => errors.push(error)
  const downloads = createDownloads({ store: bench.store.downloads, clock, onError })
  door = createDoor({ webhooks, downloads, onError })
}

/** A webhook as Resend sends it; the same event is the same `svix-id`. */
async function tell(emailId: unknown = ID, key = KEY): Promise<number> {
  const timestamp = `${Math.floor(Date.now() / 1000)}`
  const body = JSON.stringify({
    type: 'email.received',
    created_at: '2026-11-23T09:20:30Z',
    data: { email_id: emailId, from: 'forged@example.org', to: [bench.other.to], subject: 'Hi' },
  })
  const signature = createHmac('sha256', key).update(`msg_1.${timestamp}.${body}`).digest('base64')
  const response = await door.handle(
    new Request('http://localhost/api/webhooks/resend', {
      method: 'POST',
      body,
      headers: {
        'svix-id': 'msg_1',
        'svix-timestamp': timestamp,
        'svix-signature': `v1,${signature}`,
      },
    }),
  )
  return response.status
}
const hold = (raw: Uint8Array, receivedFor: string[] = []) =>
  resend.mails.set(ID, { raw, receivedFor })
const reply = async () => pgpMimeOf(await sealed(WORDS, bench.first), { To: bench.first.to })
const deskMails = () => readdirSync(join(bench.folder, 'maildir/desk/new')).length

describe('a mail that came in at Resend', () => {
  it('is fetched as it came, and waits for its sender', async () => {
    hold(await reply())
    expect(await tell()).toBe(200)
    expect(await bench.waiting()).toHaveLength(1)
    expect(await bench.waiting(bench.other)).toEqual([])
    expect(happenings).toEqual([{ kind: 'stored' }])
  })

  it('is found by whom Resend took it for', async () => {
    hold(pgpMimeOf(await sealed(WORDS, bench.first), { To: 'x@example.net' }), [bench.first.to])
    expect(await tell()).toBe(200)
    expect(await bench.waiting()).toHaveLength(1)
  })

  it('is kept once, however often the event comes', async () => {
    hold(await reply())
    expect([await tell(), await tell()]).toEqual([200, 200])
    expect(await bench.waiting()).toHaveLength(1)
  })

  it('that is refused is told to the desk once', async () => {
    hold(mailOf(WORDS, { To: bench.first.to }))
    expect([await tell(), await tell()]).toEqual([200, 200])
    expect(deskMails()).toBe(1)
  })

  it('that is too large is told to the desk, and not read to its end', async () => {
    hold(
      Buffer.concat([mailOf('', { To: bench.first.to }), Buffer.alloc(REPLY_BYTES_MAX * 2, 'a')]),
    )
    expect(await tell()).toBe(200)
    expect(happenings).toEqual([{ kind: 'refused', reason: 'too-large' }])
  })

  it('gets no key at the address of its bytes', async () => {
    hold(await reply())
    await tell()
    expect(resend.asked).toEqual([
      { path: `/emails/receiving/${ID}`, key: true },
      { path: `/raw/${ID}`, key: false },
    ])
  })
})

describe('an event that cannot be dealt with', () => {
  it.each([
    ['Resend fails', { facts: 500 }],
    ['the address of the mail has expired', { mail: 403 }],
    ['the line drops', 'hang up'],
    ['the mail is not there as it came', 'no raw'],
    ['its address leads elsewhere', 'redirect'],
  ] as const)('is asked for again when %s', async (_, mishap) => {
    hold(await reply())
    resend.mishaps.push(mishap)
    expect(await tell()).toBe(503)
    expect(log).toMatchObject([{ event: 'reply-source-failed', source: 'resend' }])
    expect(await tell()).toBe(200)
    expect(await bench.waiting()).toHaveLength(1)
  })

  it('is asked for again when the store fails, and the log says why', async () => {
    hold(await reply())
    await bench.store.close()
    expect(await tell()).toBe(503)
    expect([log.length, errors.length]).toEqual([1, 1])
  })

  it('is an alarm after an hour, with the cure, when the key may not read', async () => {
    hold(await reply())
    start('re_sending_only')
    expect(await tell()).toBe(503)
    expect(JSON.stringify(log)).toContain('needs full access')
    bench.time.now = new Date(bench.time.now.getTime() + 3_600_000)
    expect(replies.alarms()).toMatchObject([{ key: 'replies-resend', level: 'alarm' }])
  })

  it('is asked for again while the server stops', async () => {
    hold(await reply())
    await replies.stop()
    expect(await tell()).toBe(503)
  })
})

describe('an event that is none', () => {
  it('is refused when it is not signed by Resend, and nothing is fetched', async () => {
    hold(await reply())
    expect(await tell(ID, randomBytes(24))).toBe(401)
    expect(resend.asked).toEqual([])
  })

  it.each([undefined, '', '../emails', 'a/b', 'a?b', 7, 'x'.repeat(65)])(
    'fetches nothing for the id %j',
    async (id) => {
      expect(await tell(id ?? null)).toBe(200)
      expect(resend.asked).toEqual([])
    },
  )
})

it('never fetches bytes over a plain line beyond this machine', async () => {
  const fetchMail = createResendInbound({ apiKey: INBOUND_KEY, baseUrl: resend.url })
  hold(await reply())
  const before = globalThis.fetch
  const asked: string[] = []
  globalThis.fetch = async (input, init) => {
    asked.push(String(input))
    const response = await before(input, init)
    const text = (await response.text()).replace(/http:\/\/127\.0\.0\.1:\d+/, 'http://192.0.2.1')
    return new Response(text, response)
  }
  try {
    await expect(fetchMail(ID, UNENDING)).rejects.toThrow('no address')
    expect(asked).toHaveLength(1)
  } finally {
    globalThis.fetch = before
  }
})
