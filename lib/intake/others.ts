/** What other servers on the same store hold of unfinished tips, looked up now and then. */
import type { TipStore } from '#lib/store/store'
import type { HalfOpen } from './half-open.ts'

/** How long a look counts. */
const FRESH_MS = 10_000

/**
 * Makes a function that looks when the last look is old, and does not wait for what it finds.
 * @param options.onError told when it could not be looked
 */
export function createOthersWatch(options: {
  tips: Pick<TipStore, 'halfOpenTotals'>
  halfOpen: Pick<HalfOpen, 'standing' | 'tellOthers'>
  clock: () => Date
  onError: (error: unknown) => void
}): () => void {
  const { tips, halfOpen, clock, onError } = options
  let lookedAt = Number.NEGATIVE_INFINITY
  return () => {
    const now = clock().getTime()
    if (Math.abs(now - lookedAt) < FRESH_MS) return
    lookedAt = now
    tips.halfOpenTotals().then((all) => {
      const own = halfOpen.standing()
      halfOpen.tellOthers({
        tips: Math.max(0, all.tips - own.tips),
        bytes: Math.max(0, all.bytes - own.bytes),
      })
    }, onError)
  }
}
