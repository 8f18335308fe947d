/** Webhooks as Resend sends them, signed here by hand, against the real store, loop and transport. */
import { createHash, createHmac, randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Inbox } from '#lib/inboxes/inbox'
import { makeEngine, type TestEngine } from '#lib/store/engine.fixture'
import type { Store } from '#lib/store/store'
import { createDelivery, type DeliveryLoop } from './delivery.ts'
import { createDoor, type Door } from './door.ts'
import { createDownloads } from './downloads.ts'
import { resendTransport } from './transports/resend.ts'
import { API_KEY, startResend, type TestResend } from './transports/resend-server.fixture.ts'
import { createWebhooks } from './webhooks.ts'

const KEY = randomBytes(24)
const SECRET = `whsec_${KEY.toString('base64')}`
const NOW = new Date('2026-11-22T10:20:30Z')
const REFERENCE = '7K3M-Q2'

const DESK: Inbox = {
  id: 'desk',
  name: 'The desk',
  address: 'first@example.org',
  secondAddress: 'second@example.org',
  mailBytes: null,
  categories: [],
  countries: [],
  languages: [],
  leavingNow: false,
  distrusted: [],
  limits: null,
  partners: [],
  replyFrom: [],
  archive: null,
  certificates: [
    { fingerprint: 'ab'.repeat(20), armored: '', encryptionKeyIds: [], expires: null },
  ],
  demo: false,
}

let folder: string
let engine: TestEngine
let store: Store
let resend: TestResend
let loop: DeliveryLoop
let door: Door
let told: string[]
let errors: unknown[]

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rhw-webhooks-'))
  engine = await makeEngine(join(folder, 'store.sqlite'))
  store = await engine.open()
  resend = await startResend()
  start(DESK)
})
afterEach(async () => {
  await resend.close()
  await store.close()
  await engine.end()
  await rm(folder, { recursive: true, force: true })
})

/** The loop and the door as a server has them, for this inbox. */
function start(inbox: Inbox): void {
  told = []
  errors = []
  const clock = () => NOW
  loop = createDelivery({
    store: store.delivery,
    transports: [
      resendTransport({
        apiKey: API_KEY,
        baseUrl: resend.url,
        retentionDays: 14,
        confirmsByWebhook: true,
      }),
    ],
    inboxes: [inbox],
    from: 'tips@example.org',
    siteUrl: 'https://tips.example.org',
    retentionDays: 14,
    capabilitySecret: async () => 'secret',
    clock,
    randomBytes,
    log: () => {},
  })
  door = createDoor({
    webhooks: createWebhooks({
      secret: SECRET,
      store: store.delivery,
      inboxes: [inbox],
      clock,
      randomBytes,
      onTrouble: (kind) => told.push(kind),
    }),
    downloads: createDownloads({ store: store.downloads, clock, onError: () => {} }),
    onError: (error) => errors.push(error),
  })
}

/** A received tip with one mail in the outbox. */
async function receiveTip(): Promise<void> {
  const data = randomBytes(500)
  const sha256 = createHash('sha256').update(data).digest('hex')
  const parts = [{ bytes: data.length, sha256 }]
  const expires = '2126-11-22T10:00Z' as const
  const tip = { id: 't', inbox: 'desk', tokenSha256: 't', parts, expires, urgent: false }
  await store.tips.open({ ...tip, proof: null })
  await store.tips.putChunk({ tip: 't', part: 0, chunk: 0, data, expires })
  const received = '2026-11-22T10:00Z' as const
  await store.tips.receive({
    tip: 't',
    hour: received,
    receipt: { reference: REFERENCE, received, inbox: 'desk', parts, key: '', signature: '' },
    sealedTo: [],
    outbox: [{ id: 'mail-of-t', inbox: 'desk', recipient: 'first' }],
  })
}

type Sending = {
  id?: string
  at?: Date
  key?: Uint8Array
  /** Changes the body after it was signed. */
  forge?: (body: string) => string
}

