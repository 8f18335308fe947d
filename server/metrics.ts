/**
 * Figures for Prometheus and the causes behind `/readyz`, on a loopback port of their own. Counters
 * read often tell when a tip came: they are for whoever runs this machine, and go no further.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import type { Inbox } from '#lib/inboxes/inbox'
import type { IntakeHappening } from '#lib/intake/happenings'
import type { Hour } from '#lib/protocol/hours'
import { closeServer, listen } from './listening.ts'
import type { Observer } from './observer.ts'
import type { Services } from './services.ts'

const DAY_MS = 24 * 3_600_000
const LOOPBACK_HOST = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i

export type Metrics = {
  /** Told of what happens, as it happens. */
  observe: Observer
  /** The present figures, in Prometheus' text format 0.0.4. */
  text(services: MeteredServices): Promise<string>
}

/** What is asked for its state each time the figures are read. */
export type MeteredServices = {
  intake: Pick<Services['intake'], 'standing'>
  store: {
    delivery: Pick<Services['store']['delivery'], 'pendingDeliveries'>
    conversations: Pick<Services['store']['conversations'], 'counts'>
  }
  alarms: Services['alarms']
}

/** @param inboxes whose certificates are watched @param registry where the figures live */
export function createMetrics({
  inboxes,
  clock,
  registry = new Registry(),
}: {
  inboxes: readonly Pick<Inbox, 'id' | 'certificates'>[]
  clock: () => Date
  registry?: Registry
}): Metrics {
  const registers = [registry]
  const counter = <Label extends string>(name: string, help: string, labelNames: Label[] = []) =>
    new Counter({ name, help, labelNames, registers })
  const gauge = <Label extends string>(name: string, help: string, labelNames: Label[] = []) =>
    new Gauge({ name, help, labelNames, registers })

  collectDefaultMetrics({ register: registry })
  const opened = counter('rhw_tips_opened_total', 'Tips begun')
  const received = counter('rhw_tips_received_total', 'Tips taken in whole')
  const refused = counter('rhw_refusals_total', 'Calls refused, by type of problem', ['reason'])
  const chunkBytes = counter('rhw_chunk_bytes_total', 'Bytes of chunks stored')
  const evicted = counter('rhw_tips_evicted_total', 'Unfinished tips that made room for others')
  const slowed = counter('rhw_openings_slowed_total', 'Openings that waited for their turn')
  const waited = counter('rhw_openings_waited_seconds_total', 'How long they waited, all together')
  const announced = counter('rhw_parts_announced_anew_total', 'Parts that were announced anew')
  const dropped = counter('rhw_dropped_bytes_total', 'Bytes thrown away by announcing parts anew')
  const mails = counter('rhw_mails_total', 'Attempts to hand on a mail', ['transport', 'outcome'])
  const lookUps = counter('rhw_look_ups_total', 'Look-ups of a conversation', ['found'])
  const replies = counter('rhw_replies_total', 'Mails to reply addresses', ['outcome', 'reason'])
  const halfOpen = gauge('rhw_half_open_tips', 'Tips begun and not completed')
  const halfOpenBytes = gauge('rhw_half_open_bytes', 'Bytes they hold')
  const waiting = gauge('rhw_openings_waiting', 'Openings that wait for their turn')
  const work = gauge('rhw_work_factor', 'How many times the usual work senders are asked for')
  const diskFree = gauge('rhw_disk_free_bytes', 'Free bytes where the database lies')
  const outbox = gauge('rhw_outbox_mails', 'Mails by what they wait for', ['state'])
  const oldest = gauge('rhw_outbox_oldest_seconds', 'Age of the oldest, by the hour', ['state'])
  const conversations = gauge('rhw_conversations', 'Conversations that go on')
  const unread = gauge('rhw_replies_unread', 'Replies that wait for their senders')
  const unreadAge = gauge('rhw_replies_unread_oldest_seconds', 'Age of the oldest, by the hour')
  const attempts = gauge('rhw_outbox_attempts_max', 'Most attempts of a waiting mail')
  const alarm = gauge('rhw_alarm', '1 for each present alarm or warning', ['key', 'level'])
  const days = gauge('rhw_certificate_days_left', 'Days until a certificate ends', [
    'inbox',
    'fingerprint',
  ])

  const age = (hour: Hour | null) =>
    hour === null ? 0 : Math.max(0, (clock().getTime() - Date.parse(hour)) / 1000)

  async function look({ intake, store, alarms }: MeteredServices): Promise<void> {
    const [standing, pending, talks, present] = await Promise.all([
      intake.standing(),
      store.delivery.pendingDeliveries(),
      store.conversations.counts(),
      alarms(),
    ])
    halfOpen.set(standing.tips)
    halfOpenBytes.set(standing.bytes)
    waiting.set(standing.waiting)
    work.set(standing.workFactor)
    if (standing.freeBytes !== null) diskFree.set(standing.freeBytes)
    outbox.set({ state: 'pending' }, pending.count)
    outbox.set({ state: 'refused' }, pending.refused)
    outbox.set({ state: 'bounced' }, pending.bounced)
    outbox.set({ state: 'complained' }, pending.complained)
    outbox.set({ state: 'unconfirmed' }, pending.unconfirmed.count)
    outbox.set({ state: 'unfetched' }, pending.unfetched.count)
    oldest.set({ state: 'pending' }, age(pending.oldestHour))
    oldest.set({ state: 'unconfirmed' }, age(pending.unconfirmed.oldestHour))
    oldest.set({ state: 'unfetched' }, age(pending.unfetched.oldestHour))
    attempts.set(pending.maxAttempts)
    conversations.set(talks.open)
    unread.set(talks.unread)
    unreadAge.set(age(talks.oldestUnread))
    alarm.reset()
    for (const { key, level } of present) alarm.set({ key, level }, 1)
    for (const { id, certificates } of inboxes) {
      for (const { fingerprint, expires } of certificates) {
        if (expires === null) continue
        const left = (expires.getTime() - clock().getTime()) / DAY_MS
        days.set({ inbox: id, fingerprint }, left)
      }
    }
  }

  return {
    observe: {
      intake(happening: IntakeHappening) {
        switch (happening.kind) {
          case 'opened':
            return opened.inc()
          case 'received':
            return received.inc()
          case 'refused':
            return refused.inc({ reason: happening.reason })
          case 'chunk':
            return chunkBytes.inc(happening.bytes)
          case 'evicted':
            return evicted.inc(happening.tips)
          case 'slowed':
            slowed.inc()
            return waited.inc(happening.ms / 1000)
          case 'looked-up':
            return lookUps.inc({ found: happening.found ? 'yes' : 'no' })
          case 'announced':
            announced.inc()
            return dropped.inc(happening.droppedBytes)
        }
      },
      mail: (transport, outcome) => mails.inc({ transport, outcome }),
      reply(happening) {
        const outcome = happening.kind
        switch (happening.kind) {
          case 'refused':
            return replies.inc({ outcome, reason: happening.reason })
          case 'ignored':
            return replies.inc({ outcome, reason: happening.why })
          case 'stored':
          case 'repeated':
            return replies.inc({ outcome, reason: '' })
        }
      },
    },
    async text(services) {
      await look(services)
      return registry.metrics()
    },
  }
}

