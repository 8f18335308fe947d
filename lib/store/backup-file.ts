/** What a backup is: a database of ours in a file that nobody writes to. Looked at before it is trusted. */
import { DatabaseSync } from 'node:sqlite'
import { MIGRATIONS } from './migrations.ts'

/** What is wrong with a file and what to do about it, in a sentence or two. */
export type BackupFault = { ok: false; problem: string }

/**
 * Examines a file: that it is a database, ours, not of a newer version, and whole.
 * @param path must exist; it is only read @param file what faults call it
 */
export function examineBackup(
  path: string,
  file: string,
): { ok: true; tips: number } | BackupFault {
  let database: DatabaseSync | null = null
  try {
    database = new DatabaseSync(path, { readOnly: true })
    const names = database
      .prepare("select name from sqlite_schema where type = 'table'")
      .all()
      .map(({ name }) => name)
    if (!names.includes('kysely_migration') || !names.includes('tips')) {
      return fault(`${file} is no database of this software. Name a file made by npm run backup.`)
    }
    const steps = database.prepare('select name from kysely_migration').all()
    if (steps.some(({ name }) => !MIGRATIONS.includes(String(name)))) {
      return fault(
        `${file} was made by a newer version of this software. Install that version, and use it there.`,
      )
    }
    const checked = database.prepare('pragma integrity_check').get()
    if (checked?.integrity_check !== 'ok') return fault(damaged(file))
    const count = database
      .prepare("select count(*) as tips from tips where state = 'received'")
      .get()
    return { ok: true, tips: Number(count?.tips) }
  } catch (error) {
    return fault(explain(file, error))
  } finally {
    database?.close()
  }
}

/** A fault as a value. */
export const fault = (problem: string): BackupFault => ({ ok: false, problem })
const damaged = (file: string) => `${file} is damaged. Use another copy or an older backup.`

/** SQLite's result code of an error, without its extension; null when SQLite did not raise it. */
export function sqliteCode(error: unknown): number | null {
  return error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : null
}

function explain(file: string, error: unknown): string {
  switch (sqliteCode(error)) {
    case 26: // SQLITE_NOTADB
      return `${file} is not a database. Name a file made by npm run backup.`
    case 11: // SQLITE_CORRUPT
      return damaged(file)
    case 14: // SQLITE_CANTOPEN
      return `${file} cannot be opened. Check that it is there and that you may read it.`
    default:
      return `${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`
  }
}
