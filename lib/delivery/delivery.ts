/**
 * The delivery loop: takes what is due from the outbox, sends it, records the outcome, tries again
 * for as long as it takes, and forgets sealed bytes when their time after delivery is over.
 */
import { setTimeout as wait } from 'node:timers/promises'
import type { Inbox } from '#lib/inboxes/inbox'
import type { Delivery, DeliveryStore } from '#lib/store/store'
import type { DeliveryLog } from './log.ts'
import { composeMail } from './mail.ts'
import { ALARM_ATTEMPTS, nextAttemptMs, PATIENT_ATTEMPTS } from './retries.ts'
import type { Transport, TransportFailure, TransportResult } from './transport.ts'

/** Mails leased and sent at a time, unless a transport takes fewer. */
const BATCH = 16
/** Longer than our own side of a mail takes; transports add how long they may wait for others. */
const LEASE_MS = 30_000
/** How often the outbox is looked at when nobody nudges: for retries and lapsed leases. */
const POLL_MS = 5_000
const PURGE_EVERY_MS = 3_600_000
/** Mail older than this raises the alarm whatever its attempts. */
const ALARM_AGE_MS = 3 * 3_600_000
const DAY_MS = 24 * 3_600_000

export type DeliveryLoop = {
  /** Begins to deliver, until `stop`. */
  start(): void
  /** Ends after the mail in hand, if there is one. */
  stop(): Promise<void>
  /** Delivers everything that is due, once. `failed` counts attempts that did not succeed. */
  runOnce(): Promise<{ delivered: number; failed: number }>
  /** Says that something new is in the outbox, so that it goes at once. */
  nudge(): void
  /** Forgets what was delivered `retentionDays` ago or earlier; gives the number of tips. */
  purge(): Promise<number>
  /** What an operator must look at, each with its cure; empty when all is well. For `/readyz`. */
  alarms(): Promise<string[]>
}

/**
 * Makes the loop; nothing runs until `start` or `runOnce`.
 * @param transports tried in this order; the next one when a mail was surely not taken, or when
 * its outcome has stayed unknown for about an hour
 * @param from `MAIL_FROM` @param retentionDays `RETENTION_DAYS`
 * @param clock the present @param randomBytes cryptographic randomness, for lease ids and jitter
 */
