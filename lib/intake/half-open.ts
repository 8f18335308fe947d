/**
 * The quota on tips that were opened and not completed: the only thing a stranger can fill the disk
 * with. A limit that is reached shuts nobody out as long as there is an idle tip to forget: whoever
 * floods pushes out their own tips first, and bytes that keep arriving are the last to go. From whom a
 * tip is stands in memory alone; after a restart only how much stands open is known.
 */
import type { HalfOpenTip } from '#lib/store/store'
import { createGivingWay, type Entry, type Holder } from './giving-way.ts'

export type HalfOpenLimits = {
  /** Open tips of everybody, and the bytes they hold. */
  tips: number
  bytes: number
  /** The same of one source. */
  sourceTips: number
  sourceBytes: number
}

const GIB = 1024 ** 3
/**
 * Counted by bytes held, not bytes announced: filling it must cost a stranger the upload. One source
 * can hold a tenth of the tips, and two tips of full size. What all hold together is bounded by the
 * disk as well. A tip without chunks costs the disk some hundred bytes, so that many may stand: the
 * more, the longer one lives before a flood pushes it out.
 */
export const HALF_OPEN_LIMITS: HalfOpenLimits = {
  tips: 20_000,
  bytes: 64 * GIB,
  sourceTips: 2_000,
  sourceBytes: 5 * GIB,
}
/** What all may hold together when nobody can tell how large the disk is. */
export const BYTES_WITHOUT_DISK = 8 * GIB

/** What a tip may ask for besides each chunk twice: state, completing, a part announced anew. */
const CALLS_BESIDES_CHUNKS = 20

/** A tip that made room, and how many chunks it had as far as this server knows; null when it does not. */
export type Evicted = { tip: string; chunks: number | null }

/** Whether there is room, and the tips that were forgotten for it: the store must forget them too. */
export type Room = { ok: boolean; evicted: Evicted[] }

export type HalfOpen = {
  /** Counts a tip about to be opened, of so many chunks. */
  admit(tip: string, source: string | null, chunks: number): Room
  /**
   * Counts bytes about to be stored for a tip.
   * @param fairBytes what all should hold together now: above it what lies idle makes room, and what is
   * being sent goes on up to the limit
   */
  hold(tip: string, bytes: number, fairBytes?: number): Room
  /** Takes back what was counted and not stored, or is stored no more: bytes of so many chunks. */
  drop(tip: string, bytes: number, chunks?: number): void
  /** A sender with the tip's token came from this source: a tip that was nobody's, or was unknown, is theirs. */
  adopt(tip: string, source: string | null, chunks: number): void
  /** Tells what other servers on the same store hold. */
  tellOthers(others: { tips: number; bytes: number }): void
  /** A call on this tip is in hand: until the function given back is called, it is not forgotten. */
  begin(tip: string): () => void
  /** Takes one of the calls that a tip has of its own; false when they are used up, or it is not open. */
  spendCall(tip: string): boolean
  /** Forgets a tip that was received, refused or has expired. */
  release(tip: string): void
  standing(): { tips: number; bytes: number }
  /** When somebody had to be refused for want of room last; null when nobody was. */
  refusedAt(): Date | null
}

/**
 * @param standing what was open before this process started
 * @param clock the present
 * @param isPinned whether a tip must not be forgotten now for another reason: it is being checked
 */
