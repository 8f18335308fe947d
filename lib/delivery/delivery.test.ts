import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  DAY,
  type Desk,
  failingTransport,
  MINUTE,
  openDesk,
  recordingTransport,
} from './delivery.fixture.ts'
import { retryDelayMs } from './retries.ts'
import type { Transport } from './transport.ts'

let desk: Desk
beforeEach(async () => {
  desk = await openDesk()
})
afterEach(() => desk.close())

const textOfAlarms = async (loop: ReturnType<Desk['loop']>) =>
  (await loop.alarms()).map(({ key, text }) => `${key}: ${text}`)

describe('the delivery loop', () => {
  it('delivers everything that is due, once', async () => {
    const { state, transport } = recordingTransport()
    for (let tip = 0; tip < 9; tip += 1) await desk.receiveTip(String(tip))
    const loop = desk.loop([transport])
    expect(await loop.runOnce()).toEqual({ delivered: 9, failed: 0 })
    expect(await loop.runOnce()).toEqual({ delivered: 0, failed: 0 })
    expect(new Set(state.taken.map((mail) => mail.delivery.id)).size).toBe(9)
  })

  it('tries a failed mail again, later each time, until it goes', async () => {
    const { state, transport } = recordingTransport()
    state.failures = 2
    await desk.receiveTip('a')
    const loop = desk.loop([transport])
    expect(await loop.runOnce()).toEqual({ delivered: 0, failed: 1 })
    expect(await loop.runOnce()).toEqual({ delivered: 0, failed: 0 })
    desk.later(MINUTE)
    expect(await loop.runOnce()).toEqual({ delivered: 0, failed: 1 })
    desk.later(2 * MINUTE)
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
    await desk.receiveTip('a')
    expect(await desk.loop([first.transport, second.transport]).runOnce()).toMatchObject({
      delivered: 1,
    })
    expect(second.state.taken).toHaveLength(1)
  })

  it('says which transport failed when the next one took the mail', async () => {
    const first = recordingTransport('first')
    first.state.failures = 1
    await desk.receiveTip('a')
    await desk.loop([first.transport, recordingTransport('second').transport]).runOnce()
    const reason = 'The box is full. Empty it.'
    expect(desk.events).toEqual([
      { event: 'transport-failed', inbox: 'desk', transport: 'first', reason },
    ])
  })

  it('waits an hour for a transport that may have taken the mail, then takes the next', async () => {
    const unsure = failingTransport({ retry: 'now' })
    const second = recordingTransport('second')
    await desk.receiveTip('a')
    const loop = desk.loop([unsure, second.transport])
    let waited = 0
    while ((await loop.runOnce()).delivered === 0) {
      expect(second.state.calls).toBe(0)
      desk.later(MINUTE)
      waited += 1
    }
    expect(waited).toBeGreaterThan(45)
    expect(waited).toBeLessThan(90)
  })

  it('keeps the pause that the other side asked for, up to a day', async () => {
    await desk.receiveTip('a')
    const loop = desk.loop([failingTransport({ retry: 'later', retryAfterMs: 2 * DAY })])
    expect((await loop.runOnce()).failed).toBe(1)
    desk.later(DAY - MINUTE)
    expect((await loop.runOnce()).failed).toBe(0)
    desk.later(2 * MINUTE)
    expect((await loop.runOnce()).failed).toBe(1)
  })

  it('keeps what was refused for good, says so at once, and tries it every hour', async () => {
    const { state, transport } = recordingTransport()
    await desk.receiveTip('a')
    let cured = false
    const refusing: Transport = {
      ...transport,
      deliver: async (mail, signal) =>
        cured
          ? transport.deliver(mail, signal)
          : { ok: false, retry: 'never', reason: 'Wrong key.' },
    }
    const loop = desk.loop([refusing])
    await loop.runOnce()
    expect((await textOfAlarms(loop))[0]).toContain('refused for good: 1')
    // A server that starts afresh knows it too.
    expect(await textOfAlarms(desk.loop([refusing]))).toHaveLength(1)
    desk.later(50 * MINUTE)
    expect(await loop.runOnce()).toEqual({ delivered: 0, failed: 0 })
    cured = true
    desk.later(20 * MINUTE)
    expect(await loop.runOnce()).toEqual({ delivered: 1, failed: 0 })
    expect(state.taken).toHaveLength(1)
    expect(await loop.alarms()).toEqual([])
  })

  it('lends a mail to nobody else for as long as a transport may take', async () => {
    await desk.receiveTip('a')
    const slow = { ...recordingTransport().transport, longestMs: 5 * MINUTE }
    const beside = { ...recordingTransport().transport, longestMs: 5 * MINUTE }
    let other = { delivered: -1, failed: -1 }
    const meanwhile: Transport = {
      ...slow,
      async deliver(mail, signal) {
        desk.later(4 * MINUTE)
        other = await desk.loop([beside]).runOnce()
        return slow.deliver(mail, signal)
      },
    }
    expect(await desk.loop([meanwhile]).runOnce()).toEqual({ delivered: 1, failed: 0 })
    expect(other).toEqual({ delivered: 0, failed: 0 })
  })

  it('gives a transport no more mails at a time than it takes', async () => {
    for (let tip = 0; tip < 5; tip += 1) await desk.receiveTip(String(tip))
    const { transport } = recordingTransport()
    let [running, most] = [0, 0]
    const narrow: Transport = {
      ...transport,
      parallel: 2,
      async deliver(mail, signal) {
        running += 1
        most = Math.max(most, running)
        await new Promise((resolve) => setTimeout(resolve, 5))
        running -= 1
        return transport.deliver(mail, signal)
      },
    }
    expect(await desk.loop([narrow]).runOnce()).toEqual({ delivered: 5, failed: 0 })
    expect(most).toBe(2)
  })

  it('treats a transport that throws like one that fails', async () => {
    await desk.receiveTip('a')
    const broken: Transport = {
      ...recordingTransport('broken').transport,
      deliver: () => Promise.reject(new Error('no such host')),
    }
    expect(await desk.loop([broken]).runOnce()).toEqual({ delivered: 0, failed: 1 })
    expect(desk.events).toEqual([
      { event: 'delivery-failed', inbox: 'desk', attempts: 1, reason: 'broken: no such host' },
    ])
  })

  it('raises the alarm after repeated failures and lowers it once the mail has gone', async () => {
    const { state, transport } = recordingTransport()
    state.failures = 5
    await desk.receiveTip('a')
    const loop = desk.loop([transport])
    for (let attempt = 0; attempt < 5; attempt += 1) {
      expect(await loop.alarms()).toEqual([])
      await loop.runOnce()
      desk.later(10 * MINUTE)
    }
    expect((await textOfAlarms(loop))[0]).toContain('failed 5 times')
    await loop.runOnce()
    expect(await loop.alarms()).toEqual([])
  })

  it('raises the alarm when mail waits for hours with nobody delivering', async () => {
    await desk.receiveTip('a')
    desk.later(DAY)
    expect((await textOfAlarms(desk.loop([])))[0]).toContain(
      'waits since the hour of 2026-11-22T10:00Z',
    )
  })

  it('keeps the mail of an inbox that has gone, and says how to get it out', async () => {
    const { transport } = recordingTransport()
    await desk.receiveTip('a')
    expect(await desk.loop([transport], { inboxes: [] }).runOnce()).toEqual({
      delivered: 0,
      failed: 1,
    })
    expect(JSON.stringify(desk.events)).toContain('no inbox “desk” any more. Put it back')
    desk.later(MINUTE)
    expect(await desk.loop([transport]).runOnce()).toEqual({ delivered: 1, failed: 0 })
  })

  it('tells the log neither references nor mails that went', async () => {
    const { state, transport } = recordingTransport()
    await desk.receiveTip('a')
    await desk.receiveTip('b')
    state.failures = 1
    await desk.loop([transport]).runOnce()
    expect(desk.events).toHaveLength(1)
    expect(JSON.stringify(desk.events)).not.toContain('REF-')
  })

  it('forgets sealed bytes when their days after delivery are over, never undelivered ones', async () => {
    const { transport } = recordingTransport()
    await desk.receiveTip('a')
    const loop = desk.loop([transport])
    desk.later(30 * DAY)
    expect(await loop.purge()).toBe(0)
    await loop.runOnce()
    desk.later(13 * DAY)
    expect(await loop.purge()).toBe(0)
    desk.later(2 * DAY)
    expect(await loop.purge()).toBe(1)
    expect(desk.events).toEqual([{ event: 'purged', tips: 1 }])
  })

  it('wakes up at once when it is nudged, and stops when it is told', async () => {
    const { state, transport } = recordingTransport()
    const loop = desk.loop([transport])
    loop.start()
    await desk.receiveTip('a')
    loop.nudge()
    // Far less than the poll, which would also find it.
    const until = Date.now() + 4_000
    while (state.taken.length === 0 && Date.now() < until) {
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    await loop.stop()
    expect(state.taken).toHaveLength(1)
    await desk.receiveTip('b')
    loop.nudge()
    expect(state.calls).toBe(1)
  })

  it('raises no alarm for an old tip whose mail it is just sending', async () => {
    const { transport } = recordingTransport()
    await desk.receiveTip('a')
    desk.later(DAY)
    let keys: string[] | null = null
    const looking: Transport = {
      ...transport,
      async deliver(mail, signal) {
        keys = (await loop.alarms()).map(({ key }) => key)
        return transport.deliver(mail, signal)
      },
    }
    const loop = desk.loop([looking])
    expect(await loop.alarms()).toHaveLength(1)
    loop.start()
    while (keys === null) await new Promise((resolve) => setTimeout(resolve, 2))
    await loop.stop()
    expect(keys).toEqual([])
  })
})

describe('a mail that its provider has yet to confirm', () => {
  const unconfirmed = (): Transport => ({
    ...recordingTransport().transport,
    deliver: async () => ({ ok: true, confirmed: false, providerId: 'theirs' }),
  })
  const event = (kind: 'delivered' | 'bounced') =>
    desk.store.delivery.recordEvent({
      eventId: kind,
      mail: 'mail-a',
      kind,
      at: desk.clock(),
      second: null,
    })

  it('is kept for ever, with a warning after a day and an alarm after three', async () => {
    await desk.receiveTip('a')
    const loop = desk.loop([unconfirmed()])
    expect(await loop.runOnce()).toEqual({ delivered: 1, failed: 0 })
    expect(await desk.store.delivery.findMail({ providerId: 'theirs' })).toMatchObject({
      state: 'sent',
    })
    const keys = async () => (await loop.alarms()).map(({ key }) => key)
    expect(await keys()).toEqual([])
    desk.later(DAY + MINUTE)
    expect(await keys()).toEqual(['mail-unconfirmed-24'])
    desk.later(2 * DAY)
    expect(await keys()).toEqual(['mail-unconfirmed-72'])
    desk.later(30 * DAY)
    expect(await loop.purge()).toBe(0)
    await event('delivered')
    expect(await keys()).toEqual([])
    desk.later(15 * DAY)
    expect(await loop.purge()).toBe(1)
  })

  it('is an alarm when it comes back to nobody, until somebody has it sent again', async () => {
    await desk.receiveTip('a')
    const loop = desk.loop([unconfirmed()])
    await loop.runOnce()
    await event('bounced')
    desk.later(30 * DAY)
    expect(await textOfAlarms(loop)).toEqual([expect.stringContaining('do not have them: 1')])
    expect(await desk.store.records.retry('REF-a', () => 'mail-b')).toBe(1)
    const { state, transport } = recordingTransport()
    await desk.loop([transport]).runOnce()
    expect(state.taken.map(({ delivery }) => delivery.id)).toEqual(['mail-b'])
    expect(await loop.alarms()).toEqual([])
  })
})
