/** What went wrong with a database: whether it could not be used, or was asked something wrong. */
import { DatabaseError } from 'pg'

/** The connection to Postgres failed or could not be made. What was being written may be on disk or not. */
export class ConnectionLost extends Error {}

/** SQLite could not write: busy, locked, read-only, I/O error, disk full, cannot open. */
const SQLITE_CODES = [5, 6, 8, 10, 13, 14]

/**
 * Postgres could not serve: connection, not supported just now, resources, a timeout, shutdown, its
 * system or its files; and transactions that gave way to others too often. By SQLSTATE, or its class.
 */
const POSTGRES_STATES = /^(08|25006|40|53|55|57|58|F0|XX)/

/** Transactions that collided with another instance's, and may go again from the start. */
const COLLISIONS = ['40001', '40P01', '23505', '23503']

/** Whether the database could not be used just now, so that the same call may pass later. */
export function isStorageFailure(error: unknown): boolean {
  if (error instanceof ConnectionLost) return true
  if (error instanceof DatabaseError) return POSTGRES_STATES.test(error.code ?? '')
  if (!(error instanceof Error) || !('errcode' in error)) return false
  return SQLITE_CODES.includes(Number(error.errcode) & 0xff)
}

/**
 * Whether a transaction of Postgres failed because another one was faster: a serialization failure, a
 * deadlock, or a row that somebody else made or deleted after we had looked for it.
 */
export function isCollision(error: unknown): boolean {
  return error instanceof DatabaseError && COLLISIONS.includes(error.code ?? '')
}
