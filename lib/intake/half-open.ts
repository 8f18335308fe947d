/**
 * The quota on tips that were opened and not completed: the only thing a stranger can fill the disk
 * with. Kept in memory by the one process that takes tips in; after a restart it knows how much
 * stands open, though not from whom.
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
 * can hold a twentieth of it, and tips without a chunk make room when it is full.
 */
export const HALF_OPEN_LIMITS: HalfOpenLimits = {
  tips: 20_000,
  bytes: 8 * 1024 ** 3,
  sourceTips: 100,
  sourceBytes: 400 * 1024 ** 2,
}

export type HalfOpen = {
  /** Counts a tip about to be opened, unless a limit is reached; says whose limit it was. */
  admit(tip: string, source: string | null): { ok: true } | { ok: false; full: 'source' | 'site' }
  /** Counts bytes about to be stored for a tip, unless a limit is reached: then false. */
  hold(tip: string, bytes: number): boolean
  /** Takes back what was counted and not stored. */
  drop(tip: string, bytes: number): void
  /** Forgets a tip that was received, refused or has expired. */
  release(tip: string): void
}

/** @param standing what was open before this process started */
export function createHalfOpen(limits: HalfOpenLimits, standing: HalfOpenTip[]): HalfOpen {
  const open = new Map<string, { source: string | null; bytes: number }>()
  const sources = new Map<string, { tips: number; bytes: number }>()
  let bytes = 0
  for (const tip of standing) {
    open.set(tip.tip, { source: null, bytes: tip.bytes })
    bytes += tip.bytes
  }
  function count(tip: string, change: number): void {
    const entry = open.get(tip)
    if (entry === undefined) return
    entry.bytes += change
    bytes += change
    const held = entry.source === null ? undefined : sources.get(entry.source)
    if (held !== undefined) held.bytes += change
  }

  return {
    admit(tip, source) {
      if (open.size >= limits.tips || bytes >= limits.bytes) return { ok: false, full: 'site' }
      if (source !== null) {
        const held = sources.get(source) ?? { tips: 0, bytes: 0 }
        if (held.tips >= limits.sourceTips || held.bytes >= limits.sourceBytes) {
          return { ok: false, full: 'source' }
        }
        sources.set(source, { ...held, tips: held.tips + 1 })
      }
      open.set(tip, { source, bytes: 0 })
      return { ok: true }
    },
    hold(tip, more) {
      const entry = open.get(tip)
      const held = sources.get(entry?.source ?? '')
      if (bytes + more > limits.bytes) return false
      if (held !== undefined && held.bytes + more > limits.sourceBytes) return false
      count(tip, more)
      return true
    },
    drop: (tip, less) => count(tip, -less),
    release(tip) {
      const entry = open.get(tip)
      if (entry === undefined) return
      open.delete(tip)
      bytes -= entry.bytes
      const held = entry.source === null ? undefined : sources.get(entry.source)
      if (held === undefined || entry.source === null) return
      held.tips -= 1
      held.bytes -= entry.bytes
      if (held.tips <= 0) sources.delete(entry.source)
    },
  }
}
