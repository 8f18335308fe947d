/** Databases of tests on the Postgres of the run. */
import { randomBytes } from 'node:crypto'
import { Client } from 'pg'
import { type PostgresAddress, readPostgresUrl } from '#lib/database-url'

/** A server on which databases may be made, and the name of one to copy, whose tables are there. */
export type TestPostgres = { url: string; template: string }

/** The address of another database of the same server. */
export function addressOf(url: string, database: string): PostgresAddress {
  const read = readPostgresUrl(url)
  if (!read.ok) throw new Error(`TEST_DATABASE_URL: ${read.cure}`)
  return { ...read.address, database }
}

/** Runs one statement on a connection of its own and gives its rows. */
export async function runAt(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows
  } finally {
    await client.end()
  }
}

export type TestDatabase = {
  address: PostgresAddress
  /** As `DATABASE_URL` names it. */
  url: string
  drop(): Promise<void>
}

/** Makes a database with the present schema and nothing in it. */
export async function makeDatabase(postgres: TestPostgres): Promise<TestDatabase> {
  const name = `rhw_test_${randomBytes(6).toString('hex')}`
  await runAt(postgres.url, `create database ${name} template ${postgres.template}`)
  const url = new URL(postgres.url)
  url.pathname = `/${name}`
  return {
    address: addressOf(postgres.url, name),
    url: url.href,
    drop: async () => {
      await runAt(postgres.url, `drop database ${name} with (force)`)
    },
  }
}
