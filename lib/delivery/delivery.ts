/**
 * The delivery loop: takes what is due from the outbox, sends it, records the outcome, tries again
 * for as long as it takes, and forgets sealed bytes when their time after delivery is over.
 */
import { setTimeout as wait } from 'node:timers/promises'
import type { Alarm } from '#lib/alarms'
import type { Delivery, DeliveryStore } from '#lib/store/store'
import { deliveryAlarms } from './delivery-alarms.ts'
import type { DeliveryLog } from './log.ts'
import { nextAttemptMs } from './retries.ts'
import { createSender, messageOf, type SenderOptions } from './sending.ts'
import type { TransportFailure } from './transport.ts'

/** Mails leased and sent at a time, unless a transport takes fewer. */
const BATCH = 16
/** Longer than our own side of a mail takes; transports add how long they may wait for others. */
const LEASE_MS = 30_000
/** How often the outbox is looked at when nobody nudges: for retries and lapsed leases. */
const POLL_MS = 5_000
/** A loop that has ended a batch, or found nothing to do, within this time is at work. */
const AT_WORK_MS = 60_000
const PURGE_EVERY_MS = 3_600_000
const DAY_MS = 24 * 3_600_000
/** How long `stop` waits for mails in hand, and then for transports to notice that they were aborted. */
const STOP_MS = { wait: 8_000, grace: 1_000 }

export type DeliveryLoop = {
  /** Begins to deliver, until `stop`. */
  start(): void
  /**
   * Ends after the mails in hand, within about ten seconds: what other machines have not answered by
   * then is broken off, and due at once when delivery begins again.
   */
  stop(): Promise<void>
  /** Delivers everything that is due, once. `failed` counts attempts that did not succeed. */
  runOnce(): Promise<{ delivered: number; failed: number }>
  /** Says that something new is in the outbox, so that it goes at once. */
  nudge(): void
  /** Forgets what was delivered `retentionDays` ago or earlier; gives the number of tips. */
  purge(): Promise<number>
  /** What an operator must look at, each with its cure; empty when all is well. Keys begin with `mail-`. */
  alarms(): Promise<Alarm[]>
}

/**
 * Makes the loop; nothing runs until `start` or `runOnce`.
 * @param transports tried in this order; the next one when a mail was surely not taken, or when
 * its outcome has stayed unknown for about an hour
 * @param clock the present @param randomBytes cryptographic randomness, for lease ids and jitter
 * @param stopMs how long `stop` waits for mails in hand, and for transports after that
 */
export function createDelivery(
  options: Omit<SenderOptions, 'store' | 'graceMs'> & {
    store: DeliveryStore
    clock: () => Date
    randomBytes: (count: number) => Uint8Array
    log: DeliveryLog
    stopMs?: { wait: number; grace: number }
  },
): DeliveryLoop {
  const { store, transports, retentionDays, clock, randomBytes, log } = options
  const stopMs = options.stopMs ?? STOP_MS
  const send = createSender({ ...options, graceMs: stopMs.grace })
  let stopping: AbortController | null = null
  /** Breaks off the mails in hand. */
  let hand = new AbortController()
  let running: Promise<void> = Promise.resolve()
  let wake: (() => void) | null = null
  let nudged = false
  let lastLook = Number.NEGATIVE_INFINITY
  let lastPurge = Number.NEGATIVE_INFINITY
  const limit = Math.min(BATCH, ...transports.map(({ parallel }) => parallel))
  // What a server had in hand when it died is due again after this.
  const leaseMs = transports.reduce((sum, { longestMs }) => sum + longestMs, LEASE_MS)

  async function attempt(delivery: Delivery, leaseId: string): Promise<boolean> {
    const { id, inbox } = delivery
    const { signal } = hand
    const result = await send(delivery, signal)
    if (result.ok) {
      const { passed, ok: _, ...taken } = result
      for (const failure of passed) log({ event: 'transport-failed', inbox, ...failure })
      await store.recordDelivered({ id, leaseId, at: clock(), ...taken })
      return true
    }
    if (signal.aborted) await breakOff(delivery, leaseId, result)
    else await recordFailure(delivery, leaseId, result)
    return false
  }

  /** Gives a mail back that was broken off by `stop`, so that it is due at once. */
  async function breakOff(
    { id, untried }: Delivery,
    leaseId: string,
    { retry, reason }: TransportFailure,
  ): Promise<void> {
    // Untried means to transports that nobody can hold it: never said of one that somebody may hold.
    if (retry !== 'now' && untried === true) await store.giveBack({ id, leaseId })
    else await store.recordFailure({ id, leaseId, nextAttempt: clock(), reason, refused: false })
  }

  async function recordFailure(
    delivery: Delivery,
    leaseId: string,
    failure: TransportFailure,
  ): Promise<void> {
    const { id, inbox } = delivery
    const { reason } = failure
    const attempts = delivery.attempts + 1
    const delay = nextAttemptMs(attempts, (randomBytes(1)[0] ?? 0) / 256, failure)
    const nextAttempt = new Date(clock().getTime() + delay)
    const refused = failure.retry === 'never'
    await store.recordFailure({ id, leaseId, nextAttempt, reason, refused })
    log({ event: 'delivery-failed', inbox, attempts, reason })
  }

  async function runOnce(): Promise<{ delivered: number; failed: number }> {
    const done = { delivered: 0, failed: 0 }
    while (!stopping?.signal.aborted) {
      const leaseId = Buffer.from(randomBytes(16)).toString('hex')
      const now = clock()
      const batch = await store.leaseDeliveries({ now, limit, leaseMs, leaseId })
      lastLook = now.getTime()
      if (batch.length === 0) break
      const outcomes = await Promise.allSettled(batch.map((delivery) => attempt(delivery, leaseId)))
      // All of them have ended before a fault of the store is told, so that none goes on unseen.
      for (const outcome of outcomes) {
        if (outcome.status === 'rejected') throw outcome.reason
        done[outcome.value ? 'delivered' : 'failed'] += 1
      }
    }
    return done
  }

  async function purge(): Promise<number> {
    const now = clock()
    const before = new Date(now.getTime() - retentionDays * DAY_MS)
    const tips = await store.purgeDelivered({ before, now })
    if (tips > 0) log({ event: 'purged', tips })
    return tips
  }

  async function loop(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      nudged = false
      try {
        await runOnce()
        if (!signal.aborted && clock().getTime() - lastPurge >= PURGE_EVERY_MS) {
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
      hand = new AbortController()
      lastLook = clock().getTime()
      running = loop(stopping.signal)
    },
    async stop() {
      stopping?.abort()
      const timer = setTimeout(() => hand.abort(), stopMs.wait)
      await running
      clearTimeout(timer)
      stopping = null
    },
    nudge() {
      nudged = true
      wake?.()
    },
    async alarms() {
      const now = clock()
      const atWork = stopping !== null && now.getTime() - lastLook < AT_WORK_MS
      return deliveryAlarms(await store.pendingDeliveries(), { now, retentionDays, atWork })
    },
  }
}
