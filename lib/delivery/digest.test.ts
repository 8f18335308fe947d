import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Store } from '#lib/store/store'
import {
  DAY,
  type Desk,
  failingTransport,
  HOUR,
  INBOX,
  MINUTE,
  openDesk,
  recordingTransport,
} from './delivery.fixture.ts'
import { createDigest } from './digest.ts'
import { digestMail, readFigures } from './digest-mail.ts'
import { createOperator } from './operator.ts'
import type { Transport } from './transport.ts'

let desk: Desk
let box: ReturnType<typeof recordingTransport>
beforeEach(async () => {
  desk = await openDesk()
  box = recordingTransport()
})
afterEach(() => desk.close())

const figures = (store: Store = desk.store) =>
  readFigures({
    store,
    inboxes: [
      {
        ...INBOX,
        certificates: [
          {
            fingerprint: 'ab'.repeat(20),
            armored: '',
            encryptionKeyIds: [],
            expires: new Date('2026-12-23T00:00:00Z'),
          },
        ],
      },
    ],
    diskSpace: async () => ({ free: 25e9, total: 100e9 }),
    alarms: async () => [],
    now: desk.clock(),
  })

/** One of several instances: each has its own transports, all share the store. */
const instance = (
  transports: Transport[] = [box.transport],
  store: () => Store = () => desk.store,
) =>
  createDigest({
    store: store(),
    transports,
    from: 'tips@example.org',
    to: 'operator@example.org',
    siteUrl: 'https://tips.example.org',
    figures: () => figures(store()),
    clock: desk.clock,
    randomBytes: (count) => randomBytes(count),
    log: (event) => desk.events.push(event),
  })

async function lookFor(ms: number, ...instances: ReturnType<typeof createDigest>[]) {
  for (let passed = 0; passed < ms; passed += 5 * MINUTE) {
    await Promise.all(instances.map((one) => one.look()))
    desk.later(5 * MINUTE)
  }
}

describe('the daily digest', () => {
  it('goes once a day, at 05:00 UTC', async () => {
    const digest = instance()
    await lookFor(3 * DAY, digest)
    // The clock stood at 10:20 at the beginning, when the day's had not been sent.
    expect(box.state.told.map(({ date }) => date.toISOString())).toEqual([
      '2026-11-22T05:00:00.000Z',
      '2026-11-23T05:00:00.000Z',
      '2026-11-24T05:00:00.000Z',
      '2026-11-25T05:00:00.000Z',
    ])
  })

  it('is not sent again by a restart, nor by a second instance', async () => {
    await lookFor(HOUR, instance(), instance())
    await desk.reopen()
    await lookFor(HOUR, instance(), instance())
    expect(box.state.told).toHaveLength(1)
  })

  it('is tried again while nobody takes it, a few times an hour, as the same mail', async () => {
    box.state.failures = 2
    await lookFor(2 * HOUR, instance(), instance())
    expect(box.state.calls).toBe(3)
    expect(box.state.told).toHaveLength(1)
    const ids: string[] = []
    const unsure: Transport = {
      ...failingTransport({ retry: 'now' }),
      async notify({ id }) {
        ids.push(id)
        return { ok: false, retry: 'now', reason: 'The line dropped.' }
      },
    }
    desk.later(DAY)
    await lookFor(HOUR, instance([unsure]))
    expect(ids.length).toBeGreaterThan(1)
    expect(new Set(ids).size).toBe(1)
    expect(desk.events).toContainEqual(expect.objectContaining({ event: 'operator-not-told' }))
  })

  it('is left alone by the memory of alarms, which forgets what has ended', async () => {
    const operator = createOperator({
      notices: desk.store.notices,
      transports: [box.transport],
      from: 'tips@example.org',
      to: 'operator@example.org',
      siteUrl: 'https://tips.example.org',
      clock: desk.clock,
      randomBytes: (count) => randomBytes(count),
      log: () => {},
    })
    await instance().look()
    for (let minute = 0; minute < 60; minute += 5) {
      await operator.tell([])
      desk.later(5 * MINUTE)
    }
    await instance().look()
    expect(box.state.told).toHaveLength(1)
  })

  it('tells counts and ages, and nothing of any tip', async () => {
    await desk.receiveTip('a', [70_000])
    await desk.receiveTip('b')
    desk.later(5 * HOUR)
    const { subject, text } = digestMail(await figures(), 'https://tips.example.org', desk.clock())
    expect(subject).toBe('Remote Hire Watch: the day’s figures')
    expect(text).toMatch(/^Received in the last 24 hours {2}2$/m)
    expect(text).toMatch(/^Mails that wait +2, the oldest 5 h old$/m)
    expect(text).toMatch(/^Free disk +25\.0 GB, 25 %$/m)
    expect(text).toMatch(/^ {2}…ABABABABABABABAB {2}desk: 30 days left$/m)
    expect(text).not.toMatch(/REF-|70000|mail-a|@/)
    for (const line of text.split('\n')) expect(line.length).toBeLessThan(79)
  })

  it('counts by full hours: what came in the hour that runs is tomorrow’s', async () => {
    await desk.receiveTip('a')
    const total = async () => (await figures()).received.map(({ tips }) => tips)
    expect(await total()).toEqual([0])
    desk.later(HOUR)
    expect(await total()).toEqual([1])
    desk.later(23 * HOUR)
    expect(await total()).toEqual([1])
    desk.later(HOUR)
    expect(await total()).toEqual([0])
  })
})
