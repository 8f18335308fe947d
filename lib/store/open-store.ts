/** Opens the store that a configuration names. */
import type { PostgresAddress } from '#lib/database-url'
import { openPostgresStore } from './postgres.ts'
import { openSqliteStore } from './sqlite.ts'
import type { Store } from './store.ts'

/**
 * Opens Postgres when one is named, else the SQLite file, and makes what is not there yet.
 * @param named as in `Config` @throws with the cure when it cannot be opened
 */
export function openStore(named: {
  databaseFile: string
  postgres: PostgresAddress | null
}): Promise<Store> {
  return named.postgres === null
    ? openSqliteStore({ file: named.databaseFile })
    : openPostgresStore(named.postgres)
}
