/**
 * node:sqlite in the shape that Kysely's own SQLite dialect expects, so that no driver of ours or of
 * a third party stands between them.
 */
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { SqliteDatabase, SqliteStatement } from 'kysely'

type Parameter = null | number | bigint | string | Uint8Array

/** Statements kept prepared; the store's queries have far fewer shapes. */
const PREPARED_MAX = 256

/** Wraps an open database; closing the wrapper closes it. */
export function asKyselyDatabase(database: DatabaseSync): SqliteDatabase {
  const prepared = new Map<string, SqliteStatement>()
  return {
    close: () => database.close(),
    prepare(sql) {
      // Taking the write lock at once: a transaction that reads first and writes later would fail
      // without waiting when another process (the delivery loop) wrote in between.
      const text = sql === 'begin' ? 'begin immediate' : sql
      const known = prepared.get(text)
      if (known !== undefined) return known
      const plain = asKyselyStatement(database.prepare(text))
      // SQLite takes a transaction back by itself when the disk is full or fails. That there is
      // nothing left to take back must not hide why.
      const statement: SqliteStatement =
        text === 'rollback'
          ? {
              ...plain,
              run: (parameters) =>
                database.isTransaction ? plain.run(parameters) : { changes: 0, lastInsertRowid: 0 },
            }
          : plain
      if (prepared.size >= PREPARED_MAX) prepared.clear()
      prepared.set(text, statement)
      return statement
    },
  }
}

function asKyselyStatement(statement: StatementSync): SqliteStatement {
  return {
    reader: statement.columns().length > 0,
    all: (parameters) => statement.all(...checked(parameters)),
    run: (parameters) => statement.run(...checked(parameters)),
    iterate: (parameters) => statement.iterate(...checked(parameters)),
  }
}

function checked(parameters: readonly unknown[]): Parameter[] {
  return parameters.map((value) => {
    if (
      value === null ||
      typeof value === 'number' ||
      typeof value === 'bigint' ||
      typeof value === 'string' ||
      value instanceof Uint8Array
    ) {
      return value
    }
    throw new TypeError(`SQLite cannot store a value of type ${typeof value}.`)
  })
}
