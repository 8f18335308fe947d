/** The delivery loop with its real transports against servers that misbehave for minutes, hours and days. */
import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DAY, type Desk, HOUR, MINUTE, openDesk, recordingTransport } from './delivery.fixture.ts'
import { createOperator } from './operator.ts'
import type { Transport } from './transport.ts'
import { resendTransport } from './transports/resend.ts'
import {
  API_KEY,
  type Mishap,
  startResend,
  type TestResend,
} from './transports/resend-server.fixture.ts'
import { smtpTransport } from './transports/smtp.ts'
import {
  type AfterMail,
  startMailServer,
  type TestMailServer,
} from './transports/smtp-server.fixture.ts'

let desk: Desk
let provider: TestResend
let mailServer: TestMailServer
/** For the next mails by SMTP, in this order; then all goes well. */
let afterMail: AfterMail[]
let resend: Transport
let smtp: Transport

beforeEach(async () => {
  desk = await openDesk()
  afterMail = []
  provider = await startResend()
  mailServer = await startMailServer(
    { disabledCommands: ['STARTTLS'] },
    () => afterMail.shift() ?? 'accept',
  )
  resend = resendTransport({
    apiKey: API_KEY,
    baseUrl: provider.url,
    retentionDays: 14,
    confirmsByWebhook: false,
    timeoutMs: 2_000,
  })
  smtp = smtpTransport({
    url: `smtp://127.0.0.1:${mailServer.port}`,
    times: { connect: 2_000, silence: 300, whole: 2_000 },
  })
  await desk.receiveTip('a', [1000])
})
afterEach(async () => {
  await Promise.all([provider.close(), mailServer.close()])
  await desk.close()
})

/** Mails that arrived: by Resend, by SMTP. */
const arrived = () => [provider.sent.length, mailServer.mails.length]
const times = (count: number, mishap: Mishap) => Array.from({ length: count }, () => mishap)

/** Looks every minute until the mail has gone; gives the minutes that took. */
async function minutesUntilDelivered(transports: Transport[], most = 24 * 60): Promise<number> {
  const loop = desk.loop(transports)
  for (let minutes = 0; minutes <= most; minutes += 1) {
    if ((await loop.runOnce()).delivered > 0) return minutes
    desk.later(MINUTE)
  }
  throw new Error('It was never delivered.')
}

describe('Resend', () => {
  it('is asked for an hour while it fails, then the next transport takes the mail', async () => {
    provider.mishaps.push(...times(1000, { status: 500, name: 'internal_server_error' }))
    const minutes = await minutesUntilDelivered([resend, smtp])
    expect(minutes).toBeGreaterThan(45)
    expect(minutes).toBeLessThan(90)
    expect(arrived()).toEqual([0, 1])
    expect(desk.events.at(-1)).toMatchObject({ event: 'transport-failed', transport: 'resend' })
    expect(new Set(provider.keys)).toEqual(new Set(['mail-a']))
  })

  it('gets its mail once when it recovers within the hour', async () => {
    provider.mishaps.push(...times(3, { status: 503, name: 'service_unavailable' }))
    expect(await minutesUntilDelivered([resend, smtp])).toBeLessThan(10)
    expect(arrived()).toEqual([1, 0])
  })

  it.each<Mishap>(['hang up after', 'hang after'])(
    'makes one mail and not two when it says nothing more once it has accepted (%s)',
    async (mishap) => {
      const patient = mishap === 'hang after' ? { timeoutMs: 200 } : {}
      const one = resendTransport({
        apiKey: API_KEY,
        baseUrl: provider.url,
        retentionDays: 14,
        confirmsByWebhook: false,
        ...patient,
      })
      provider.mishaps.push(mishap)
      expect(await minutesUntilDelivered([one, smtp])).toBeGreaterThan(0)
      expect(arrived()).toEqual([1, 0])
      expect(provider.keys).toEqual(['mail-a', 'mail-a'])
    },
  )

  it('that hangs is broken off, and asked again with the same key', async () => {
    const impatient = resendTransport({
      apiKey: API_KEY,
      baseUrl: provider.url,
      retentionDays: 14,
      confirmsByWebhook: false,
      timeoutMs: 200,
    })
    provider.mishaps.push('hang', 'hang')
    expect(await minutesUntilDelivered([impatient, smtp])).toBeGreaterThan(0)
    expect(arrived()).toEqual([1, 0])
    expect(new Set(provider.keys).size).toBe(1)
  })

  it('with its quota used up leaves the mail to the next transport at once', async () => {
    provider.mishaps.push({ status: 429, name: 'daily_quota_exceeded' })
    expect(await minutesUntilDelivered([resend, smtp])).toBe(0)
    expect(arrived()).toEqual([0, 1])
  })

  it('is given the pause it asks for', async () => {
    const headers = { 'retry-after': '3600' }
    provider.mishaps.push({ status: 429, name: 'rate_limit_exceeded', headers })
    const minutes = await minutesUntilDelivered([resend])
    expect(minutes).toBeGreaterThanOrEqual(60)
    expect(minutes).toBeLessThanOrEqual(62)
    expect(provider.keys).toHaveLength(2)
  })

  it('that can be reached by nobody is waited for, since nobody knows', async () => {
    await provider.close()
    const minutes = await minutesUntilDelivered([resend, smtp])
    expect(minutes).toBeGreaterThan(45)
    expect(minutes).toBeLessThan(90)
    expect(mailServer.mails).toHaveLength(1)
    provider = await startResend()
  })
})

