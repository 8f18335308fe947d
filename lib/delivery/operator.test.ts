import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Alarm } from '#lib/alarms'
import {
  DAY,
  type Desk,
  failingTransport,
  HOUR,
  MINUTE,
  openDesk,
  recordingTransport,
} from './delivery.fixture.ts'
import { createOperator } from './operator.ts'
import type { Notice, Transport } from './transport.ts'
import { smtpTransport } from './transports/smtp.ts'
import { startMailServer } from './transports/smtp-server.fixture.ts'

const WAITING: Alarm = { key: 'mail-waiting', level: 'alarm', text: 'A mail waits. Look.' }
const DISK: Alarm = { key: 'disk', level: 'alarm', text: 'The disk is full. Empty it.' }
const SPAM: Alarm = { key: 'mail-complained', level: 'warning', text: 'Reported as spam. Ask.' }
const expiry = (step: number): Alarm => ({
  key: `expires-${step}:abcd`,
  level: 'warning',
  text: `A certificate expires in ${step} days. Extend it.`,
})

let desk: Desk
let box: ReturnType<typeof recordingTransport>
beforeEach(async () => {
  desk = await openDesk()
  box = recordingTransport()
})
afterEach(() => desk.close())

type Options = Parameters<typeof createOperator>[0]

const operator = (transports: Transport[] = [box.transport], more: Partial<Options> = {}) =>
  createOperator({
    notices: desk.store.notices,
    transports,
    from: 'tips@example.org',
    to: 'operator@example.org',
    siteUrl: 'https://tips.example.org',
    clock: desk.clock,
    randomBytes: (count) => randomBytes(count),
    log: (event) => desk.events.push(event),
    ...more,
  })

const subjects = () => box.state.told.map(({ subject }) => subject)

/** Tells the same every minute for so long, as the server does. */
async function tellFor(ms: number, who: ReturnType<typeof operator>, alarms: Alarm[]) {
  for (let passed = 0; passed < ms; passed += MINUTE) {
    await who.tell(alarms)
    desk.later(MINUTE)
  }
}

