import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Inbox } from '#lib/inboxes/inbox'
import type { Hour } from '#lib/protocol/hours'
import { openSqliteStore } from '#lib/store/sqlite'
import type { Store } from '#lib/store/store'
import { createDelivery, type DeliveryLoop } from './delivery.ts'
import type { DeliveryEvent } from './log.ts'
import { retryDelayMs } from './retries.ts'
import type { Mail, Transport, TransportFailure } from './transport.ts'

const HOUR: Hour = '2026-11-22T10:00Z'
const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const INBOX: Inbox = {
  id: 'desk',
  name: 'Desk',
  address: 'desk@example.org',
  secondAddress: null,
  mailBytes: null,
  categories: [],
  countries: [],
  languages: [],
  leavingNow: false,
  distrusted: [],
  certificates: [],
  demo: false,
}

/** A transport that fails while `failures` is above 0 and remembers what it took. */
function recordingTransport(name = 'record') {
  const state = { failures: 0, calls: 0, taken: [] as Mail[] }
  const transport: Transport = {
    name,
    longestMs: 0,
    parallel: 16,
    async deliver(mail) {
      state.calls += 1
      if (state.failures > 0) {
        state.failures -= 1
        return { ok: false, retry: 'later', reason: 'The box is full. Empty it.' }
      }
      state.taken.push(mail)
      return { ok: true }
    },
  }
  return { state, transport }
}

/** A transport that always fails in the same way. */
function failingTransport(how: Pick<TransportFailure, 'retry' | 'retryAfterMs'>): Transport {
  const failure: TransportFailure = { ok: false, reason: 'No.', ...how }
  return { name: 'failing', longestMs: 0, parallel: 16, deliver: async () => failure }
}

let folder: string
let store: Store
let now: Date
let events: DeliveryEvent[]

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rhw-delivery-'))
  store = await openSqliteStore({ file: join(folder, 'store.sqlite') })
  now = new Date('2026-11-22T10:20:00Z')
  events = []
})
afterEach(async () => {
  await store.close()
  await rm(folder, { recursive: true, force: true })
})

async function receiveTip(id: string, data: Uint8Array = randomBytes(100)): Promise<void> {
  const sha256 = createHash('sha256').update(data).digest('hex')
  const parts = [{ bytes: data.length, sha256 }]
  const expires: Hour = '2026-11-25T10:00Z'
  await store.tips.open({
    id,
    inbox: 'desk',
    tokenSha256: id,
    parts,
    expires,
    urgent: false,
    proof: null,
  })
  await store.tips.putChunk({ tip: id, part: 0, chunk: 0, data, expires })
  await store.tips.receive({
    tip: id,
    hour: HOUR,
    receipt: {
      reference: `REF-${id}`,
      received: HOUR,
      inbox: 'desk',
      parts,
      key: '',
      signature: '',
    },
    outbox: [{ id: `mail-${id}`, inbox: 'desk' }],
  })
}

function loopWith(transports: Transport[], inboxes = [INBOX]): DeliveryLoop {
  return createDelivery({
    store: store.delivery,
    transports,
    inboxes,
    from: 'tips@example.org',
    retentionDays: 14,
    clock: () => now,
    randomBytes: (count) => randomBytes(count),
    log: (event) => events.push(event),
  })
}

const later = (ms: number) => {
  now = new Date(now.getTime() + ms)
}

