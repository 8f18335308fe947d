/** What the operator was told already, so that no alarm is told again every minute. */
import type { Kysely } from 'kysely'
import type { NoticeStore } from './store.ts'
import type { Tables } from './tables.ts'
import type { WriteQueue } from './write-queue.ts'

/** @param db the one connection @param queue where every write goes */
export function createNoticeStore(db: Kysely<Tables>, queue: WriteQueue): NoticeStore {
  return {
    all: async () => {
      const rows = await db.selectFrom('notices').selectAll().orderBy('key').execute()
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
    remove: async (key) => {
      await queue.write((trx) => trx.deleteFrom('notices').where('key', '=', key).execute())
    },
  }
}
