/** The third step of the schema: secrets of a day. */
import type { Kysely } from 'kysely'

/** Adds a table; everything that was stored stays as it is. May run again after a cut. */
export async function prepareForInstances(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('daily_secrets')
    .ifNotExists()
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('day', 'text', (column) => column.notNull())
    .addColumn('value', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('daily_secrets_key', ['name', 'day'])
    .execute()
}
