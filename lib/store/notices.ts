/** What the operator was told already, so that no alarm is told again every minute. */
import type { Kysely } from 'kysely'
import type { NoticeStore } from './store.ts'
import type { Tables } from './tables.ts'
import type { WriteQueue } from './write-queue.ts'

/** Rows that say who may do something alone, and until when; they are no notices. */
const CLAIM = 'claim:'
/** Nothing is claimed for longer. */
const LONGEST_MS = 24 * 3_600_000

/** @param db the one connection @param queue where every write goes */
export function createNoticeStore(db: Kysely<Tables>, queue: WriteQueue): NoticeStore {
  const remove = async (key: string) => {
    await queue.write((trx) => trx.deleteFrom('notices').where('key', '=', key).execute())
  }
  return {
    all: async () => {
      const rows = await db
        .selectFrom('notices')
        .selectAll()
        .where('key', 'not like', `${CLAIM}%`)
        .orderBy('key')
        .execute()
      return rows.map(({ key, told_at }) => ({ key, toldAt: new Date(Number(told_at)) }))
    },
    put: async ({ key, toldAt }) => {
      const told_at = toldAt.getTime()
      await queue.write((trx) =>
        trx
          .insertInto('notices')
          .values({ key, told_at })
          .onConflict((conflict) => conflict.column('key').doUpdateSet({ told_at }))
          .execute(),
      )
    },
    remove,
    claim: async ({ key, now, forMs }) => {
      const told_at = now.getTime() + forMs
      const { numInsertedOrUpdatedRows } = await queue.write((trx) =>
        trx
          .insertInto('notices')
          .values({ key: CLAIM + key, told_at })
          .onConflict((conflict) =>
            conflict
              .column('key')
              .doUpdateSet({ told_at })
              .where(({ or, eb }) =>
                or([
                  eb('notices.told_at', '<=', now.getTime()),
                  // By a clock that has been set back since.
                  eb('notices.told_at', '>', now.getTime() + LONGEST_MS),
                ]),
              ),
          )
          .executeTakeFirstOrThrow(),
      )
      return numInsertedOrUpdatedRows !== 0n
    },
    release: (key) => remove(CLAIM + key),
  }
}
