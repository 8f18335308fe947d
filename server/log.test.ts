import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { LogLevel } from '#lib/config-variables'
import { createLog, type RunningLog } from './log.ts'
import { lineOf, type ServerEvent, withoutTraces } from './log-events.ts'

const NOW = new Date('2026-11-22T10:20:30.456Z')
let written: string[]
let running: RunningLog

function start(level: LogLevel = 'info') {
  written = []
  const clock = () => new Date()
  running = createLog({ level, clock, out: { write: (line) => written.push(line) } })
}
const lines = (): Record<string, unknown>[] => written.map((line) => JSON.parse(line))

beforeEach(() => {
  vi.useFakeTimers({ now: NOW })
  start()
})
afterEach(() => vi.useRealTimers())

describe('the log', () => {
  it('writes one line of JSON for an event, with its level and the exact time', () => {
    running.log({ event: 'started', port: 3000, metricsPort: 0 })
    running.log({ event: 'loop-failed', reason: 'The disk\nis full' })
    expect(written.every((line) => line.indexOf('\n') === line.length - 1)).toBe(true)
    expect(lines()).toEqual([
      {
        level: 'info',
        time: '2026-11-22T10:20:30.456Z',
        event: 'started',
        port: 3000,
        metricsPort: 0,
      },
      {
        level: 'error',
        time: '2026-11-22T10:20:30.456Z',
        event: 'loop-failed',
        reason: 'The disk\nis full',
      },
    ])
  })

  it('leaves out what is less grave than LOG_LEVEL', () => {
    start('warn')
    running.log({ event: 'stopping' })
    running.log({ event: 'stop-forced' })
    expect(lines().map(({ event }) => event)).toEqual(['stop-forced'])
    start('silent')
    running.log({ event: 'stop-forced' })
    expect(written).toEqual([])
  })

  it('tells mails that failed when the hour is over, so that nobody learns when a tip came', () => {
    const fail = (attempts: number, reason = 'The server does not answer.') =>
      running.log({ event: 'delivery-failed', inbox: 'desk', attempts, reason })
    fail(1)
    vi.advanceTimersByTime(60_000)
    fail(2)
    fail(1, 'The password is wrong.')
    expect(written).toEqual([])
    vi.advanceTimersByTime(39 * 60_000)
    expect(lines()).toMatchObject([
      { event: 'delivery-failed', attempts: 2, times: 2, time: '2026-11-22T11:00:00.000Z' },
      { event: 'delivery-failed', attempts: 1, times: 1, reason: 'The password is wrong.' },
    ])
    fail(3)
    vi.advanceTimersByTime(3_600_000)
    expect(lines()[2]).toMatchObject({ attempts: 3, times: 1 })
  })

  it('loses nothing of that when the server stops', () => {
    const failed = {
      event: 'transport-failed',
      inbox: 'desk',
      transport: 'smtp',
      reason: 'It hangs.',
    } as const
    running.log(failed)
    running.end()
    running.log(failed)
    expect(lines()).toMatchObject([{ times: 1 }, { times: 1 }])
  })
})

describe('what must never stand in a log', () => {
  const TRACES = [
    'desk@example.org',
    'analyst.name+tips@mail.example.co.uk',
    '198.51.100.23',
    '2001:db8:1:aa12::1',
    '::ffff:198.51.100.23',
    'fe80::1',
    '7K3M-Q2',
    '7K3M-Q2-2',
    'q3Zx-0aTRm9nVbK2L7pEwS4yHcUfDgJ1iOu6tXo8sNA',
    'ZkQwXrTbNvLmPaSdFgHjKc',
    '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    're_AbCdEf12_3456789012345',
    'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    'smtps://tips:hunter2@mail.example.org',
    'Bearer abc123',
  ]
  const SECRETS = [...TRACES.slice(0, 13), 'hunter2', 'abc123']

  /** Each event of the closed list, with the same text in whatever field takes text. */
  const everyEvent = (text: string): ServerEvent[] => [
    { event: 'delivery-failed', inbox: text, attempts: 1, reason: text },
    { event: 'transport-failed', inbox: text, transport: text, reason: text },
    { event: 'reply-refused', inbox: text, reason: 'not-encrypted' },
    { event: 'refusal-failed', inbox: text, reason: text },
    { event: 'reply-source-failed', source: text, reason: text },
    { event: 'purged', tips: 2 },
    { event: 'loop-failed', reason: text },
    { event: 'alarm', key: text, level: 'alarm', text },
    { event: 'operator-not-told', reason: text },
    {
      event: 'configuration',
      site: text,
      inboxes: 1,
      transports: text,
      trustedProxies: 1,
      powCost: 1,
      retentionDays: 1,
      rateLimits: true,
      operator: true,
      webhooks: true,
      replies: text,
    },
    { event: 'started', port: 1, metricsPort: 2 },
    { event: 'stopping' },
    { event: 'stopped' },
    { event: 'stop-forced' },
    { event: 'warning', variable: text, reason: text },
    { event: 'request-failed', reason: text },
    { event: 'sweep-failed', reason: text },
  ]

  it.each(TRACES)('%s is taken out of every event', (trace) => {
    for (const text of [trace, `550 <${trace}> is unknown`, `(${trace}), "${trace}": ${trace}.`]) {
      for (const event of everyEvent(text)) running.log(event)
    }
    running.end()
    expect(written.length).toBeGreaterThan(30)
    for (const secret of SECRETS) expect(written.join('')).not.toContain(secret)
  })

  it('is left out when it comes in a field that no event has, or as another type', () => {
    const odd = {
      event: 'purged',
      tips: '198.51.100.23',
      sender: '198.51.100.23',
      nested: { token: 'q3Zx0aTRm9nVbK2L7pEwS4y' },
    } as unknown as ServerEvent
    expect(lineOf(odd).fields).toEqual({ event: 'purged' })
  })

  it.each([
    'connect ECONNREFUSED: the mail server does not answer. Check SMTP_URL.',
    'Error: x\n    at processTicksAndRejections (node:internal/process/task_queues:105:5)',
    'at listen (file:///srv/site/node_modules/@hono/node-server/dist/index.mjs:12:34)',
    'SQLITE_CONSTRAINT_PRIMARYKEY in lib/intake/opening.ts:41:7',
    'Mail waits since the hour of 2026-11-22T10:00Z.',
    'http://localhost:3000',
    'Extend it: gpg --quick-set-expire 40c7a1c20acfc86304fa0fe42c167ababaf5fb9c 2y',
  ])('is not seen in what helps: %s', (text) => {
    expect(withoutTraces(text)).toBe(text)
  })
})