describe('the delivery loop', () => {
  it('delivers everything that is due, once', async () => {
    const { state, transport } = recordingTransport()
    for (let tip = 0; tip < 9; tip += 1) await receiveTip(String(tip))
    const loop = loopWith([transport])
    expect(await loop.runOnce()).toEqual({ delivered: 9, failed: 0 })
    expect(await loop.runOnce()).toEqual({ delivered: 0, failed: 0 })
    expect(new Set(state.taken.map((mail) => mail.delivery.id)).size).toBe(9)
  })

  it('tries a failed mail again, later each time, until it goes', async () => {
    const { state, transport } = recordingTransport()
    state.failures = 2
    await receiveTip('a')
    const loop = loopWith([transport])
    expect(await loop.runOnce()).toEqual({ delivered: 0, failed: 1 })
    expect(await loop.runOnce()).toEqual({ delivered: 0, failed: 0 })
    later(MINUTE)
    expect(await loop.runOnce()).toEqual({ delivered: 0, failed: 1 })
    later(2 * MINUTE)
    expect(await loop.runOnce()).toEqual({ delivered: 1, failed: 0 })
  })

  it('doubles the pause up to six hours, with chance on both sides, and never ends', () => {
    expect(retryDelayMs(1, 0.5)).toBe(30_000)
    expect(retryDelayMs(4, 0.5)).toBe(240_000)
    expect(retryDelayMs(1, 0)).toBe(22_500)
    expect(retryDelayMs(5000, 0.5)).toBe(6 * 60 * MINUTE)
    expect(retryDelayMs(5000, 0.999)).toBeLessThan(8 * 60 * MINUTE)
  })

  it('takes the next transport when the first fails', async () => {
    const first = recordingTransport('first')
    const second = recordingTransport('second')
    first.state.failures = 1
    await receiveTip('a')
    expect(await loopWith([first.transport, second.transport]).runOnce()).toMatchObject({
      delivered: 1,
    })
    expect(second.state.taken).toHaveLength(1)
  })

  it('says which transport failed when the next one took the mail', async () => {
    const first = recordingTransport('first')
    first.state.failures = 1
    await receiveTip('a')
    await loopWith([first.transport, recordingTransport('second').transport]).runOnce()
    const reason = 'The box is full. Empty it.'
    expect(events).toEqual([
      { event: 'transport-failed', inbox: 'desk', transport: 'first', reason },
    ])
  })

  it('waits an hour for a transport that may have taken the mail, then takes the next', async () => {
    const unsure = failingTransport({ retry: 'now' })
    const second = recordingTransport('second')
    await receiveTip('a')
    const loop = loopWith([unsure, second.transport])
    let waited = 0
    while ((await loop.runOnce()).delivered === 0) {
      expect(second.state.calls).toBe(0)
      later(MINUTE)
      waited += 1
    }
    expect(waited).toBeGreaterThan(45)
    expect(waited).toBeLessThan(90)
  })

  it('keeps the pause that the other side asked for, up to a day', async () => {
    await receiveTip('a')
    const loop = loopWith([failingTransport({ retry: 'later', retryAfterMs: 2 * DAY })])
    expect((await loop.runOnce()).failed).toBe(1)
    later(DAY - MINUTE)
    expect((await loop.runOnce()).failed).toBe(0)
    later(2 * MINUTE)
    expect((await loop.runOnce()).failed).toBe(1)
  })

  it('keeps what was refused for good, says so at once, and tries it every hour', async () => {
    const { state, transport } = recordingTransport()
    await receiveTip('a')
    let cured = false
    const refusing: Transport = {
      ...transport,
      deliver: async (mail) =>
        cured ? transport.deliver(mail) : { ok: false, retry: 'never', reason: 'Wrong key.' },
    }
    const loop = loopWith([refusing])
    await loop.runOnce()
    expect((await loop.alarms())[0]).toContain('refused for good: 1')
    later(50 * MINUTE)
    expect(await loop.runOnce()).toEqual({ delivered: 0, failed: 0 })
    cured = true
    later(20 * MINUTE)
    expect(await loop.runOnce()).toEqual({ delivered: 1, failed: 0 })
    expect(state.taken).toHaveLength(1)
    expect(await loop.alarms()).toEqual([])
  })

  it('lends a mail to nobody else for as long as a transport may take', async () => {
    await receiveTip('a')
    const slow = { ...recordingTransport().transport, longestMs: 5 * MINUTE }
    const beside = { ...recordingTransport().transport, longestMs: 5 * MINUTE }
    let other = { delivered: -1, failed: -1 }
    const meanwhile: Transport = {
      ...slow,
      async deliver(mail) {
        later(4 * MINUTE)
        other = await loopWith([beside]).runOnce()
        return slow.deliver(mail)
      },
    }
    expect(await loopWith([meanwhile]).runOnce()).toEqual({ delivered: 1, failed: 0 })
    expect(other).toEqual({ delivered: 0, failed: 0 })
  })

  it('gives a transport no more mails at a time than it takes', async () => {
    for (let tip = 0; tip < 5; tip += 1) await receiveTip(String(tip))
    const { transport } = recordingTransport()
    let [running, most] = [0, 0]
    const narrow: Transport = {
      ...transport,
      parallel: 2,
      async deliver(mail) {
        running += 1
        most = Math.max(most, running)
        await new Promise((resolve) => setTimeout(resolve, 5))
        running -= 1
        return transport.deliver(mail)
      },
    }
    expect(await loopWith([narrow]).runOnce()).toEqual({ delivered: 5, failed: 0 })
    expect(most).toBe(2)
  })

  it('treats a transport that throws like one that fails', async () => {
    await receiveTip('a')
    const broken: Transport = {
      name: 'broken',
      longestMs: 0,
      parallel: 1,
      deliver: () => Promise.reject(new Error('no such host')),
    }
    expect(await loopWith([broken]).runOnce()).toEqual({ delivered: 0, failed: 1 })
    expect(events).toEqual([
      { event: 'delivery-failed', inbox: 'desk', attempts: 1, reason: 'broken: no such host' },
    ])
  })

  it('raises the alarm after repeated failures and lowers it once the mail has gone', async () => {
    const { state, transport } = recordingTransport()
    state.failures = 5
    await receiveTip('a')
    const loop = loopWith([transport])
    for (let attempt = 0; attempt < 5; attempt += 1) {
      expect(await loop.alarms()).toEqual([])
      await loop.runOnce()
      later(10 * MINUTE)
    }
    expect((await loop.alarms())[0]).toContain('failed 5 times')
    await loop.runOnce()
    expect(await loop.alarms()).toEqual([])
  })

  it('raises the alarm when mail waits for hours with nobody delivering', async () => {
    await receiveTip('a')
    later(DAY)
    expect((await loopWith([]).alarms())[0]).toContain('waits since the hour of 2026-11-22T10:00Z')
  })

  it('keeps the mail of an inbox that has gone, and says how to get it out', async () => {
    const { transport } = recordingTransport()
    await receiveTip('a')
    expect(await loopWith([transport], []).runOnce()).toEqual({ delivered: 0, failed: 1 })
    expect(JSON.stringify(events)).toContain('no inbox “desk” any more. Put it back')
    later(MINUTE)
    expect(await loopWith([transport]).runOnce()).toEqual({ delivered: 1, failed: 0 })
  })

  it('tells the log neither references nor mails that went', async () => {
    const { state, transport } = recordingTransport()
    await receiveTip('a')
    await receiveTip('b')
    state.failures = 1
    await loopWith([transport]).runOnce()
    expect(events).toHaveLength(1)
    expect(JSON.stringify(events)).not.toContain('REF-')
  })

  it('forgets sealed bytes when their days after delivery are over, never undelivered ones', async () => {
    const { transport } = recordingTransport()
    await receiveTip('a')
    const loop = loopWith([transport])
    later(30 * DAY)
    expect(await loop.purge()).toBe(0)
    await loop.runOnce()
    later(13 * DAY)
    expect(await loop.purge()).toBe(0)
    later(2 * DAY)
    expect(await loop.purge()).toBe(1)
    expect(events).toEqual([{ event: 'purged', tips: 1 }])
  })

  it('wakes up at once when it is nudged, and stops when it is told', async () => {
    const { state, transport } = recordingTransport()
    const loop = loopWith([transport])
    loop.start()
    await receiveTip('a')
    loop.nudge()
    // Far less than the poll, which would also find it.
    const until = Date.now() + 4_000
    while (state.taken.length === 0 && Date.now() < until) {
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    await loop.stop()
    expect(state.taken).toHaveLength(1)
    await receiveTip('b')
    loop.nudge()
    expect(state.calls).toBe(1)
  })
})
