/**
 * Queries that are built and compiled by Kysely once and then run with ever other values: building
 * one anew for each call takes longer than SQLite takes to answer it.
 */
import { type Compilable, type Kysely, type QueryResult, type RawBuilder, sql } from 'kysely'
import type { Tables } from './tables.ts'

type Value = string | number | null | Uint8Array

/** What stands in the query for each value to come. */
export type Placeholders<Values> = { [Name in keyof Values]: RawBuilder<Values[Name]> }

/** Runs the query in a transaction or on the database itself. */
export type Prepared<Values, Row> = (
  db: Kysely<Tables>,
  values: Values,
) => Promise<QueryResult<Row>>

class Placeholder {
  readonly name: string

  constructor(name: string) {
    this.name = name
  }
}

/**
 * Prepares one query. It is built when it is first run.
 * @param build makes the query; every value that differs between runs must come from its argument,
 *   whatever else it holds stays as it was the first time
 */
export function prepare<Values extends Record<string, Value>, Row>(
  build: (values: Placeholders<Values>) => Compilable<Row>,
): Prepared<Values, Row> {
  let known: ReturnType<typeof compile> | undefined
  function compile() {
    const placeholders = new Proxy({} as Placeholders<Values>, {
      get: (_, name) => sql`${new Placeholder(String(name))}`,
    })
    return build(placeholders).compile()
  }
  return (db, values) => {
    known ??= compile()
    const parameters = known.parameters.map((one) =>
      one instanceof Placeholder ? values[one.name] : one,
    )
    return db.executeQuery<Row>({ ...known, parameters })
  }
}
