/**
 * A lock that one process holds and that the operating system takes back when the process dies,
 * even by SIGKILL: an exclusive transaction on an empty SQLite file. Node offers no file locks.
 */
import { DatabaseSync } from 'node:sqlite'

export type Lock = { release(): void }

/**
 * Takes the lock at `path`, waiting up to `waitMs` (which blocks this process).
 * Null when somebody else holds it for longer. The folder must exist.
 */
export function acquireLock(path: string, waitMs: number): Lock | null {
  const database = new DatabaseSync(path, { timeout: waitMs })
  try {
    database.exec('begin exclusive')
  } catch (error) {
    database.close()
    if (isBusy(error)) return null
    throw error
  }
  return { release: () => database.close() }
}

/** SQLITE_BUSY and its extended codes. */
function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === 5
}
