import { request } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import type { Alarm } from '#lib/alarms'
import type { Transport, TransportResult } from '#lib/delivery/transport'
import type { PendingDeliveries } from '#lib/store/store'
import { createMetrics, type MeteredServices, startMetricsServer } from './metrics.ts'
import { observed } from './observer.ts'

const NOW = new Date('2026-11-22T12:00:00Z')
const FINGERPRINT = 'ab'.repeat(20)
const quiet: PendingDeliveries = {
  count: 0,
  oldestHour: null,
  maxAttempts: 0,
  refused: 0,
  bounced: 0,
  lastBounce: null,
  unconfirmed: { count: 0, oldestHour: null },
  complained: 0,
  unfetched: { count: 0, oldestHour: null },
}

function services(pending: Partial<PendingDeliveries> = {}, alarms: Alarm[] = []): MeteredServices {
  return {
    intake: {
      standing: async () => ({
        tips: 3,
        bytes: 4096,
        freeBytes: 5_000,
        waiting: 2,
        workFactor: 4,
      }),
    },
    store: {
      delivery: { pendingDeliveries: async () => ({ ...quiet, ...pending }) },
      conversations: {
        counts: async () => ({ open: 5, unread: 2, oldestUnread: '2026-11-22T10:00Z' }),
      },
    },
    alarms: async () => alarms,
  }
}
const make = () =>
  createMetrics({
    inboxes: [
      {
        id: 'desk',
        certificates: [
          {
            fingerprint: FINGERPRINT,
            armored: '',
            encryptionKeyIds: [],
            expires: new Date('2026-12-22T12:00:00Z'),
          },
        ],
      },
    ],
    clock: () => NOW,
  })

describe('the figures', () => {
  it('count look-ups of conversations, and mails to reply addresses by what became of them', async () => {
    const metrics = make()
    const { observe } = metrics
    observe.intake({ kind: 'looked-up', found: true })
    observe.intake({ kind: 'looked-up', found: false })
    observe.intake({ kind: 'looked-up', found: false })
    observe.reply({ kind: 'stored' })
    observe.reply({ kind: 'refused', reason: 'sealed-to-other' })
    observe.reply({ kind: 'ignored', why: 'bounce' })
    const text = await metrics.text(services())
    expect(text).toContain('\nrhw_look_ups_total{found="yes"} 1\n')
    expect(text).toContain('\nrhw_look_ups_total{found="no"} 2\n')
    expect(text).toContain('\nrhw_replies_total{outcome="stored",reason=""} 1\n')
    expect(text).toContain('\nrhw_replies_total{outcome="refused",reason="sealed-to-other"} 1\n')
    expect(text).toContain('\nrhw_replies_total{outcome="ignored",reason="bounce"} 1\n')
  })

  it('tell how many conversations go on, and how long replies have waited', async () => {
    const text = await make().text(services())
    expect(text).toContain('\nrhw_conversations 5\n')
    expect(text).toContain('\nrhw_replies_unread 2\n')
    expect(text).toContain('\nrhw_replies_unread_oldest_seconds 7200\n')
  })

  it('count what happens at the intake, by reason where it was refused', async () => {
    const metrics = make()
    const { observe } = metrics
    observe.intake({ kind: 'opened' })
    observe.intake({ kind: 'opened' })
    observe.intake({ kind: 'chunk', bytes: 1024 })
    observe.intake({ kind: 'received' })
    observe.intake({ kind: 'refused', reason: 'not-sealed' })
    observe.intake({ kind: 'evicted', tips: 7 })
    observe.intake({ kind: 'slowed', ms: 1_500 })
    observe.intake({ kind: 'announced', droppedBytes: 64 })
    const text = await metrics.text(services())
    expect(text).toContain('\nrhw_tips_opened_total 2\n')
    expect(text).toContain('\nrhw_tips_received_total 1\n')
    expect(text).toContain('\nrhw_openings_slowed_total 1\n')
    expect(text).toContain('\nrhw_openings_waited_seconds_total 1.5\n')
    expect(text).toContain('\nrhw_parts_announced_anew_total 1\n')
    expect(text).toContain('\nrhw_dropped_bytes_total 64\n')
    expect(text).toContain('\nrhw_openings_waiting 2\n')
    expect(text).toContain('\nrhw_work_factor 4\n')
    expect(text).toContain('\nrhw_chunk_bytes_total 1024\n')
    expect(text).toContain('\nrhw_refusals_total{reason="not-sealed"} 1\n')
    expect(text).toContain('\nrhw_tips_evicted_total 7\n')
    expect(text).toContain('\nprocess_resident_memory_bytes ')
  })

  it('tell what stands open, what waits, what is wrong, and how long certificates last', async () => {
    const pending: Partial<PendingDeliveries> = {
      count: 4,
      oldestHour: '2026-11-22T10:00Z',
      maxAttempts: 9,
      refused: 3,
      bounced: 1,
      complained: 2,
      unconfirmed: { count: 5, oldestHour: '2026-11-21T12:00Z' },
      unfetched: { count: 6, oldestHour: '2026-11-22T11:00Z' },
    }
    const metrics = make()
    const alarm: Alarm = { key: 'disk-low', level: 'warning', text: 'Make room.' }
    const text = await metrics.text(services(pending, [alarm]))
    for (const line of [
      'rhw_half_open_tips 3',
      'rhw_half_open_bytes 4096',
      'rhw_disk_free_bytes 5000',
      'rhw_outbox_mails{state="pending"} 4',
      'rhw_outbox_mails{state="refused"} 3',
      'rhw_outbox_mails{state="bounced"} 1',
      'rhw_outbox_mails{state="complained"} 2',
      'rhw_outbox_mails{state="unconfirmed"} 5',
      'rhw_outbox_mails{state="unfetched"} 6',
      'rhw_outbox_oldest_seconds{state="pending"} 7200',
      'rhw_outbox_oldest_seconds{state="unconfirmed"} 86400',
      'rhw_outbox_oldest_seconds{state="unfetched"} 3600',
      'rhw_outbox_attempts_max 9',
      'rhw_alarm{key="disk-low",level="warning"} 1',
      `rhw_certificate_days_left{inbox="desk",fingerprint="${FINGERPRINT}"} 30`,
    ]) {
      expect(text).toContain(`\n${line}\n`)
    }
    expect(await metrics.text(services())).not.toContain('rhw_alarm{')
  })

  it('count how each transport took its mails, and leave the outcome as it was', async () => {
    const metrics = make()
    const results: TransportResult[] = [
      { ok: true, confirmed: true },
      { ok: false, retry: 'later', reason: 'busy' },
    ]
    const transport = {
      name: 'smtp',
      deliver: async () => results.shift(),
    } as unknown as Transport
    const counted = observed(transport, metrics.observe)
    const mail = {} as Parameters<Transport['deliver']>[0]
    const { signal } = new AbortController()
    expect(await counted.deliver(mail, signal)).toEqual({ ok: true, confirmed: true })
    expect(await counted.deliver(mail, signal)).toMatchObject({ retry: 'later' })
    const text = await metrics.text(services())
    expect(text).toContain('rhw_mails_total{transport="smtp",outcome="taken"} 1')
    expect(text).toContain('rhw_mails_total{transport="smtp",outcome="failed-later"} 1')
  })

  it('of two servers in one process are kept apart', async () => {
    const [one, two] = [make(), make()]
    one.observe.intake({ kind: 'opened' })
    expect(await two.text(services())).toContain('\nrhw_tips_opened_total 0\n')
  })
})

