/** Brings back from a backup what the store lacks, also while a server runs on it. */
import {
  chmodSync,
  constants,
  copyFileSync,
  existsSync,
  mkdirSync,
  realpathSync,
  rmSync,
} from 'node:fs'
import { dirname } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { setTimeout as wait } from 'node:timers/promises'
import { type BackupFault, examineBackup, fault } from './backup-file.ts'
import { acquireLock } from './lock.ts'
import { isWhole, mergeReplies, mergeSecrets, mergeTip, tipsOf } from './merging.ts'
import { openDatabase } from './open-database.ts'

/** What one transaction adds at most, so that a running server does not wait long. */
const BATCH_TIPS = 50
const BATCH_BYTES = 4 * 1024 * 1024
/** How long a busy server may keep us waiting for our turn to write. */
const BUSY_MS = 30_000

export type Restored = {
  ok: true
  /** How many tips were brought back. */
  restored: number
  /** How many the store has, as it has them. */
  present: number
  /** How many were forgotten, in the store or already in the backup, and stay so. */
  forgotten: number
  /** References of tips whose bytes in the backup are not what was received; they were left out. */
  damaged: string[]
  /** References that another tip of the store bears; their tips were left out. */
  taken: string[]
}

/**
 * Merges a backup into the database, which is made when it is not there. Nothing that is there is
 * overwritten, and no tip comes back that the store knows as forgotten; a second run changes nothing.
 * @param options.from the backup, of this or an older version; it is not written to
 * @param options.file the database
 * @returns what was done, or what is wrong with the backup and the cure
 * @throws when the database cannot be opened or written
 */
export async function restore(options: {
  from: string
  file: string
}): Promise<Restored | BackupFault> {
  const { from, file } = options
  if (!existsSync(from)) return fault(`There is no file ${from}. Name the backup to restore.`)
  if (existsSync(file) && realpathSync(file) === realpathSync(from)) {
    return fault(`${from} is the database itself. Name the backup to restore.`)
  }
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const lock = acquireLock(`${file}.restore-lock`, 0)
  if (lock === null) return fault(`Another restore is running on ${file}. Wait until it ends.`)
  // Made anew from the backup, so that bringing up its schema leaves the backup as it is.
  const copy = `${file}.restoring`
  try {
    copyBackup(from, copy)
    const examined = examineBackup(copy, from)
    if (!examined.ok) return examined
    const source = await openDatabase(copy)
    try {
      const target = await openDatabase(file)
      try {
        target.database.exec(`pragma busy_timeout = ${BUSY_MS}`)
        target.database.prepare('attach database ? as backup').run(copy)
        return await merge(source.database, target.database)
      } finally {
        await target.db.destroy()
      }
    } finally {
      await source.db.destroy()
    }
  } finally {
    removeCopy(copy)
    lock.release()
  }
}

async function merge(source: DatabaseSync, target: DatabaseSync): Promise<Restored> {
  const done: Restored = {
    ok: true,
    restored: 0,
    present: 0,
    forgotten: 0,
    damaged: [],
    taken: [],
  }
  inTransaction(target, () => mergeSecrets(target))
  const waiting = tipsOf(source)
  const isKnown = target.prepare(
    "select 1 from main.tips where id = ? and state in ('received', 'purged')",
  )
  while (waiting.length > 0) {
    const batch: typeof waiting = []
    for (let bytes = 0; batch.length < BATCH_TIPS && bytes < BATCH_BYTES; ) {
      const tip = waiting.shift()
      if (tip === undefined) break
      const comes = tip.state === 'received' && isKnown.get(tip.id) === undefined
      if (comes && !isWhole(source, tip.id)) {
        done.damaged.push(tip.reference)
        continue
      }
      batch.push(tip)
      if (comes) bytes += tip.bytes
    }
    const started = performance.now()
    const outcomes = inTransaction(target, () => batch.map((tip) => mergeTip(target, tip)))
    for (const [index, outcome] of outcomes.entries()) {
      if (outcome === 'restored') done.restored += 1
      else if (outcome === 'present') done.present += 1
      else if (outcome === 'reference-taken') done.taken.push(batch[index]?.reference ?? '')
      else done.forgotten += 1
    }
    // As long a pause as it took: half of the time belongs to whoever else writes.
    await wait(performance.now() - started)
  }
  inTransaction(target, () => mergeReplies(target))
  return done
}

function inTransaction<T>(database: DatabaseSync, run: () => T): T {
  database.exec('begin immediate')
  try {
    const result = run()
    database.exec('commit')
    return result
  } catch (error) {
    if (database.isTransaction) database.exec('rollback')
    throw error
  }
}

/** Copies the backup, and what may lie in a write-ahead log beside it when it is a database in use. */
function copyBackup(from: string, copy: string): void {
  removeCopy(copy)
  for (const ending of ['', '-wal']) {
    if (!existsSync(from + ending)) continue
    copyFileSync(from + ending, copy + ending, constants.COPYFILE_FICLONE)
    chmodSync(copy + ending, 0o600)
  }
}

function removeCopy(copy: string): void {
  for (const ending of ['', '-wal', '-shm', '.migration-lock']) {
    rmSync(copy + ending, { force: true })
  }
}
