/** The database that the tests of a run are about: a file of SQLite, or a database of Postgres. */
import { DatabaseSync } from 'node:sqlite'
import { inject } from 'vitest'
import { makeDatabase, runAt, type TestDatabase } from './postgres.fixture.ts'
import { openPostgresStore } from './postgres.ts'
import { openSqliteStore } from './sqlite.ts'
import type { Store } from './store.ts'

const postgres = inject('postgres')

/** Whether this run is about Postgres, for what only one of them promises. */
export const onPostgres = postgres !== undefined

export type TestEngine = {
  /** Null on SQLite. */
  postgres: TestDatabase | null
  /** Opens the database, which can be open several times. */
  open(): Promise<Store>
  /** Runs one statement past the store and gives its rows. */
  run(statement: string): Promise<Record<string, unknown>[]>
  /** Deletes the database of Postgres; the file of SQLite goes with its folder. */
  end(): Promise<void>
}

/** @param file where SQLite's database is, or would be */
export async function makeEngine(file: string): Promise<TestEngine> {
  if (postgres === undefined || 'missing' in postgres) {
    return {
      postgres: null,
      open: () => openSqliteStore({ file }),
      run: async (statement) => {
        const outside = new DatabaseSync(file)
        const rows = outside.prepare(statement).all()
        outside.close()
        return rows
      },
      end: async () => undefined,
    }
  }
  const database = await makeDatabase(postgres)
  return {
    postgres: database,
    open: () => openPostgresStore(database.address),
    run: (statement) => runAt(database.url, statement),
    end: () => database.drop(),
  }
}