/** POSTs a body as Svix does: `v1,` and the HMAC over id, seconds and body, beside one of an older key. */
function post(body: string, { id = 'msg_1', at = new Date(), key = KEY, forge }: Sending = {}) {
  const seconds = Math.floor(at.getTime() / 1000)
  const signatureBy = (by: Uint8Array) =>
    createHmac('sha256', by).update(`${id}.${seconds}.${body}`).digest('base64')
  return door.handle(
    new Request('https://tips.example.org/api/webhooks/resend', {
      method: 'POST',
      headers: {
        'svix-id': id,
        'svix-timestamp': String(seconds),
        'svix-signature': `v1,${signatureBy(randomBytes(24))} v1,${signatureBy(key)}`,
      },
      body: forge?.(body) ?? body,
    }),
  )
}

/** An event as Resend words it, with everything that must not get into logs. */
function eventOf(type: string, mail: { tag?: string; emailId?: string } = { tag: 'mail-of-t' }) {
  return JSON.stringify({
    type,
    created_at: '2026-11-22T10:00:00.000Z',
    data: {
      created_at: '2026-11-22T10:00:00.000Z',
      email_id: mail.emailId ?? 'unknown-to-us',
      message_id: '<1@example.org>',
      from: 'tips@example.org',
      to: ['first@example.org'],
      subject: `Tip ${REFERENCE}`,
      ...(mail.tag === undefined ? {} : { tags: { outbox: mail.tag } }),
    },
  })
}

const states = async () =>
  (await store.records.find(REFERENCE))?.mails.map(({ recipient, state }) => [recipient, state])

const problemOf = async (answer: Response) => [answer.status, (await answer.json()).type]

