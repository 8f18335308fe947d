/** Token buckets in a table, shared by all instances. One statement takes a share, so that no two take the same. */
import { type Kysely, sql } from 'kysely'
import type { LimitStore } from './store.ts'
import type { Tables } from './tables.ts'

const HOUR_MS = 3_600_000
/** A bucket that was used later than this from now has been used by a clock that was wrong. */
const SKEW_MS = 60_000
/** A hair below is enough: filling in small steps must not lose it to rounding. */
const HAIR = 1e-9

/**
 * Makes the `LimitStore`. The table is not logged and is empty after Postgres has crashed: that forgives.
 * @param db where each share is taken at once, without waiting for other writes
 */
export function createSharedLimits(db: Kysely<Tables>): LimitStore {
  return {
    take: async ({ key, amount, burst, perHour, now }) => {
      const at = now.getTime()
      const wanted = Math.min(amount, burst)
      const left = sql<number>`least(${burst}::float8, limits.held
        + greatest(0, ${at}::float8 - limits.at) * ${perHour}::float8 / ${HOUR_MS}::float8)`
      const enough = sql<boolean>`${left} >= ${wanted - HAIR}::float8`
      // Clocks of instances differ a little: what one filled, another must not fill again.
      const latest = sql<number>`case when limits.at between ${at}::float8 and ${at + SKEW_MS}::float8
        then limits.at else ${at}::float8 end`
      const { taken, held } = await db
        .insertInto('limits')
        .values({ key, held: burst - wanted, at, burst, per_hour: perHour, taken: true })
        .onConflict((conflict) =>
          conflict.column('key').doUpdateSet({
            held: sql`case when ${enough} then greatest(0, ${left} - ${wanted}::float8) else ${left} end`,
            taken: enough,
            at: latest,
            burst,
            per_hour: perHour,
          }),
        )
        .returning(['taken', 'held'])
        .executeTakeFirstOrThrow()
      if (taken) return { ok: true }
      return {
        ok: false,
        retryAfterMs: Math.max(1, Math.ceil(((wanted - held) / perHour) * HOUR_MS - HAIR)),
      }
    },
    forget: async (now) => {
      await db
        .deleteFrom('limits')
        .where(
          sql<boolean>`held + greatest(0, ${now.getTime()}::float8 - at) * per_hour / ${HOUR_MS}::float8 >= burst`,
        )
        .execute()
    },
  }
}
