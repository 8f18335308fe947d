/** The fifth step of the schema: each reply has a number in its conversation. */
import { type Kysely, sql } from 'kysely'

/**
 * Adds it; replies that were stored are numbered by their hours, and within one by their ids, as they
 * were listed before. May run again after a cut.
 */
export async function numberReplies(db: Kysely<unknown>): Promise<void> {
  const tables = await db.introspection.getTables()
  const columns = tables.find(({ name }) => name === 'replies')?.columns ?? []
  if (!columns.some(({ name }) => name === 'number')) {
    await db.schema
      .alterTable('replies')
      .addColumn('number', 'integer', (column) => column.notNull().defaultTo(0))
      .execute()
  }
  await sql`update replies set number = (
    select count(*) from replies as earlier
      where earlier.conversation = replies.conversation and (earlier.hour < replies.hour
        or (earlier.hour = replies.hour and earlier.id <= replies.id)))`.execute(db)
}