export function createDelivery(options: {
  store: DeliveryStore
  transports: readonly Transport[]
  inboxes: readonly Inbox[]
  from: string
  retentionDays: number
  clock: () => Date
  randomBytes: (count: number) => Uint8Array
  log: DeliveryLog
}): DeliveryLoop {
  const { store, transports, inboxes, from, retentionDays, clock, randomBytes, log } = options
  let stopping: AbortController | null = null
  let running: Promise<void> = Promise.resolve()
  let wake: (() => void) | null = null
  let nudged = false
  let lastPurge = Number.NEGATIVE_INFINITY
  /** Ids of mails that every transport has refused for good. */
  const refused = new Set<string>()
  const limit = Math.min(BATCH, ...transports.map(({ parallel }) => parallel))
  // What a server had in hand when it died is due again after this.
  const leaseMs = transports.reduce((sum, { longestMs }) => sum + longestMs, LEASE_MS)

  async function send(delivery: Delivery): Promise<TransportResult> {
    const inbox = inboxes.find((one) => one.id === delivery.inbox)
    if (inbox === undefined) {
      return {
        ok: false,
        retry: 'later',
        reason: `There is no inbox “${delivery.inbox}” any more. Put it back as it was until its mail has gone.`,
      }
    }
    const mail = composeMail({
      retentionDays,
      delivery,
      inbox,
      from,
      readPart: (part) => store.readPart(delivery.tip, part),
    })
    const failures: (TransportFailure & { transport: string })[] = []
    for (const transport of transports) {
      const result = await transport.deliver(mail).catch(failureOf)
      if (result.ok) {
        for (const { transport, reason } of failures) {
          log({ event: 'transport-failed', inbox: inbox.id, transport, reason })
        }
        return result
      }
      failures.push({ ...result, transport: transport.name })
      // It may have been taken: another transport would make a second mail of it.
      if (result.retry === 'now' && delivery.attempts < PATIENT_ATTEMPTS) break
    }
    return {
      ok: false,
      retry: failures.every(({ retry }) => retry === 'never') ? 'never' : 'later',
      // Whoever is ready first decides.
      retryAfterMs: Math.min(...failures.map(({ retryAfterMs }) => retryAfterMs ?? 0)),
      reason: failures.map(({ transport, reason }) => `${transport}: ${reason}`).join(' · '),
    }
  }

  async function attempt(delivery: Delivery, leaseId: string): Promise<boolean> {
    const { id, inbox } = delivery
    const result = await send(delivery)
    if (result.ok) {
      await store.recordDelivered({ id, leaseId, at: clock() })
      refused.delete(id)
      return true
    }
    const attempts = delivery.attempts + 1
    if (result.retry === 'never') refused.add(id)
    else refused.delete(id)
    const delay = nextAttemptMs(attempts, (randomBytes(1)[0] ?? 0) / 256, result)
    const nextAttempt = new Date(clock().getTime() + delay)
    await store.recordFailure({ id, leaseId, nextAttempt, reason: result.reason })
    log({ event: 'delivery-failed', inbox, attempts, reason: result.reason })
    return false
  }

  async function runOnce(): Promise<{ delivered: number; failed: number }> {
    const done = { delivered: 0, failed: 0 }
    while (!stopping?.signal.aborted) {
      const leaseId = Buffer.from(randomBytes(16)).toString('hex')
      const now = clock()
      const batch = await store.leaseDeliveries({ now, limit, leaseMs, leaseId })
      if (batch.length === 0) break
      const outcomes = await Promise.all(batch.map((delivery) => attempt(delivery, leaseId)))
      for (const delivered of outcomes) done[delivered ? 'delivered' : 'failed'] += 1
    }
    return done
  }

  async function purge(): Promise<number> {
    const before = new Date(clock().getTime() - retentionDays * DAY_MS)
    const tips = await store.purgeDelivered({ before })
    if (tips > 0) log({ event: 'purged', tips })
    return tips
  }

  async function loop(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      nudged = false
      try {
        await runOnce()
        if (clock().getTime() - lastPurge >= PURGE_EVERY_MS) {
          await purge()
          lastPurge = clock().getTime()
        }
      } catch (error) {
        // The store failed, not a mail: leases lapse by themselves, so looking again is enough.
        log({ event: 'loop-failed', reason: messageOf(error) })
        nudged = false
      }
      if (nudged || signal.aborted) continue
      const woken = new AbortController()
      wake = () => woken.abort()
      const either = AbortSignal.any([signal, woken.signal])
      await wait(POLL_MS, undefined, { signal: either }).catch(() => undefined)
      wake = null
    }
  }

  return {
    runOnce,
    purge,
    start() {
      if (stopping !== null) return
      stopping = new AbortController()
      running = loop(stopping.signal)
    },
    async stop() {
      stopping?.abort()
      await running
      stopping = null
    },
    nudge() {
      nudged = true
      wake?.()
    },
    async alarms() {
      const waiting = await store.pendingDeliveries()
      const alarms: string[] = []
      if (waiting.maxAttempts >= ALARM_ATTEMPTS) {
        alarms.push(
          `A mail has failed ${waiting.maxAttempts} times; ${waiting.count} wait. The log names the reason; it is tried again by itself.`,
        )
      }
      // Another loop may have delivered them.
      if (waiting.count === 0) refused.clear()
      if (refused.size > 0) {
        alarms.push(
          `Mails were refused for good: ${refused.size}. The log says what must be changed; they are kept, and tried again every hour.`,
        )
      }
      const age =
        waiting.oldestHour === null ? 0 : clock().getTime() - Date.parse(waiting.oldestHour)
      if (age > ALARM_AGE_MS) {
        alarms.push(
          `The oldest mail waits since the hour of ${waiting.oldestHour}. Check that the delivery loop runs, and the log.`,
        )
      }
      return alarms
    },
  }
}

function failureOf(error: unknown): TransportFailure {
  return { ok: false, retry: 'later', reason: messageOf(error) }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
