/** Remembers mails that had to stay where they lie, so that each is not read again and again. */
import { retryDelayMs } from '#lib/delivery/retries'
import type { Handled, Source } from './source.ts'

type Left = { why: Exclude<Handled, 'done'>; failures: number; dueAt: number }

export type Patience = {
  /** Whether a mail may be tried now. */
  due(key: string): boolean
  /** Remembers that a mail stays. */
  leave(key: string, why: Exclude<Handled, 'done'>): void
  /** Forgets every mail but these, which are there. */
  keepOnly(keys: readonly string[]): void
  /** What of them a source tells, see `Source`. */
  standing(): ReturnType<Source['standing']>
}

/** @param chance gives a number in [0, 1), so that what failed together does not return together */
export function createPatience(clock: () => Date, chance: () => number): Patience {
  const left = new Map<string, Left>()
  const count = (why: Left['why']) => [...left.values()].filter((one) => one.why === why).length
  return {
    due: (key) => (left.get(key)?.dueAt ?? 0) <= clock().getTime(),
    leave(key, why) {
      const failures = (left.get(key)?.failures ?? 0) + 1
      const pause = why === 'not-ours' ? Number.POSITIVE_INFINITY : retryDelayMs(failures, chance())
      left.set(key, { why, failures, dueAt: clock().getTime() + pause })
    },
    keepOnly(keys) {
      const present = new Set(keys)
      for (const key of left.keys()) if (!present.has(key)) left.delete(key)
    },
    standing: () => ({ stuck: count('stuck'), notOurs: count('not-ours') }),
  }
}
