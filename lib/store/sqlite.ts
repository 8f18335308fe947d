/**
 * The store over node:sqlite: one file, one connection, every commit on disk before it is answered
 * (WAL with synchronous=FULL).
 */
import { sql } from 'kysely'
import { storeOver } from './both-databases.ts'
import { createMemoryLimits } from './limits.ts'
import { BUSY_MS, openDatabase } from './open-database.ts'
import type { Store } from './store.ts'
import { createWriteQueue } from './write-queue.ts'

/** How long clearing the log waits, and lets everybody wait, for a reader such as a running backup. */
const CLEAR_MS = 250

/**
 * Opens the database file, made on first use with its folder, for its owner only (0600, 0700).
 * The server and the delivery loop may have it open at the same time.
 * @throws when the file cannot be made or read, or its schema is newer than this software.
 */
export async function openSqliteStore(options: { file: string }): Promise<Store> {
  const { database, db } = await openDatabase(options.file)
  const queue = createWriteQueue(db)
  return {
    ...storeOver(db, queue),
    limits: createMemoryLimits(),
    warnings: [],
    clearLog: async () => {
      // Holding the connection, so that no transaction of ours is in the way.
      await db.connection().execute(async () => {
        database.exec(`pragma busy_timeout = ${CLEAR_MS}`)
        try {
          database.exec('pragma wal_checkpoint(truncate)')
        } finally {
          database.exec(`pragma busy_timeout = ${BUSY_MS}`)
        }
      })
    },
    reusableBytes: async () => {
      const { rows } = await sql<{ bytes: number }>`
        select freelist_count * page_size as bytes from pragma_freelist_count, pragma_page_size
      `.execute(db)
      return Number(rows[0]?.bytes ?? 0)
    },
  }
}
