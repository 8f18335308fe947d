/**
 * The quota on tips that were opened and not completed: the only thing a stranger can fill the disk
 * with. A limit that is reached shuts nobody out as long as there is an idle tip to forget: whoever
 * floods pushes out their own tips first. Kept in memory by the one process that takes tips in; after
 * a restart it knows how much stands open, though not from whom.
 */
import type { HalfOpenTip } from '#lib/store/store'

export type HalfOpenLimits = {
  /** Open tips of everybody, and the bytes they hold. */
  tips: number
  bytes: number
  /** The same of one source. */
  sourceTips: number
  sourceBytes: number
}

/**
 * Counted by bytes held, not bytes announced: filling it must cost a stranger the upload. One source
 * can hold a tenth of the tips and a twentieth of the bytes. A tip without chunks costs the disk some
 * hundred bytes, so that many may stand: the more, the longer one lives before a flood pushes it out.
 */
export const HALF_OPEN_LIMITS: HalfOpenLimits = {
  tips: 20_000,
  bytes: 8 * 1024 ** 3,
  sourceTips: 2_000,
  sourceBytes: 400 * 1024 ** 2,
}

/** A tip that got no chunk for so long is the first to go; until then its first one may be on its way. */
const EMPTY_GRACE_MS = 15_000
/** What a tip may ask for besides each chunk once: state, completing, some of it twice. */
const CALLS_BESIDES_CHUNKS = 20

/** Whether there is room, and the tips that were forgotten for it: the store must forget them too. */
export type Room = { ok: boolean; evicted: string[] }

export type HalfOpen = {
  /** Counts a tip about to be opened, of so many chunks. */
  admit(tip: string, source: string | null, chunks: number): Room
  /** Counts bytes about to be stored for a tip. */
  hold(tip: string, bytes: number): Room
  /** Takes back what was counted and not stored. */
  drop(tip: string, bytes: number): void
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

type Entry = {
  source: string | null
  bytes: number
  /** When something came for it last, in milliseconds. */
  at: number
  inHand: number
  callsLeft: number
}
/** What one source has, the tips in the order in which something came for them last. */
type Holder = { tips: Map<string, Entry>; bytes: number }

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
  let refusedAt: Date | null = null

  function add(tip: string, entry: Entry): void {
    const holder = holders.get(entry.source) ?? { tips: new Map(), bytes: 0 }
    holder.tips.set(tip, entry)
    holder.bytes += entry.bytes
    holders.set(entry.source, holder)
    open.set(tip, entry)
    bytes += entry.bytes
  }
  for (const { tip, bytes: held } of standing) {
    add(tip, { source: null, bytes: held, at: 0, inHand: 0, callsLeft: CALLS_BESIDES_CHUNKS })
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

  function count(tip: string, change: number): void {
    const entry = open.get(tip)
    const holder = entry && holders.get(entry.source)
    if (entry === undefined || holder === undefined) return
    entry.bytes += change
    holder.bytes += change
    bytes += change
  }

  function touch(tip: string, entry: Entry): void {
    entry.at = clock().getTime()
    const tips = holders.get(entry.source)?.tips
    // Put back at the end, so that the map stays ordered.
    if (tips?.delete(tip)) tips.set(tip, entry)
  }

  /**
   * The tip of a source that is missed least: the oldest one without chunks whose first chunk is not
   * to be expected any more, else the one idle longest; never `except`, nor one with a call in hand.
   */
  function leastMissed(holder: Holder, except: string, mustHold: boolean): string | null {
    const stale = clock().getTime() - EMPTY_GRACE_MS
    let idlest: string | null = null
    for (const [tip, { bytes: held, at, inHand }] of holder.tips) {
      if (tip === except || inHand > 0 || isPinned(tip) || (mustHold && held === 0)) continue
      idlest ??= tip
      if (mustHold) break
      if (at > stale) break
      if (held === 0) return tip
    }
    return idlest
  }

  function largest(of: (holder: Holder) => number): Holder | undefined {
    let most: Holder | undefined
    for (const holder of holders.values()) {
      if (most === undefined || of(holder) > of(most)) most = holder
    }
    return most
  }

  /** Forgets tips until neither the source nor the site is over its limit. */
  function makeRoom(
    tip: string,
    source: string | null,
    over: (holder: Holder | undefined) => { source: boolean; site: boolean },
    by: 'tips' | 'bytes',
  ): Room {
    const evicted: string[] = []
    for (;;) {
      const own = holders.get(source)
      const reached = over(own)
      if (!reached.source && !reached.site) return { ok: true, evicted }
      const size = (holder: Holder) => (by === 'tips' ? holder.tips.size : holder.bytes)
      const loser = reached.source ? own : largest(size)
      const victim = loser && leastMissed(loser, tip, by === 'bytes')
      if (victim === null || victim === undefined) {
        refusedAt = clock()
        return { ok: false, evicted }
      }
      release(victim)
      evicted.push(victim)
    }
  }

  return {
    admit(tip, source, chunks) {
      const room = makeRoom(
        tip,
        source,
        (own) => ({
          source: source !== null && (own?.tips.size ?? 0) >= limits.sourceTips,
          site: open.size >= limits.tips,
        }),
        'tips',
      )
      if (room.ok) {
        const callsLeft = chunks + CALLS_BESIDES_CHUNKS
        add(tip, { source, bytes: 0, at: clock().getTime(), inHand: 0, callsLeft })
      }
      return room
    },
    hold(tip, more) {
      const entry = open.get(tip)
      const source = entry?.source ?? null
      const room = makeRoom(
        tip,
        source,
        (own) => ({
          source: source !== null && (own?.bytes ?? 0) + more > limits.sourceBytes,
          site: bytes + more > limits.bytes,
        }),
        'bytes',
      )
      if (room.ok && entry !== undefined) {
        count(tip, more)
        touch(tip, entry)
      }
      return room
    },
    drop: (tip, less) => count(tip, -less),
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
