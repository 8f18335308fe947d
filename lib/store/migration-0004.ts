/** The fourth step of the schema: conversations between senders and desks. */
import { type Kysely, sql } from 'kysely'

/** Adds them; everything that was stored stays as it is. May run again after a cut. */
export async function prepareForConversations(
  db: Kysely<unknown>,
  binary: 'blob' | 'bytea',
): Promise<void> {
  const table = (name: string) => db.schema.createTable(name).ifNotExists()
  await table('conversations')
    // No key to a tip: its sender may begin again before the first one is received.
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('inbox', 'text', (column) => column.notNull())
    .addColumn('lookup_sha256', 'text', (column) => column.notNull().unique())
    .addColumn('address', 'text', (column) => column.notNull().unique())
    .addColumn('key_id', 'text', (column) => column.notNull())
    .addColumn('box', 'text', (column) => column.notNull())
    .addColumn('reference', 'text')
    .addColumn('first_mail', 'text')
    .addColumn('first_copy', 'text')
    .addColumn('expires', 'text')
    .execute()
  await table('replies')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('conversation', 'text', (column) =>
      column.notNull().references('conversations.id').onDelete('cascade'),
    )
    .addColumn('hour', 'text', (column) => column.notNull())
    .addColumn('box', sql.raw(binary), (column) => column.notNull())
    .addColumn('message_sha256', 'text', (column) => column.notNull())
    .addColumn('read', 'text')
    .addUniqueConstraint('replies_once', ['conversation', 'message_sha256'])
    .execute()
  await addColumns(db)
  await db.schema
    .createIndex('tips_by_conversation')
    .ifNotExists()
    .on('tips')
    .columns(['conversation', 'number'])
    .where(sql.ref('conversation'), 'is not', null)
    .execute()
  if (binary === 'blob') return
  await sql`alter table replies alter column box set storage external`.execute(db)
  for (const name of ['conversations', 'replies']) {
    await sql`alter table ${sql.table(name)} set (
      autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 50)`.execute(db)
  }
}

async function addColumns(db: Kysely<unknown>): Promise<void> {
  const tables = await db.introspection.getTables()
  const columns = tables.find(({ name }) => name === 'tips')?.columns ?? []
  for (const [column, type] of [
    ['conversation', 'text'],
    ['number', 'integer'],
    ['delivered', 'text'],
  ] as const) {
    if (columns.some(({ name }) => name === column)) continue
    await db.schema.alterTable('tips').addColumn(column, type).execute()
  }
}
