/**
 * A ceiling that slows instead of refusing: above a rate, whoever asks waits in a queue. Sources take
 * turns, so that one who asks a thousand times delays nobody who asks once.
 */
import type { LimitStore } from '#lib/store/store'
import type { Rate } from './sources.ts'

export type Turn = { ok: true; waitedMs: number } | { ok: false; retryAfterMs: number }

export type Pace = {
  /**
   * Waits for a turn. Refused, with the time after which to ask again, when the queue is full of
   * others or the wait would be too long.
   * @param source whose turn it is; all whose source is unknown count as one
   * @param options.last behind everybody who is not last too
   */
  turn(source: string | null, options?: { last?: boolean }): Promise<Turn>
  /** How many wait now. */
  waiting(): number
  /** When somebody was refused last; null when nobody was. */
  refusedAt(): Date | null
}

type Waiter = { since: number; settle: (turn: Turn) => void }
/** Sources in the order of their next turn, each with who waits. */
type Queue = Map<string, Waiter[]>

/** The longest sleep, so that a bucket that fills elsewhere is noticed. */
const LOOK_MS = 1_000
/** The longest time after which somebody is told to ask again. */
const LONGEST_MS = 60_000

/**
 * @param rate how many turns there are @param places how many may wait
 * @param patienceMs how long one may wait
 * @param options.limits where the bucket of turns is, which servers share
 * @param options.sleep waits; must not keep the process alive
 */
export function createPace(options: {
  name: string
  rate: Rate
  places: number
  patienceMs: number
  limits: Pick<LimitStore, 'take'>
  clock: () => Date
  sleep: (ms: number) => Promise<unknown>
}): Pace {
  const { name, rate, places, patienceMs, limits, clock, sleep } = options
  const first: Queue = new Map()
  const last: Queue = new Map()
  let count = 0
  let running = false
  let refusedAt: Date | null = null

  /** The wait for a turn if one waited at the end of the queue, in milliseconds. */
  const wait = () => (Math.max(1, count) * 3_600_000) / rate.perHour
  const refusal = (retryAfterMs = Math.ceil(Math.min(wait(), LONGEST_MS))): Turn => {
    refusedAt = clock()
    return { ok: false, retryAfterMs }
  }

  /** Zero when there is a turn now, else the milliseconds until there may be one. */
  async function take(): Promise<number> {
    const taken = await limits.take({ key: name, amount: 1, ...rate, now: clock() })
    return taken.ok ? 0 : taken.retryAfterMs
  }

  function next(queue: Queue): Waiter | undefined {
    for (const [source, waiters] of queue) {
      const waiter = waiters.shift()
      queue.delete(source)
      // Whoever has more comes again after all others.
      if (waiters.length > 0) queue.set(source, waiters)
      if (waiter !== undefined) {
        count -= 1
        return waiter
      }
    }
    return undefined
  }

  /** Makes a place by sending away who came last of the source that has most, if that is not the newcomer's. */
  function makePlace(newcomer: string, queue: Queue): boolean {
    const own = (queue.get(newcomer)?.length ?? 0) + 1
    for (const from of queue === first ? [last, first] : [last]) {
      let most: Waiter[] = []
      for (const waiters of from.values()) if (waiters.length > most.length) most = waiters
      if (most.length === 0 || (from === queue && most.length <= own)) continue
      const sent = most.pop()
      count -= 1
      sent?.settle(refusal())
      return true
    }
    return false
  }

  function dropLate(queue: Queue, now: number): void {
    for (const [source, waiters] of queue) {
      const late = waiters.filter(({ since }) => now - since >= patienceMs)
      if (late.length === 0) continue
      const others = waiters.filter(({ since }) => now - since < patienceMs)
      if (others.length > 0) queue.set(source, others)
      else queue.delete(source)
      count -= late.length
      // They have waited already: everybody who waits again has the same chance.
      for (const { settle } of late) settle(refusal(LOOK_MS))
    }
  }

  async function run(): Promise<void> {
    running = true
    while (count > 0) {
      // A store that fails tells so itself when the tip is opened.
      const ms = await take().catch(() => 0)
      if (ms > 0) await sleep(Math.min(ms, LOOK_MS))
      const now = clock().getTime()
      for (const queue of [first, last]) dropLate(queue, now)
      if (ms > 0) continue
      const waiter = next(first) ?? next(last)
      waiter?.settle({ ok: true, waitedMs: Math.max(0, now - waiter.since) })
    }
    running = false
  }

  return {
    async turn(source, { last: behind = false } = {}) {
      if (count === 0 && !running) {
        const ms = await take().catch(() => 0)
        if (ms === 0) return { ok: true, waitedMs: 0 }
      }
      const queue = behind ? last : first
      const who = source ?? ''
      if (count >= places && !makePlace(who, queue)) return refusal()
      return new Promise((settle) => {
        const waiters = queue.get(who) ?? []
        waiters.push({ since: clock().getTime(), settle })
        queue.set(who, waiters)
        count += 1
        if (!running) void run()
      })
    },
    waiting: () => count,
    refusedAt: () => refusedAt,
  }
}
