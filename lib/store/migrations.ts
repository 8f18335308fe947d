/**
 * The schema, step by step. A step that was published is never changed; a new one is added. Types
 * are those that SQLite and Postgres share, but for binary, which the caller names. Each step may
 * run again after it was cut short, since SQLite's DDL does not run in Kysely's transaction.
 */
import { type Kysely, sql } from 'kysely'
import { type Migration, type MigrationProvider, Migrator } from 'kysely/migration'
import { prepareForDesks } from './migration-0002.ts'
import { prepareForInstances } from './migration-0003.ts'
import { prepareForConversations } from './migration-0004.ts'
import { numberReplies } from './migration-0005.ts'
import { prepareForArchiveLinks } from './migration-0006.ts'
import type { Tables } from './tables.ts'

type BinaryType = 'blob' | 'bytea'

/**
 * Brings the database to the newest schema.
 * @throws when a step fails or the database was made by a newer version of this software.
 */
export async function migrate(db: Kysely<Tables>, binary: BinaryType): Promise<void> {
  const provider: MigrationProvider = { getMigrations: async () => migrations(binary) }
  const { error } = await new Migrator({ db, provider }).migrateToLatest()
  if (error !== undefined) {
    throw new Error(
      'The database could not be brought to the present schema. If it was used by a newer version of this software, run that version; otherwise restore the latest backup.',
      { cause: error },
    )
  }
}

/** Names of all steps, in their order. */
export const MIGRATIONS: readonly string[] = Object.keys(migrations('blob'))

function migrations(binary: BinaryType): Record<string, Migration> {
  return {
    '0001-tips-and-outbox': { up: (db) => createTables(db, binary) },
    '0002-real-desks': { up: prepareForDesks },
    '0003-several-instances': { up: (db) => prepareForInstances(db, binary === 'bytea') },
    '0004-conversations': { up: (db) => prepareForConversations(db, binary) },
    '0005-numbered-replies': { up: numberReplies },
    '0006-archive-links': { up: prepareForArchiveLinks },
  }
}

async function createTables(db: Kysely<unknown>, binary: BinaryType): Promise<void> {
  const table = (name: string) => db.schema.createTable(name).ifNotExists()
  await table('tips')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('inbox', 'text', (column) => column.notNull())
    .addColumn('token_sha256', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('expires', 'text', (column) => column.notNull())
    .addColumn('reference', 'text', (column) => column.unique())
    .addColumn('hour', 'text')
    .addColumn('receipt', 'text')
    .addColumn('urgent', 'integer', (column) => column.notNull().defaultTo(0))
    .execute()
  await db.schema
    .createIndex('tips_by_state')
    .ifNotExists()
    .on('tips')
    .columns(['state', 'expires'])
    .execute()
  await table('parts')
    .addColumn('tip', 'text', (column) =>
      column.notNull().references('tips.id').onDelete('cascade'),
    )
    .addColumn('part', 'integer', (column) => column.notNull())
    .addColumn('bytes', 'bigint', (column) => column.notNull())
    .addColumn('sha256', 'text')
    .addPrimaryKeyConstraint('parts_key', ['tip', 'part'])
    .execute()
  await table('chunks')
    .addColumn('tip', 'text', (column) => column.notNull())
    .addColumn('part', 'integer', (column) => column.notNull())
    .addColumn('chunk', 'integer', (column) => column.notNull())
    .addColumn('data', sql.raw(binary), (column) => column.notNull())
    .addPrimaryKeyConstraint('chunks_key', ['tip', 'part', 'chunk'])
    .addForeignKeyConstraint(
      'chunks_of_part',
      ['tip', 'part'],
      'parts',
      ['tip', 'part'],
      (constraint) => constraint.onDelete('cascade'),
    )
    .execute()
  await table('outbox')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('tip', 'text', (column) => column.notNull().references('tips.id'))
    .addColumn('inbox', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('attempts', 'integer', (column) => column.notNull())
    .addColumn('lease_id', 'text')
    .addColumn('lease_until', 'bigint')
    .addColumn('next_attempt', 'bigint', (column) => column.notNull())
    .addColumn('reason', 'text')
    .addColumn('delivered', 'text')
    .execute()
  const outboxIndex = (name: string, columns: string[]) =>
    db.schema.createIndex(name).ifNotExists().on('outbox').columns(columns).execute()
  await outboxIndex('outbox_due', ['state', 'next_attempt'])
  await outboxIndex('outbox_by_tip', ['tip'])
  await table('proofs')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('expires', 'text', (column) => column.notNull())
    .execute()
  await db.schema
    .createIndex('proofs_by_expiry')
    .ifNotExists()
    .on('proofs')
    .column('expires')
    .execute()
  await table('secrets')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('value', 'text', (column) => column.notNull())
    .execute()
  await table('receipt_keys')
    .addColumn('kid', 'text', (column) => column.primaryKey())
    .addColumn('sequence', 'integer', (column) => column.notNull().unique())
    .addColumn('public_jwk', 'text', (column) => column.notNull())
    .addColumn('private_jwk', 'text')
    .execute()
}
