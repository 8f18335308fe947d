/** The third step of the schema: secrets of a day, and what several instances share. */
import { type Kysely, sql } from 'kysely'

/**
 * Adds tables; everything that was stored stays as it is. May run again after a cut.
 * @param postgres whether several instances share the database
 */
export async function prepareForInstances(db: Kysely<unknown>, postgres: boolean): Promise<void> {
  const passing = (name: string) => {
    const table = db.schema.createTable(name)
    // What tells of senders for a day must not go into logs that are archived or sent to replicas.
    return postgres ? table.modifyFront(sql`unlogged`) : table.ifNotExists()
  }
  await passing('daily_secrets')
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('day', 'text', (column) => column.notNull())
    .addColumn('value', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('daily_secrets_key', ['name', 'day'])
    .execute()
  if (!postgres) return
  await passing('limits')
    .addColumn('key', 'text', (column) => column.primaryKey())
    .addColumn('held', 'double precision', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('burst', 'double precision', (column) => column.notNull())
    .addColumn('per_hour', 'double precision', (column) => column.notNull())
    .addColumn('taken', 'boolean', (column) => column.notNull())
    .execute()
  // Sealed bytes cannot be compressed, so that trying to is a waste.
  await sql`alter table chunks alter column data set storage external`.execute(db)
  // What is deleted stays in the file until it is vacuumed: not only after a fifth of all has changed.
  for (const name of ['chunks', 'parts', 'tips', 'outbox']) {
    await sql`alter table ${sql.table(name)} set (
      autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500)`.execute(db)
  }
  await sql`alter table chunks set (
    toast.autovacuum_vacuum_scale_factor = 0, toast.autovacuum_vacuum_threshold = 500)`.execute(db)
}