describe('a webhook', () => {
  beforeEach(async () => {
    await receiveTip()
    await loop.runOnce()
    expect(await states()).toEqual([['first', 'sent']])
  })

  it('confirms a mail that Resend has delivered', async () => {
    const answer = await post(eventOf('email.delivered'))
    expect([answer.status, await answer.text()]).toEqual([200, ''])
    expect(await states()).toEqual([['first', 'delivered']])
    expect(told).toEqual([])
  })

  it('is matched by the id Resend gave the mail, where it has no tag of ours', async () => {
    await post(eventOf('email.delivered', { emailId: 'mail-0' }))
    expect(await states()).toEqual([['first', 'delivered']])
  })

  it('is matched by our tag before any other id', async () => {
    await post(eventOf('email.delivered', { tag: 'another', emailId: 'mail-0' }))
    await post(eventOf('email.bounced', { tag: 'mail-of-t', emailId: 'another' }), { id: 'msg_2' })
    expect(await states()).toEqual([
      ['first', 'replaced'],
      ['second', 'pending'],
    ])
  })

  it.each([
    ['another key', { key: randomBytes(24) }],
    ['another body', { forge: (body: string) => body.replace('delivered', 'bounced') }],
    ['a time of six minutes ago', { at: new Date(Date.now() - 360_000) }],
    ['a time in six minutes', { at: new Date(Date.now() + 360_000) }],
  ])('with %s is refused, and changes nothing', async (_what, sending) => {
    const answer = await post(eventOf('email.delivered'), sending)
    expect(await problemOf(answer)).toEqual([401, '/problems/signature-refused'])
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
    expect(await states()).toEqual([['first', 'sent']])
  })

  it.each(['svix-id', 'svix-timestamp', 'svix-signature'])(
    'without %s is refused',
    async (name) => {
      const headers = new Headers({
        'svix-id': '1',
        'svix-timestamp': String(Math.floor(Date.now() / 1000)),
        'svix-signature': 'v1,AAAA',
      })
      headers.delete(name)
      const url = 'https://tips.example.org/api/webhooks/resend'
      const answer = await door.handle(new Request(url, { method: 'POST', headers, body: '{}' }))
      expect(await problemOf(answer)).toEqual([401, '/problems/signature-refused'])
    },
  )

  it.each(['', 'no JSON', '[]', '{"data":{}}', 'null'])(
    'that says “%s” is malformed',
    async (body) => {
      expect(await problemOf(await post(body))).toEqual([400, '/problems/malformed-json'])
    },
  )

  it('of more than 64 KiB is refused unread', async () => {
    const answer = await post(`"${'x'.repeat(64 * 1024)}"`)
    expect(await problemOf(answer)).toEqual([413, '/problems/too-large'])
  })

  it('that is played again is applied once', async () => {
    expect((await post(eventOf('email.bounced'))).status).toBe(200)
    expect((await post(eventOf('email.bounced'))).status).toBe(200)
    expect(await states()).toEqual([
      ['first', 'replaced'],
      ['second', 'pending'],
    ])
    expect(told).toEqual(['bounced'])
  })

  it.each([
    ['an event of no consequence', eventOf('email.opened')],
    ['an event of another kind', '{"type":"domain.updated","data":{"id":"x"}}'],
    ['a name that every object has', eventOf('constructor')],
    ['a notice, which is no tip’s mail', eventOf('email.bounced', { emailId: 'notice' })],
    ['an event without data', '{"type":"email.bounced"}'],
  ])('with %s is taken, and changes nothing', async (_what, body) => {
    expect((await post(body)).status).toBe(200)
    expect(await states()).toEqual([['first', 'sent']])
    expect(told).toEqual([])
  })

  it.each([
    ['a bounce after the delivery', ['email.delivered', 'email.bounced']],
    ['a delivery after the bounce', ['email.bounced', 'email.delivered', 'email.delivery_delayed']],
  ])('out of order leaves the mail sent back: %s', async (_what, types) => {
    for (const [index, type] of types.entries()) await post(eventOf(type), { id: `msg_${index}` })
    expect(await states()).toEqual([
      ['first', 'replaced'],
      ['second', 'pending'],
    ])
  })

  it('that comes after the tip was forgotten is taken', async () => {
    await post(eventOf('email.delivered'))
    await store.records.purge(REFERENCE, { now: NOW, undelivered: false })
    expect((await post(eventOf('email.complained'), { id: 'msg_2' })).status).toBe(200)
    expect(told).toEqual([])
  })

  it('tells of a delay in the record, and of a complaint at once', async () => {
    await post(eventOf('email.delivery_delayed'))
    expect((await store.records.find(REFERENCE))?.mails[0]?.trouble).toBe('delayed')
    await post(eventOf('email.complained'), { id: 'msg_2' })
    expect(told).toEqual(['complained'])
    expect(await loop.alarms()).toMatchObject([{ key: 'mail-complained', level: 'warning' }])
  })

  it('is asked for again later when the store fails', async () => {
    const { recordEvent } = store.delivery
    store.delivery.recordEvent = () => Promise.reject(new Error('The disk is full.'))
    const answer = await post(eventOf('email.delivered'))
    expect(await problemOf(answer)).toEqual([503, '/problems/storage-unavailable'])
    expect(answer.headers.get('retry-after')).toBe('60')
    expect(String(errors)).not.toMatch(/example\.org|7K3M/)
    store.delivery.recordEvent = recordEvent
    expect((await post(eventOf('email.delivered'))).status).toBe(200)
    expect(await states()).toEqual([['first', 'delivered']])
  })
})

