/** A consistent copy of the database while others write to it. */
import { randomBytes } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type BackupFault, examineBackup, fault, sqliteCode } from './backup-file.ts'
import { BUSY_MS } from './open-database.ts'

/**
 * Copies the database as it is at one moment into a new file (mode 0600), which appears under its name
 * only when it is whole, checked and on disk. Writers are not held up. Blocks this process until done.
 * @param options.file the database @param options.to must not exist; its folder must
 * @returns how many received tips the copy holds and its size in bytes, or what is wrong and the cure
 */
export function backUp(options: {
  file: string
  to: string
}): { ok: true; tips: number; bytes: number } | BackupFault {
  const { file, to } = options
  const taken = () =>
    fault(`${to} is there already, and a backup overwrites nothing. Name a new file.`)
  if (!existsSync(file)) {
    return fault(`There is no database at ${file}. Check DATA_DIR and DATABASE_URL.`)
  }
  if (existsSync(to)) return taken()
  if (!existsSync(dirname(to))) {
    return fault(`There is no folder ${dirname(to)}. Make it first, for its owner only.`)
  }
  const unfinished = `${to}.unfinished-${randomBytes(4).toString('hex')}`
  try {
    // Made before SQLite does, since SQLite's own mode is 0644.
    closeSync(openSync(unfinished, 'wx', 0o600))
    const database = new DatabaseSync(file, { readOnly: true, timeout: BUSY_MS })
    try {
      database.prepare('vacuum into ?').run(unfinished)
    } finally {
      database.close()
    }
    sync(unfinished, 'r+')
    const examined = examineBackup(unfinished, file)
    if (!examined.ok) return examined
    if (!giveName(unfinished, to)) return taken()
    // Windows cannot open folders and needs it not.
    if (process.platform !== 'win32') sync(dirname(to), 'r')
    return { ok: true, tips: examined.tips, bytes: statSync(to).size }
  } catch (error) {
    return fault(explain(file, to, error))
  } finally {
    rmSync(unfinished, { force: true })
  }
}

/** Names the finished file; false when the name was taken meanwhile. */
function giveName(unfinished: string, to: string): boolean {
  try {
    // Unlike renaming, linking never replaces what is there.
    linkSync(unfinished, to)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    // Some file systems know no links.
    if (existsSync(to)) return false
    renameSync(unfinished, to)
    return true
  }
}

/** Flushes a file, or the entries of a folder, to the disk. */
function sync(path: string, flags: 'r' | 'r+'): void {
  const opened = openSync(path, flags)
  try {
    fsyncSync(opened)
  } finally {
    closeSync(opened)
  }
}

function explain(file: string, to: string, error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  const system = error instanceof Error && 'code' in error ? error.code : null
  if (system === 'ENOSPC' || sqliteCode(error) === 13) {
    return `There is not enough room for ${to}. Make some, or name a file on another disk.`
  }
  if (system === 'EACCES' || system === 'EPERM' || system === 'EROFS') {
    return `${to} cannot be written: ${message}. Name a file in a folder that you may write to.`
  }
  if (sqliteCode(error) === 11 || sqliteCode(error) === 26) {
    return `${file} is damaged. Stop the server, keep a copy of the file, and restore the latest backup.`
  }
  return `${file} could not be copied to ${to}: ${message}`
}
