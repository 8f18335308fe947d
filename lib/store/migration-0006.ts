/** The sixth step of the schema: an archive has links of its own, and is waited for like the desk. */
import { type Kysely, sql } from 'kysely'

/** Adds them; what was fetched so far counts as the desk's. May run again after a cut. */
export async function prepareForArchiveLinks(db: Kysely<unknown>): Promise<void> {
  const tables = await db.introspection.getTables()
  const has = (table: string, column: string) =>
    tables.some((one) => one.name === table && one.columns.some(({ name }) => name === column))
  if (!has('links', 'archive')) {
    await db.schema
      .alterTable('links')
      .addColumn('archive', 'integer', (column) => column.notNull().defaultTo(0))
      .execute()
  }
  if (!has('parts', 'archive_fetched')) {
    await db.schema.alterTable('parts').addColumn('archive_fetched', 'text').execute()
  }
  await db.schema
    .createTable('fetched_pieces')
    .ifNotExists()
    .addColumn('tip', 'text', (column) => column.notNull())
    .addColumn('part', 'integer', (column) => column.notNull())
    .addColumn('archive', 'integer', (column) => column.notNull())
    .addColumn('first', 'bigint', (column) => column.notNull())
    .addColumn('past', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('fetched_pieces_key', ['tip', 'part', 'archive', 'first'])
    .addForeignKeyConstraint(
      'fetched_pieces_part',
      ['tip', 'part'],
      'parts',
      ['tip', 'part'],
      (constraint) => constraint.onDelete('cascade'),
    )
    .execute()
  if (!has('fetched_ranges', 'first')) return
  await sql`insert into fetched_pieces (tip, part, archive, first, past)
    select tip, part, 0, first, past from fetched_ranges where true
    on conflict do nothing`.execute(db)
  await db.schema.dropTable('fetched_ranges').execute()
}
