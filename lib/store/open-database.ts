/** Opens a database file with the settings that the store's promises rest on, and brings its schema up. */
import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Kysely } from 'kysely'
import { acquireLock } from './lock.ts'
import { migrate } from './migrations.ts'
import { asKyselyDatabase } from './node-sqlite.ts'
import { OneWriterDialect } from './one-writer.ts'
import type { Tables } from './tables.ts'

/** How long another process may hold the write lock before a write fails. */
export const BUSY_MS = 5_000
/** How long to wait for another process that is making the tables. */
const MIGRATION_WAIT_MS = 30_000

/** The one connection, bare and as Kysely sees it; destroying `db` closes both. */
export type OpenDatabase = { database: DatabaseSync; db: Kysely<Tables> }

/**
 * Opens the database file, made on first use with its folder, for its owner only (0600, 0700).
 * Several processes may have it open at the same time.
 * @throws when the file cannot be made or read, or its schema is newer than this software.
 */
export async function openDatabase(file: string): Promise<OpenDatabase> {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  // Made before SQLite does, since SQLite's own mode is 0644; its -wal and -shm files follow it.
  closeSync(openSync(file, 'a', 0o600))
  chmodSync(file, 0o600)
  const database = new DatabaseSync(file, { timeout: BUSY_MS })
  const db = new Kysely<Tables>({
    dialect: new OneWriterDialect({ database: asKyselyDatabase(database) }),
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
  return { database, db }
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
