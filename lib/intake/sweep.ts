/** What the intake forgets by itself, by the clock. */
import { addHours, hourOf } from '#lib/protocol/hours'
import type { Store } from '#lib/store/store'

/** A sender who comes back this late still learns that the tip has expired, instead of nothing. */
const EXPIRED_KNOWN_HOURS = 14 * 24

/**
 * Expires open tips whose hour has come, then forgets old expired ones and proofs past their expiry.
 * Gives the ids of those that expired.
 */
export async function sweepTips(store: Store, now: Date): Promise<string[]> {
  const expired = await store.tips.expire(now)
  await store.tips.forget({
    tips: hourOf(addHours(now, -EXPIRED_KNOWN_HOURS)),
    proofs: hourOf(now),
  })
  return expired
}
