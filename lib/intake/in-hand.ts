/**
 * The tips that this server is just sealing for senders whose pages run no script: so many at a time, and
 * one that has come to a stop gives its place to another.
 */

/** A tip in hand; `bytes` are those stored of each part. */
export type InHand = {
  inbox: string
  token: string
  source: string | null
  bytes: number[]
  /** When something came for it last, in milliseconds. */
  at: number
  /** Calls that are not answered yet; a chunk can wait long for its share of the bytes. */
  calls: number
}

/** Tips in hand at a time, and of one source: each is sealed by this process. */
const IN_HAND_MAX = 64
const IN_HAND_OF_SOURCE_MAX = 16
/** One for which nothing came for so long gives its place to another. */
export const IDLE_MS = 15_000

export type TipsInHand = {
  get(tip: string): InHand | undefined
  add(tip: string, entry: Omit<InHand, 'at' | 'calls'>): void
  /** Something came for it. */
  touch(tip: string): void
  /** Whether it was in hand. */
  remove(tip: string): boolean
  /**
   * Whether one more of this source may be taken in hand: there is room, or there is when `idle` is given
   * up, which has come to a stop.
   */
  placeFor(source: string | null): { ok: true; idle?: string } | { ok: false }
}

/** @param options.isPinned whether a tip must keep its place now: it is being checked */
export function createTipsInHand(options: {
  clock: () => Date
  isPinned: (tip: string) => boolean
}): TipsInHand {
  const { clock, isPinned } = options
  /** In the order in which something came for them last. */
  const tips = new Map<string, InHand>()
  return {
    get: (tip) => tips.get(tip),
    add(tip, entry) {
      tips.set(tip, { ...entry, at: clock().getTime(), calls: 0 })
    },
    touch(tip) {
      const entry = tips.get(tip)
      if (entry === undefined) return
      entry.at = clock().getTime()
      tips.delete(tip)
      tips.set(tip, entry)
    },
    remove: (tip) => tips.delete(tip),
    placeFor(source) {
      const own = [...tips].filter(([, entry]) => source !== null && entry.source === source)
      const among = own.length >= IN_HAND_OF_SOURCE_MAX ? own : [...tips]
      if (among !== own && among.length < IN_HAND_MAX) return { ok: true }
      const since = clock().getTime() - IDLE_MS
      const idle = among.find(
        ([tip, { at, calls }]) => at <= since && calls === 0 && !isPinned(tip),
      )
      return idle === undefined ? { ok: false } : { ok: true, idle: idle[0] }
    },
  }
}