export function createHalfOpen(options: {
  limits: HalfOpenLimits
  standing: readonly HalfOpenTip[]
  clock: () => Date
  isPinned: (tip: string) => boolean
}): HalfOpen {
  const { limits, standing, clock, isPinned } = options
  const open = new Map<string, Entry>()
  const holders = new Map<string | null, Holder>()
  let bytes = 0
  let others = { tips: 0, bytes: 0 }
  let refusedAt: Date | null = null
  const giving = createGivingWay({ holders, clock, isPinned })

  function add(tip: string, entry: Entry): void {
    const holder = holders.get(entry.source) ?? { tips: new Map(), bytes: 0 }
    holder.tips.set(tip, entry)
    holder.bytes += entry.bytes
    holders.set(entry.source, holder)
    open.set(tip, entry)
    bytes += entry.bytes
  }
  for (const { tip, bytes: held } of standing) {
    const callsLeft = CALLS_BESIDES_CHUNKS
    add(tip, { source: null, bytes: held, chunks: null, at: 0, inHand: 0, callsLeft })
  }

  function release(tip: string): void {
    const entry = open.get(tip)
    if (entry === undefined) return
    open.delete(tip)
    bytes -= entry.bytes
    const holder = holders.get(entry.source)
    if (holder === undefined) return
    holder.tips.delete(tip)
    holder.bytes -= entry.bytes
    if (holder.tips.size === 0) holders.delete(entry.source)
  }

  function count(tip: string, change: number, chunks: number): void {
    const entry = open.get(tip)
    const holder = entry && holders.get(entry.source)
    if (entry === undefined || holder === undefined) return
    entry.bytes += change
    if (entry.chunks !== null) entry.chunks += chunks
    holder.bytes += change
    bytes += change
  }

  function evict(tip: string): Evicted {
    const chunks = open.get(tip)?.chunks ?? null
    release(tip)
    return { tip, chunks }
  }

  function touch(tip: string, entry: Entry): void {
    entry.at = clock().getTime()
    const tips = holders.get(entry.source)?.tips
    // Put back at the end, so that the map stays ordered.
    if (tips?.delete(tip)) tips.set(tip, entry)
  }

  /** Forgets tips until neither the source nor the site is over its limit. */
  function makeRoom(
    tip: string,
    source: string | null,
    over: (holder: Holder | undefined) => { source: boolean; site: boolean },
    by: 'tips' | 'bytes',
  ): Room {
    const evicted: Evicted[] = []
    for (;;) {
      const own = holders.get(source)
      const reached = over(own)
      if (!reached.source && !reached.site) return { ok: true, evicted }
      const loser = reached.source ? own : giving.mostOf(by, tip)
      const victim = loser && giving.leastMissed(loser, tip, by === 'bytes')
      if (victim === null || victim === undefined) {
        refusedAt = clock()
        return { ok: false, evicted }
      }
      evicted.push(evict(victim))
    }
  }

  function fresh(source: string | null, chunks: number): Entry {
    const callsLeft = 2 * chunks + CALLS_BESIDES_CHUNKS
    return { source, bytes: 0, chunks: 0, at: clock().getTime(), inHand: 0, callsLeft }
  }

  return {
    admit(tip, source, chunks) {
      const room = makeRoom(
        tip,
        source,
        (own) => ({
          source: source !== null && (own?.tips.size ?? 0) >= limits.sourceTips,
          site: open.size + others.tips >= limits.tips,
        }),
        'tips',
      )
      if (room.ok) {
        add(tip, fresh(source, chunks))
      }
      return room
    },
    hold(tip, more, fairBytes = limits.bytes) {
      const entry = open.get(tip)
      const source = entry?.source ?? null
      const room = makeRoom(
        tip,
        source,
        (own) => ({
          source: source !== null && (own?.bytes ?? 0) + more > limits.sourceBytes,
          site: bytes + others.bytes + more > limits.bytes,
        }),
        'bytes',
      )
      while (room.ok && bytes + others.bytes + more > fairBytes) {
        const victim = giving.idlest(tip)
        if (victim === null) break
        room.evicted.push(evict(victim))
      }
      if (room.ok && entry !== undefined) {
        count(tip, more, 1)
        touch(tip, entry)
      }
      return room
    },
    drop: (tip, less, chunks = 1) => count(tip, -less, -chunks),
    adopt(tip, source, chunks) {
      const entry = open.get(tip)
      // Another server has opened it, and may hold more of it.
      if (entry === undefined) add(tip, { ...fresh(source, chunks), chunks: null })
      else if (entry.source === null && source !== null) {
        release(tip)
        // The same object: calls in hand hold it.
        const { callsLeft, at } = fresh(source, chunks)
        add(tip, Object.assign(entry, { source, callsLeft, at }))
      }
    },
    tellOthers(told) {
      others = told
    },
    begin(tip) {
      const entry = open.get(tip)
      if (entry === undefined) return () => {}
      entry.inHand += 1
      return () => {
        entry.inHand -= 1
      }
    },
    spendCall(tip) {
      const entry = open.get(tip)
      if (entry === undefined || entry.callsLeft <= 0) return false
      entry.callsLeft -= 1
      return true
    },
    release,
    standing: () => ({ tips: open.size, bytes }),
    refusedAt: () => refusedAt,
  }
}