/**
 * Serves `/metrics` and `/alarms` (causes and cures, as JSON) on 127.0.0.1, and nobody who comes by
 * another name: a page in the operator's browser could else read them by DNS rebinding.
 * @param port 0 for any free one; null for none @throws when the port cannot be used, with the cure
 */
export async function startMetricsServer(
  port: number | null,
  metrics: Metrics,
  services: MeteredServices,
): Promise<{ port: number; close(): Promise<void> } | null> {
  if (port === null) return null
  const server = createServer((request, response) => {
    answer(request, metrics, services).then(
      (given) => send(request, response, given),
      () => send(request, response, { status: 500, type: TEXT, body: 'It could not be read.\n' }),
    )
  })
  const listening = await listen(server, { host: '127.0.0.1', port, variable: 'METRICS_PORT' })
  return { port: listening, close: () => closeServer(server) }
}

type Answer = { status: number; type: string; body: string }
const TEXT = 'text/plain; charset=utf-8'

async function answer(
  request: IncomingMessage,
  metrics: Metrics,
  services: MeteredServices,
): Promise<Answer> {
  const refuse = (status: number, body: string) => ({ status, type: TEXT, body: `${body}\n` })
  if (!LOOPBACK_HOST.test(request.headers.host ?? '')) {
    return refuse(403, 'Ask for localhost or 127.0.0.1.')
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405, 'Use GET.')
  switch ((request.url ?? '').split('?', 1)[0]) {
    case '/metrics':
      return {
        status: 200,
        type: 'text/plain; version=0.0.4; charset=utf-8',
        body: await metrics.text(services),
      }
    case '/alarms': {
      const body = JSON.stringify({ alarms: await services.alarms() })
      return { status: 200, type: 'application/json', body: `${body}\n` }
    }
    default:
      return refuse(404, 'There are /metrics and /alarms.')
  }
}

function send(
  request: IncomingMessage,
  response: ServerResponse,
  { status, type, body }: Answer,
): void {
  response.writeHead(status, {
    'content-type': type,
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...(status === 405 ? { allow: 'GET, HEAD' } : {}),
  })
  response.end(request.method === 'HEAD' ? undefined : body)
}