describe('the metrics port', () => {
  let server: Awaited<ReturnType<typeof startMetricsServer>>
  afterEach(() => server?.close())
  const start = async (asked: MeteredServices = services()) => {
    server = await startMetricsServer(0, make(), asked)
    return server?.port ?? 0
  }
  const ask = (port: number, path: string, options: { host?: string; method?: string } = {}) =>
    new Promise<{ status: number; type: string; text: string }>((resolve, reject) => {
      const { host, method = 'GET' } = options
      const headers = host === undefined ? {} : { host }
      const call = request({ port, path, method, headers, agent: false }, (response) => {
        let text = ''
        response.on('data', (data) => {
          text += data
        })
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            type: response.headers['content-type'] ?? '',
            text,
          }),
        )
      })
      call.on('error', reject).end()
    })

  it('is not there unless it was asked for', async () => {
    expect(await startMetricsServer(null, make(), services())).toBeNull()
  })

  it('answers with figures for Prometheus, and with causes and cures', async () => {
    const alarm: Alarm = { key: 'disk-full', level: 'alarm', text: 'Make room.' }
    const port = await start(services({}, [alarm]))
    const metrics = await ask(port, '/metrics')
    expect(metrics).toMatchObject({ status: 200, type: expect.stringContaining('version=0.0.4') })
    expect(metrics.text).toContain('# TYPE rhw_tips_received_total counter')
    const alarms = await ask(port, '/alarms')
    expect([alarms.type, JSON.parse(alarms.text)]).toEqual([
      'application/json',
      { alarms: [alarm] },
    ])
    expect((await ask(port, '/metrics', { method: 'HEAD' })).text).toBe('')
  })

  it('answers nobody who comes by a name that could be a stranger’s', async () => {
    const port = await start()
    const statusFor = async (host: string) => (await ask(port, '/metrics', { host })).status
    for (const host of ['evil.example', `evil.example:${port}`, 'localhost.evil.example']) {
      expect(await statusFor(host)).not.toBe(200)
    }
    for (const host of ['localhost', `127.0.0.1:${port}`, `[::1]:${port}`]) {
      expect(await statusFor(host)).toBe(200)
    }
  })

  it('listens on the loopback address alone', async () => {
    const port = await start()
    const from = request({ host: '127.0.0.2', port, path: '/metrics' })
    const refused = await new Promise<string>((resolve) => {
      from.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''))
      from.on('response', () => resolve('answered'))
      from.end()
    })
    expect(refused).toBe('ECONNREFUSED')
  })

  it('knows two addresses and one method, and says so', async () => {
    const port = await start()
    expect(await ask(port, '/')).toMatchObject({ status: 404 })
    expect(await ask(port, '/metrics', { method: 'POST' })).toMatchObject({ status: 405 })
  })

  it('says 500 without the reason when the store does not answer', async () => {
    const port = await start({
      ...services(),
      alarms: () => Promise.reject(new Error('secret')),
    })
    const { status, text } = await ask(port, '/alarms')
    expect([status, text.includes('secret')]).toEqual([500, false])
  })

  it('that is in use is told with its variable', async () => {
    const port = await start()
    await expect(startMetricsServer(port, make(), services())).rejects.toThrow(
      new RegExp(`like METRICS_PORT=${port + 1}\\.$`),
    )
  })
})