describe('a mail server', () => {
  it.each<AfterMail>(['hang up', 'say nothing'])(
    'that takes a mail and does not say so gets it again under the same Message-ID (%s)',
    async (mishap) => {
      afterMail.push(mishap)
      expect(await minutesUntilDelivered([smtp, resend])).toBeGreaterThan(0)
      expect(arrived()).toEqual([0, 2])
      const ids = mailServer.mails.map(({ text }) => /^Message-ID: (.+)\r$/m.exec(text)?.[1])
      expect(ids).toEqual(['<mail-a@example.org>', '<mail-a@example.org>'])
    },
  )

  it('that cannot be reached leaves the mail to the next transport at once', async () => {
    await mailServer.close()
    expect(await minutesUntilDelivered([smtp, resend])).toBe(0)
    expect(provider.sent).toHaveLength(1)
    mailServer = await startMailServer({ disabledCommands: ['STARTTLS'] })
  })

  it('that puts us off for half a day gets the mail when it stops', async () => {
    const greylisted = { code: 451, text: 'Try again later' }
    afterMail.push(...Array.from({ length: 9 }, () => greylisted))
    const minutes = await minutesUntilDelivered([smtp])
    expect(minutes).toBeGreaterThan(3 * 60)
    expect(mailServer.mails).toHaveLength(1)
  })
})

describe('stopping while the other side says nothing', () => {
  const stopMs = { wait: 100, grace: 1_000 }

  it('leaves one mail at Resend', async () => {
    provider.mishaps.push('hang after')
    const loop = desk.loop([resend, smtp], { stopMs })
    loop.start()
    while (provider.sent.length === 0) await moment()
    await loop.stop()
    expect(await desk.loop([resend, smtp]).runOnce()).toEqual({ delivered: 1, failed: 0 })
    expect(arrived()).toEqual([1, 0])
    expect(provider.keys).toEqual(['mail-a', 'mail-a'])
  })

  it('loses no mail to a mail server', async () => {
    afterMail.push('say nothing')
    const patient = smtpTransport({ url: `smtp://127.0.0.1:${mailServer.port}` })
    const loop = desk.loop([patient, resend], { stopMs })
    loop.start()
    while (mailServer.mails.length === 0) await moment()
    await loop.stop()
    expect(await desk.loop([patient, resend]).runOnce()).toEqual({ delivered: 1, failed: 0 })
    expect(arrived()).toEqual([0, 2])
  })

  const moment = () => new Promise((resolve) => setTimeout(resolve, 5))
})

describe('days of failure', () => {
  it('are told at once, anew after three days, and end with an all clear; the tip is kept', async () => {
    const desks = recordingTransport()
    const operator = createOperator({
      notices: desk.store.notices,
      // The operator is told by whoever still works.
      transports: [resend, desks.transport],
      from: 'tips@example.org',
      to: 'operator@example.org',
      siteUrl: 'https://tips.example.org',
      clock: desk.clock,
      randomBytes: (count) => randomBytes(count),
      log: () => {},
    })
    const loop = desk.loop([resend])
    const subjects: string[] = []
    const live = async (ms: number) => {
      for (let passed = 0; passed < ms; passed += 10 * MINUTE) {
        await loop.runOnce()
        await loop.purge()
        await operator.tell(await loop.alarms())
        for (const { subject, text } of desks.state.told.splice(0)) {
          subjects.push(`${subject}${text.includes('three days') ? ' (three days)' : ''}`)
        }
        desk.later(10 * MINUTE)
      }
    }
    provider.mishaps.push(...times(1000, { status: 401, name: 'restricted_api_key' }))
    await live(3 * DAY + HOUR)
    expect(provider.sent).toEqual([])
    expect(subjects[0]).toBe('Remote Hire Watch: 1 alarm')
    expect(subjects.filter((subject) => subject.includes('three days'))).toHaveLength(1)
    // At once; after three hours of waiting and after five failures; each day; after three days.
    expect(subjects.length).toBeLessThanOrEqual(8)
    expect((await loop.alarms()).map(({ key }) => key)).toContain('mail-stuck')
    provider.mishaps.length = 0
    await live(3 * HOUR)
    // One of the mails by Resend is the tip; what follows is the end of the alarms.
    const byResend = provider.sent.map(({ subject }) => subject.replace(/REF.*/, 'REF'))
    expect(byResend).toEqual(['Tip REF', 'Remote Hire Watch: all clear'])
    expect(await loop.alarms()).toEqual([])
  })
})
