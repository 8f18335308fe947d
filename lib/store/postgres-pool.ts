/** Connections to Postgres: how they are made, secured, kept and given up. */
import { readFileSync } from 'node:fs'
import type { ConnectionOptions } from 'node:tls'
import type { PostgresCursor, PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely'
import { DatabaseError, Pool, type PoolConfig, type QueryResult, types } from 'pg'
import type { PostgresAddress } from '#lib/database-url'
import { ConnectionLost } from './faults.ts'

/** Of one instance; Postgres allows 100 of all by default. */
const CONNECTIONS_MAX = 12
/** How long to wait for a connection, made or free again. */
const CONNECT_MS = 5_000
/** How long one query may take there, and how long we wait for it before the line counts as dead. */
const STATEMENT_MS = 30_000
const QUERY_MS = 40_000

/**
 * The connections as Kysely sees them. A failure that is not Postgres' own answer is a ConnectionLost.
 * @param address where to, and how secured @throws when a file that it names cannot be read
 */
export function createPostgresPool(address: PostgresAddress): PostgresPool {
  const pool = new Pool(poolConfig(address))
  // An idle connection that ends is replaced by the next one asked for.
  pool.on('error', () => undefined)
  const telling = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work
    } catch (error) {
      if (error instanceof DatabaseError) throw error
      throw new ConnectionLost(
        `The connection to Postgres failed: ${reasonOf(error)}. Check DATABASE_URL, and that Postgres runs and lets us in.`,
        { cause: error },
      )
    }
  }
  return {
    options: pool.options,
    end: () => pool.end(),
    connect: async () => {
      const client = await telling(pool.connect())
      // One that breaks while it is ours tells so by the query that fails.
      client.on('error', ignore)
      let broken = false
      return {
        query: asked(async (text, values) => {
          try {
            return await telling(client.query(text, [...values]))
          } catch (error) {
            broken ||= error instanceof ConnectionLost
            throw error
          }
        }),
        release: (destroy) => {
          client.off('error', ignore)
          client.release(broken || destroy === true)
        },
      }
    },
  }
}

type Ask = (text: string, values: readonly unknown[]) => Promise<QueryResult>

/** In the shape that Kysely asks for, which has cursors besides; we have none. */
function asked(ask: Ask): PostgresPoolClient['query'] {
  function query<R>(text: string, values: readonly unknown[]): Promise<PostgresQueryResult<R>>
  function query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>
  function query(text: unknown, values: readonly unknown[] = []): unknown {
    if (typeof text !== 'string') throw new TypeError('There are no cursors.')
    return ask(text, values)
  }
  return query
}

/** What happened, in a word: names of hosts that have several addresses fail once for each. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return reasonOf(error.errors[0])
  return error instanceof Error ? error.message || error.name : 'for a reason it did not tell'
}

const ignore = () => undefined

/** Everything is said here, so that no PG… variable of the environment is asked. */
function poolConfig(address: PostgresAddress): PoolConfig {
  const { host, port, user, password, database } = address
  return {
    host,
    port,
    user,
    password: password ?? '',
    database,
    ssl: tlsOptions(address),
    application_name: 'remote-hire-watch',
    max: CONNECTIONS_MAX,
    connectionTimeoutMillis: CONNECT_MS,
    idleTimeoutMillis: 60_000,
    keepAlive: true,
    statement_timeout: STATEMENT_MS,
    idle_in_transaction_session_timeout: STATEMENT_MS,
    query_timeout: QUERY_MS,
    // Whatever the server's default: what is answered is on its disk.
    options: '-c synchronous_commit=on -c client_min_messages=warning',
    types: { getTypeParser: typeParser },
  }
}

function tlsOptions({ host, tls, files }: PostgresAddress): ConnectionOptions | false {
  if (tls === 'off') return false
  const read = (path: string | null) => (path === null ? {} : { [path]: readFileSync(path) })
  const { ca, certificate, key } = files
  const pem = { ...read(ca), ...read(certificate), ...read(key) }
  return {
    rejectUnauthorized: tls !== 'unverified',
    ...(tls === 'ca' ? { checkServerIdentity: ignore } : {}),
    ...(/^[\d.:]+$/.test(host) ? {} : { servername: host }),
    ...(ca === null ? {} : { ca: pem[ca] }),
    ...(certificate === null ? {} : { cert: pem[certificate] }),
    ...(key === null ? {} : { key: pem[key] }),
    minVersion: 'TLSv1.2',
  }
}

/** Counts, sums and instants are whole numbers far below 2^53. */
const typeParser: typeof types.getTypeParser = (oid: number, format?: 'text' | 'binary') =>
  oid === types.builtins.INT8 || oid === types.builtins.NUMERIC
    ? Number
    : types.getTypeParser(oid, format)
