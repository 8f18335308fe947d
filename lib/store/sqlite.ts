/**
 * Opens the store over node:sqlite: one file, one connection, every commit on disk before it is
 * answered (WAL with synchronous=FULL).
 */
import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Kysely, SqliteDialect, sql } from 'kysely'
import { createDeliveryStore } from './delivery.ts'
import { createDownloadStore } from './downloads.ts'
import { acquireLock } from './lock.ts'
import { migrate } from './migrations.ts'
import { asKyselyDatabase } from './node-sqlite.ts'
import { createNoticeStore } from './notices.ts'
import { createRecordStore } from './records.ts'
import { createSecretStore } from './secrets.ts'
import { createCertificateStore } from './seen-certificates.ts'
import type { Store } from './store.ts'
import type { Tables } from './tables.ts'
import { createTipStore } from './tips.ts'
import { createWriteQueue } from './write-queue.ts'

/** How long another process may hold the write lock before a write fails. */
const BUSY_MS = 5_000
/** How long to wait for another process that is making the tables. */
const MIGRATION_WAIT_MS = 30_000

/**
 * Opens the database file, made on first use with its folder, for its owner only (0600, 0700).
 * The server and the delivery loop may have it open at the same time.
 * @throws when the file cannot be made or read, or its schema is newer than this software.
 */
export async function openSqliteStore(options: { file: string }): Promise<Store> {
  const { file } = options
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  // Made before SQLite does, since SQLite's own mode is 0644; its -wal and -shm files follow it.
  closeSync(openSync(file, 'a', 0o600))
  chmodSync(file, 0o600)
  const database = new DatabaseSync(file, { timeout: BUSY_MS })
  const db = new Kysely<Tables>({
    dialect: new SqliteDialect({ database: asKyselyDatabase(database) }),
  })
  try {
    // page_size counts only before the first table; secure_delete overwrites what is forgotten.
    database.exec(`
      pragma page_size = 16384;
      pragma journal_mode = wal;
      pragma synchronous = full;
      pragma foreign_keys = on;
      pragma secure_delete = on;
      pragma journal_size_limit = 67108864;
    `)
    await migrateAlone(file, db)
  } catch (error) {
    database.close()
    throw error
  }
  const queue = createWriteQueue(db)
  return {
    tips: createTipStore(db, queue),
    delivery: createDeliveryStore(db, queue),
    downloads: createDownloadStore(db, queue),
    records: createRecordStore(db, queue),
    certificates: createCertificateStore(db, queue),
    notices: createNoticeStore(db, queue),
    secrets: createSecretStore(db, queue),
    clearLog: async () => {
      await sql`pragma wal_checkpoint(truncate)`.execute(db)
    },
    ready: async () => {
      try {
        await sql`select 1`.execute(db)
        return true
      } catch {
        return false
      }
    },
    close: async () => {
      await queue.idle()
      await db.destroy()
    },
  }
}

/** Two processes may start at the same moment; the second finds the tables made. */
async function migrateAlone(file: string, db: Kysely<Tables>): Promise<void> {
  const lock = acquireLock(`${file}.migration-lock`, MIGRATION_WAIT_MS)
  if (lock === null) {
    throw new Error(
      `${file} is being prepared by another process and does not become ready. End that process and start again.`,
    )
  }
  try {
    await migrate(db, 'blob')
  } finally {
    lock.release()
  }
}