describe('a mail that came back', () => {
  it.each(['email.bounced', 'email.failed', 'email.suppressed'])(
    'from the first address goes to the second one, and its alarm stands: %s',
    async (type) => {
      await receiveTip()
      await loop.runOnce()
      await post(eventOf(type))
      expect(told).toEqual(['bounced'])
      expect(await loop.runOnce()).toEqual({ delivered: 1, failed: 0 })
      expect(resend.sent.map(({ to }) => to)).toEqual([
        ['first@example.org'],
        ['second@example.org'],
      ])
      expect(new Set(resend.keys).size).toBe(2)
      expect((await loop.alarms()).map(({ level }) => level)).toEqual(['alarm'])
      const second = (await store.records.find(REFERENCE))?.mails.find(
        ({ recipient }) => recipient === 'second',
      )
      await post(eventOf('email.delivered', { tag: second?.id ?? '' }), { id: 'msg_2' })
      expect(await states()).toEqual([
        ['first', 'replaced'],
        ['second', 'delivered'],
      ])
    },
  )

  it('from the second address too is alarmed, and nothing more is sent', async () => {
    await receiveTip()
    await loop.runOnce()
    await post(eventOf('email.bounced'))
    await loop.runOnce()
    await post(eventOf('email.bounced', { tag: '', emailId: 'mail-1' }), { id: 'msg_2' })
    expect(told).toEqual(['bounced', 'bounced'])
    expect(await states()).toEqual([
      ['first', 'replaced'],
      ['second', 'bounced'],
    ])
    expect(await loop.runOnce()).toEqual({ delivered: 0, failed: 0 })
    expect(await loop.alarms()).toMatchObject([
      { key: expect.stringMatching(/^mail-bounced/), level: 'alarm' },
    ])
  })

  it('is alarmed where there is no second address', async () => {
    start({ ...DESK, secondAddress: null })
    await receiveTip()
    await loop.runOnce()
    await post(eventOf('email.bounced'))
    expect(await states()).toEqual([['first', 'bounced']])
    expect((await loop.alarms()).map(({ level }) => level)).toEqual(['alarm'])
  })
})

describe('a webhook that overtakes our own record', () => {
  it('settles a mail whose outcome we did not hear', async () => {
    await receiveTip()
    resend.mishaps.push('hang up after')
    expect(await loop.runOnce()).toEqual({ delivered: 0, failed: 1 })
    expect(await states()).toEqual([['first', 'pending']])
    await post(eventOf('email.delivered'))
    expect(await states()).toEqual([['first', 'delivered']])
    await store.records.retry(REFERENCE, () => 'new')
    expect(await loop.runOnce()).toEqual({ delivered: 0, failed: 0 })
    expect(resend.sent).toHaveLength(1)
  })

  it('is not undone by what we record afterwards', async () => {
    await receiveTip()
    const { recordDelivered } = store.delivery
    store.delivery.recordDelivered = async (done) => {
      await post(eventOf('email.bounced'))
      return recordDelivered(done)
    }
    await loop.runOnce()
    expect((await states())?.[0]).toEqual(['first', 'replaced'])
    expect(resend.sent.map(({ to }) => to)).toEqual([['first@example.org'], ['second@example.org']])
  })
})

describe('the webhook’s address', () => {
  const ask = (method: string) =>
    door.handle(new Request('https://tips.example.org/api/webhooks/resend', { method }))

  it('answers POST alone', async () => {
    const answer = await ask('GET')
    expect(answer.headers.get('allow')).toBe('POST, OPTIONS')
    expect(await problemOf(answer)).toEqual([405, '/problems/method-not-allowed'])
    expect((await ask('OPTIONS')).status).toBe(204)
  })

  it('does not exist without a secret', async () => {
    const closed = createDoor({
      webhooks: null,
      downloads: async () => new Response(),
      onError() {},
    })
    expect(closed.owns('/api/webhooks/resend')).toBe(false)
    const request = new Request('https://tips.example.org/api/webhooks/resend', { method: 'POST' })
    expect(await problemOf(await closed.handle(request))).toEqual([404, '/problems/not-found'])
  })

  it('is not opened with a secret that is none', () => {
    const parts = { store: store.delivery, inboxes: [], clock: () => NOW, randomBytes }
    const open = () => createWebhooks({ ...parts, secret: 'whsec_not base64', onTrouble() {} })
    expect(open).toThrow('RESEND_WEBHOOK_SECRET is no signing secret. Copy it')
  })
})
