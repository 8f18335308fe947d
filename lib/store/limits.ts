/** Token buckets in memory, for a store that one process takes tips in with: a restart forgives. */
import type { LimitStore, Share } from './store.ts'

/** Buckets kept at most; the ones longest unused go first. */
const BUCKETS_MAX = 100_000
const HOUR_MS = 3_600_000

/** What a bucket held at an instant, and what fills it. */
type Bucket = { left: number; at: number; burst: number; perHour: number }

/** Makes a `LimitStore` without any bucket in it. */
export function createMemoryLimits(): LimitStore {
  const buckets = new Map<string, Bucket>()
  return {
    take: async (share) => {
      const taken = takeFrom(buckets.get(share.key), share)
      // Put back at the end, so that the map stays ordered by last use.
      buckets.delete(share.key)
      buckets.set(share.key, taken.bucket)
      if (buckets.size > BUCKETS_MAX) {
        const [oldest] = buckets.keys()
        if (oldest !== undefined) buckets.delete(oldest)
      }
      return taken.ok ? { ok: true } : { ok: false, retryAfterMs: taken.retryAfterMs }
    },
    forget: async (now) => {
      for (const [key, bucket] of buckets) {
        if (leftAt(bucket, now.getTime()) >= bucket.burst) buckets.delete(key)
      }
    },
  }
}

function takeFrom(
  known: Bucket | undefined,
  { amount, burst, perHour, now }: Share,
): { bucket: Bucket } & ({ ok: true } | { ok: false; retryAfterMs: number }) {
  const at = now.getTime()
  const left = known === undefined ? burst : leftAt({ ...known, burst, perHour }, at)
  const wanted = Math.min(amount, burst)
  // A hair below is enough: filling in small steps must not lose it to rounding.
  if (left >= wanted - 1e-9) {
    return { ok: true, bucket: { left: Math.max(0, left - wanted), at, burst, perHour } }
  }
  const retryAfterMs = Math.max(1, Math.ceil(((wanted - left) / perHour) * HOUR_MS))
  return { ok: false, retryAfterMs, bucket: { left, at, burst, perHour } }
}

function leftAt({ left, at, burst, perHour }: Bucket, now: number): number {
  // A clock that was set back fills nothing.
  return Math.min(burst, left + (Math.max(0, now - at) * perHour) / HOUR_MS)
}
