/**
 * The store over Postgres: several instances share one database, every commit is on its disk before it
 * is answered. The queries are those of SQLite; rows are locked where another instance could interfere.
 */
import { Kysely, PostgresDialect, sql } from 'kysely'
import type { PostgresAddress } from '#lib/database-url'
import { storeOver } from './both-databases.ts'
import { isCollision, isStorageFailure } from './faults.ts'
import { createSharedLimits } from './limits-table.ts'
import { migrate } from './migrations.ts'
import { createPostgresPool } from './postgres-pool.ts'
import type { Store } from './store.ts'
import type { Tables } from './tables.ts'
import { createWriteQueue } from './write-queue.ts'

/** Transactions at the same time. More would gain little, and leave no connections for those who read. */
const LANES = 4
/** Writes that share one: few, since their rows stay locked for other instances until it ends. */
const BATCH = 16
/** The oldest version that is tested. */
const OLDEST = 150_000

/** Tables whose rows are deleted or overwritten. */
const CHANGING = [
  'chunks',
  'parts',
  'tips',
  'outbox',
  'links',
  'conversations',
  'replies',
  'daily_secrets',
  'limits',
] as const

/**
 * Connects, and makes the tables on first use; of several instances that start together, one makes them.
 * The database must be ours alone.
 * @throws with the cure: no connection, a standby, a version too old, a schema newer than this software,
 *   or a server elsewhere that does not put commits on its disk
 */
export async function openPostgresStore(address: PostgresAddress): Promise<Store> {
  const db = new Kysely<Tables>({
    dialect: new PostgresDialect({ pool: createPostgresPool(address) }),
  })
  try {
    const warnings = await examineServer(db, address)
    await migrate(db, 'bytea')
    return storeOn(db, warnings)
  } catch (error) {
    await db.destroy()
    throw error
  }
}

function storeOn(db: Kysely<Tables>, warnings: readonly string[]): Store {
  const queue = createWriteQueue(db, {
    batch: BATCH,
    lanes: LANES,
    collided: isCollision,
    unusable: isStorageFailure,
  })
  return {
    ...storeOver(db, queue),
    limits: createSharedLimits(db),
    warnings,
    clearLog: async () => {
      // One by one, passing over what autovacuum or another instance has in hand.
      for (const table of CHANGING) {
        await sql`vacuum (skip_locked) ${sql.table(table)}`.execute(db)
      }
    },
    // The disk is another machine's, or may be.
    reusableBytes: async () => 0,
  }
}

/** Asks what a store rests on. Gives warnings; throws on what must not be. */
async function examineServer(db: Kysely<Tables>, address: PostgresAddress): Promise<string[]> {
  const { rows } = await sql<{ version: number; fsync: string; pages: string; standby: boolean }>`
    select current_setting('server_version_num')::int as version, current_setting('fsync') as fsync,
      current_setting('full_page_writes') as pages, pg_is_in_recovery() as standby
  `.execute(db)
  const [server] = rows
  if (server === undefined) throw new Error('Postgres did not tell its settings.')
  if (server.version < OLDEST) {
    throw new Error('This Postgres is older than version 15. Update it.')
  }
  if (server.standby) {
    throw new Error('This Postgres is a standby, which takes no writes. Name the primary.')
  }
  const unsafe = [
    ...(server.fsync === 'on' ? [] : ['fsync']),
    ...(server.pages === 'on' ? [] : ['full_page_writes']),
  ]
  if (unsafe.length === 0) return []
  const fault = `Postgres runs with ${unsafe.join(' and ')} off: a power cut can lose tips that were acknowledged. Set it to on and restart Postgres.`
  if (!address.local) throw new Error(fault)
  return [fault]
}
