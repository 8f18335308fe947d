/**
 * `npm run restore -- FILE`: brings back from a backup the tips that the store lacks, whether or not the
 * server runs. Ends with 1 when the file is no good or a tip had to be left out.
 */
import { resolve } from 'node:path'
import { readConfig } from '#lib/config'
import { restore } from '#lib/store/restore'
import { configErrorText } from '#server/setup'
import { count, readFileArgument } from './backup/arguments.ts'

const USAGE = `Usage: npm run restore -- FILE
FILE was made by npm run backup. Nothing in the store is overwritten, and no forgotten tip comes back.
Environment: DATA_DIR and DATABASE_URL, as for the server.`

const from = readFileArgument(USAGE)
const read = readConfig(process.env)
if (!read.ok) {
  console.error(read.errors.map(configErrorText).join('\n'))
  process.exit(1)
}
if (read.config.postgres !== null) {
  console.error(
    'DATABASE_URL names Postgres, and this command is for the file of SQLite. Bring a copy back with pg_restore into an empty database (docs/operating.md, “Postgres”).',
  )
  process.exit(1)
}
const done = await restore({ from: resolve(from), file: read.config.databaseFile }).catch(
  (error: unknown) => ({ ok: false as const, problem: messageOf(error) }),
)
if (!done.ok) {
  console.error(done.problem)
  process.exitCode = 1
} else {
  console.log(
    `${count(done.restored, 'tip')} brought back; ${count(done.present, 'tip')} there already; ${count(done.forgotten, 'tip')} forgotten before and left so.`,
  )
  if (done.damaged.length > 0) {
    console.error(
      `Left out, because their bytes in this backup are damaged: ${done.damaged.join(', ')}. Try another backup.`,
    )
  }
  if (done.taken.length > 0) {
    console.error(
      `Left out, because another tip bears their reference: ${done.taken.join(', ')}. Restore the backup into a DATA_DIR of its own, and read them there.`,
    )
  }
  if (done.damaged.length > 0 || done.taken.length > 0) process.exitCode = 1
}

function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return `The backup was not restored, or not all of it: ${message}. Put right what this says, and run the command again: it goes on where it stopped.`
}
