/** Which unfinished tip gives way to others when room is short: the one that is missed least. */

/** An unfinished tip. */
export type Entry = {
  source: string | null
  bytes: number
  /** Null when other servers may have stored some. */
  chunks: number | null
  /** When something came for it last, in milliseconds. */
  at: number
  inHand: number
  callsLeft: number
}
/** What one source has, the tips in the order in which something came for them last. */
export type Holder = { tips: Map<string, Entry>; bytes: number }

/** A tip that got no chunk for so long is the first to go; until then its first one may be on its way. */
const EMPTY_GRACE_MS = 15_000
/** A tip for which something came so lately is being sent. */
const STEADY_MS = 2 * 60_000

export type GivingWay = {
  /**
   * The tip of a source that is missed least: the oldest one without chunks whose first chunk is not
   * to be expected any more, else the one idle longest; never `except`, nor one with a call in hand.
   */
  leastMissed(holder: Holder, except: string, mustHold: boolean): string | null
  /** The tip that lies idle longest of who has most that does; null when all are being sent. */
  idlest(except: string): string | null
  /** Who gives way when the site is full: who has most tips, or most bytes, idle ones before others. */
  mostOf(by: 'tips' | 'bytes', except: string): Holder | undefined
}

/** @param options.holders by source, as they stand when asked @param options.isPinned as in `createHalfOpen` */
export function createGivingWay(options: {
  holders: ReadonlyMap<string | null, Holder>
  clock: () => Date
  isPinned: (tip: string) => boolean
}): GivingWay {
  const { holders, clock, isPinned } = options

  const leastMissed: GivingWay['leastMissed'] = (holder, except, mustHold) => {
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
    let most: { holder: Holder; size: number } | undefined
    for (const holder of holders.values()) {
      const size = of(holder)
      if (size > (most?.size ?? 0)) most = { holder, size }
    }
    return most?.holder
  }

  /** Whoever has most bytes of tips that nobody is sending now; undefined when there are none. */
  function idleHolder(except: string): Holder | undefined {
    const since = clock().getTime() - STEADY_MS
    return largest(({ tips }) => {
      let idle = 0
      for (const [tip, { bytes, at, inHand }] of tips) {
        // The tips stand in the order of their last bytes.
        if (at > since) break
        if (inHand === 0 && tip !== except && !isPinned(tip)) idle += bytes
      }
      return idle
    })
  }

  return {
    leastMissed,
    idlest(except) {
      const holder = idleHolder(except)
      // What has bytes and lies idle longest is idle too: the tips stand in their order.
      return holder === undefined ? null : leastMissed(holder, except, true)
    },
    mostOf: (by, except) =>
      by === 'tips'
        ? largest(({ tips }) => tips.size)
        : (idleHolder(except) ?? largest(({ bytes }) => bytes)),
  }
}
