/** The second step of the schema: bounces, links, holds, records of what was forgotten, former certificates. */
import { type CreateTableBuilder, type Kysely, sql } from 'kysely'

/** Adds what real desks need; everything that was stored stays as it is. May run again after a cut. */
export async function prepareForDesks(db: Kysely<unknown>): Promise<void> {
  await addColumns(db)
  const table = (name: string) => db.schema.createTable(name).ifNotExists()
  await table('mail_events')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('mail', 'text', (column) =>
      column.notNull().references('outbox.id').onDelete('cascade'),
    )
    .execute()
  await ofPart(table('links'))
    .addColumn('sha256', 'text', (column) => column.primaryKey())
    .execute()
  await table('mail_links')
    .addColumn('mail', 'text', (column) =>
      column.notNull().references('outbox.id').onDelete('cascade'),
    )
    .addColumn('part', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('mail_links_key', ['mail', 'part'])
    .execute()
  await ofPart(table('fetched_ranges'))
    .addColumn('first', 'bigint', (column) => column.notNull())
    .addColumn('past', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('fetched_ranges_key', ['tip', 'part', 'first'])
    .execute()
  await table('purges')
    .addColumn('tip', 'text', (column) => column.primaryKey().references('tips.id'))
    .addColumn('purged', 'text', (column) => column.notNull())
    .addColumn('bytes', 'text', (column) => column.notNull())
    .addColumn('by', 'text', (column) => column.notNull())
    .execute()
  await table('seen_certificates')
    .addColumn('inbox', 'text', (column) => column.notNull())
    .addColumn('fingerprint', 'text', (column) => column.notNull())
    .addColumn('encryption_key_ids', 'text', (column) => column.notNull())
    .addColumn('armored', 'text', (column) => column.notNull())
    .addColumn('last_seen', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('seen_certificates_key', [
      'inbox',
      'fingerprint',
      'encryption_key_ids',
    ])
    .execute()
  await table('notices')
    .addColumn('key', 'text', (column) => column.primaryKey())
    .addColumn('told_at', 'bigint', (column) => column.notNull())
    .execute()
  await addIndexes(db)
}

async function addColumns(db: Kysely<unknown>): Promise<void> {
  const tables = await db.introspection.getTables()
  const has = (table: string, column: string) =>
    tables.some((one) => one.name === table && one.columns.some(({ name }) => name === column))
  const texts: [table: string, column: string][] = [
    ['tips', 'held'],
    ['tips', 'sealed_to'],
    ['parts', 'fetched'],
    ['outbox', 'transport'],
    ['outbox', 'provider_id'],
    ['outbox', 'sent'],
    ['outbox', 'bounced'],
    ['outbox', 'trouble'],
  ]
  for (const [table, column] of texts) {
    if (!has(table, column)) await db.schema.alterTable(table).addColumn(column, 'text').execute()
  }
  const outbox = db.schema.alterTable('outbox')
  if (!has('outbox', 'recipient')) {
    await outbox
      .addColumn('recipient', 'text', (column) => column.notNull().defaultTo('first'))
      .execute()
  }
  for (const flag of ['tried', 'refused']) {
    if (has('outbox', flag)) continue
    await outbox.addColumn(flag, 'integer', (column) => column.notNull().defaultTo(0)).execute()
  }
}

/** Indexes hold only the few rows they are for, so that taking a tip in costs no more. */
async function addIndexes(db: Kysely<unknown>): Promise<void> {
  const index = (name: string, table: string, columns: string[]) =>
    db.schema.createIndex(name).ifNotExists().on(table).columns(columns)
  await index('links_by_part', 'links', ['tip', 'part']).execute()
  await index('mail_events_by_mail', 'mail_events', ['mail']).execute()
  for (const column of ['provider_id', 'bounced', 'trouble']) {
    await index(`outbox_by_${column}`, 'outbox', [column])
      .where(sql.ref(column), 'is not', null)
      .execute()
  }
}

/** Rows that go with the part they belong to. */
function ofPart<Name extends string>(table: CreateTableBuilder<Name>) {
  return table
    .addColumn('tip', 'text', (column) => column.notNull())
    .addColumn('part', 'integer', (column) => column.notNull())
    .addForeignKeyConstraint('of_part', ['tip', 'part'], 'parts', ['tip', 'part'], (constraint) =>
      constraint.onDelete('cascade'),
    )
}