describe('the operator', () => {
  it('is told at once what is new, several things in one mail', async () => {
    await operator().tell([WAITING, SPAM, DISK])
    expect(box.state.told).toHaveLength(1)
    expect(box.state.told[0]).toMatchObject({
      from: 'tips@example.org',
      to: 'operator@example.org',
      subject: 'Remote Hire Watch: 2 alarms and 1 warning',
    })
    expect(box.state.told[0]?.text).toMatchInlineSnapshot(`
      "Remote Hire Watch at https://tips.example.org needs somebody’s eyes.

      ALARM, first seen in the hour of 2026-11-22 10:00 UTC:
        A mail waits. Look.

      Warning, first seen in the hour of 2026-11-22 10:00 UTC:
        Reported as spam. Ask.

      ALARM, first seen in the hour of 2026-11-22 10:00 UTC:
        The disk is full. Empty it.

      No tip is lost: what has not been delivered stays sealed in the
      database, and is tried again by itself.

      An alarm is told at once and then once a day while it stands; a warning
      once. The log and npm run tips -- list say more.
      "
    `)
  })

  it('hears nothing while nothing is wrong', async () => {
    await tellFor(HOUR, operator(), [])
    expect(subjects()).toEqual([])
  })

  it('is told of an alarm again every day, of a warning once', async () => {
    await tellFor(2 * DAY + HOUR, operator(), [WAITING, SPAM])
    expect(subjects()).toEqual([
      'Remote Hire Watch: 1 alarm and 1 warning',
      'Remote Hire Watch: 1 alarm',
      'Remote Hire Watch: 1 alarm',
    ])
    expect(box.state.told[1]?.text).toContain('first seen in the hour of 2026-11-22 10:00 UTC')
    expect(box.state.told[1]?.text).toContain('Still wrong, and told before:')
  })

  it('gets one mail a day however many alarms stand, since when ever', async () => {
    const who = operator()
    await tellFor(3 * HOUR, who, [WAITING])
    await tellFor(DAY + 2 * HOUR, who, [WAITING, DISK])
    expect(subjects()).toEqual([
      'Remote Hire Watch: 1 alarm',
      'Remote Hire Watch: 1 alarm',
      'Remote Hire Watch: 2 alarms',
    ])
  })

  it('is told once that all is clear', async () => {
    const who = operator()
    await who.tell([WAITING, DISK])
    await tellFor(HOUR, who, [DISK])
    expect(subjects()).toEqual(['Remote Hire Watch: 2 alarms'])
    await tellFor(HOUR, who, [])
    expect(subjects()).toEqual(['Remote Hire Watch: 2 alarms', 'Remote Hire Watch: all clear'])
    await who.tell([WAITING])
    expect(subjects()).toHaveLength(3)
  })

  it('hears no all clear after a mere warning', async () => {
    const who = operator()
    await tellFor(HOUR, who, [SPAM])
    await tellFor(HOUR, who, [])
    expect(subjects()).toEqual(['Remote Hire Watch: 1 warning'])
  })

  it('is spared an alarm that comes and goes every few minutes', async () => {
    const who = operator()
    for (let round = 0; round < 30; round += 1) {
      await tellFor(3 * MINUTE, who, [DISK])
      await tellFor(5 * MINUTE, who, [])
    }
    expect(subjects()).toEqual(['Remote Hire Watch: 1 alarm'])
  })

  it('is not told everything again after a restart', async () => {
    await operator().tell([WAITING, SPAM])
    await desk.reopen()
    desk.later(HOUR)
    const who = operator()
    await who.tell([WAITING, SPAM])
    expect(subjects()).toHaveLength(1)
    await tellFor(HOUR, who, [])
    expect(subjects()[1]).toBe('Remote Hire Watch: all clear')
  })

  it('gets one mail 30, 7 and 1 days before a certificate expires, and one when it has', async () => {
    const expired: Alarm = { key: 'expired:abcd', level: 'alarm', text: 'It has expired.' }
    for (const alarm of [expiry(30), expiry(7), expiry(1), expired]) {
      for (let hour = 0; hour < 50; hour += 1) {
        await operator().tell([alarm])
        // As if its inbox could not be read for an hour: nothing is told anew.
        desk.later(HOUR)
        if (hour === 20) await tellFor(HOUR, operator(), [])
      }
    }
    expect(subjects().filter((subject) => !subject.endsWith('all clear'))).toEqual([
      'Remote Hire Watch: 1 warning',
      'Remote Hire Watch: 1 warning',
      'Remote Hire Watch: 1 warning',
      'Remote Hire Watch: 1 alarm',
    ])
  })

  it('is told by the next transport when the first fails', async () => {
    await operator([failingTransport({ retry: 'never' }), box.transport]).tell([DISK])
    expect(subjects()).toHaveLength(1)
  })

  it('is told later when no transport takes the mail', async () => {
    box.state.failures = 2
    const who = operator()
    await who.tell([DISK])
    await who.tell([DISK])
    expect(subjects()).toEqual([])
    expect(desk.events).toContainEqual({
      event: 'operator-not-told',
      reason: 'record: The box is full. Empty it.',
    })
    await who.tell([DISK])
    expect(subjects()).toEqual(['Remote Hire Watch: 1 alarm'])
  })

  it('is offered the very same mail when its outcome was unknown', async () => {
    const seen: Notice[] = []
    const unsure: Transport = {
      ...box.transport,
      async notify(notice) {
        seen.push(notice)
        if (seen.length > 1) return { ok: true, confirmed: true }
        return { ok: false, retry: 'now', reason: 'The line dropped.' }
      },
    }
    const who = operator([unsure])
    await who.tell([DISK])
    desk.later(MINUTE)
    await who.tell([DISK])
    expect(seen).toHaveLength(2)
    expect(seen[1]).toEqual(seen[0])
  })

  it('gets no mail without an address; the log has every alarm once', async () => {
    await tellFor(HOUR, operator(undefined, { to: null }), [DISK])
    expect(subjects()).toEqual([])
    expect(desk.events).toEqual([{ event: 'alarm', ...DISK }])
    expect(await desk.store.notices.all()).toEqual([])
  })

  it('hears nothing of the end of what another process watches over', async () => {
    await operator().tell([DISK])
    const beside = operator(undefined, { covers: (key) => key.startsWith('mail-') })
    await tellFor(HOUR, beside, [])
    // Nor when the other one had just begun to see the end.
    await operator().tell([])
    await tellFor(HOUR, beside, [])
    expect(subjects()).toEqual(['Remote Hire Watch: 1 alarm'])
    await tellFor(HOUR, beside, [WAITING])
    await tellFor(HOUR, beside, [])
    expect(subjects().at(-1)).toBe('Remote Hire Watch: all clear')
  })

  it('is told of a database that does not answer, once, and of its end', async () => {
    const { notices } = desk.store
    let broken = true
    const sometimes = (method: keyof typeof notices) => {
      if (broken) throw new Error(`disk I/O error in ${method}`)
      return notices
    }
    const who = operator(undefined, {
      notices: {
        all: async () => sometimes('all').all(),
        put: async (notice) => sometimes('put').put(notice),
        remove: async (key) => sometimes('remove').remove(key),
        claim: async (claim) => sometimes('claim').claim(claim),
        release: async (key) => sometimes('release').release(key),
      },
    })
    await tellFor(HOUR, who, [DISK])
    expect(subjects()).toEqual(['Remote Hire Watch: 1 alarm'])
    broken = false
    await tellFor(HOUR, who, [])
    expect(subjects()).toEqual(['Remote Hire Watch: 1 alarm', 'Remote Hire Watch: all clear'])
    expect(await notices.all()).toEqual([])
  })

  it('is told of the end also by processes that live for a moment', async () => {
    await operator().tell([DISK])
    for (let run = 0; run < 6; run += 1) {
      desk.later(5 * MINUTE)
      await operator().tell([])
    }
    expect(subjects()).toEqual(['Remote Hire Watch: 1 alarm', 'Remote Hire Watch: all clear'])
    expect(await desk.store.notices.all()).toEqual([])
  })

  it('is not waited for when the server ends', async () => {
    const hanging: Transport = { ...box.transport, notify: () => new Promise(() => {}) }
    const who = operator([hanging])
    void who.tell([DISK])
    await who.stop()
    await who.tell([DISK, WAITING])
    expect(subjects()).toEqual([])
  })

  it('gets a mail that a real mail server takes', async () => {
    const server = await startMailServer({ disabledCommands: ['STARTTLS'] })
    try {
      const smtp = smtpTransport({ url: `smtp://127.0.0.1:${server.port}` })
      await operator([smtp]).tell([WAITING])
      expect(server.mails).toHaveLength(1)
      expect(server.mails[0]).toMatchObject({
        from: 'tips@example.org',
        to: ['operator@example.org'],
        text: expect.stringMatching(/^Subject: Remote Hire Watch: 1 alarm\r$/m),
      })
      expect(server.mails[0]?.text).toContain('A mail waits. Look.')
    } finally {
      await server.close()
    }
  })
})
