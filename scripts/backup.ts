/**
 * `npm run backup -- FILE`: copies the database as it is at this moment into a new file, whether or not
 * the server runs. Ends with 1 when there is no good copy.
 */
import { resolve } from 'node:path'
import { readConfig } from '#lib/config'
import { backUp } from '#lib/store/backup'
import { configErrorText } from '#server/setup'
import { count, megabytes, readFileArgument } from './backup/arguments.ts'

const USAGE = `Usage: npm run backup -- FILE
FILE must not exist. Environment: DATA_DIR and DATABASE_URL, as for the server.`

const to = readFileArgument(USAGE)
const read = readConfig(process.env)
if (!read.ok) {
  console.error(read.errors.map(configErrorText).join('\n'))
  process.exit(1)
}
if (read.config.postgres !== null) {
  console.error(
    'DATABASE_URL names Postgres, and this command is for the file of SQLite. Copy the database with pg_dump (docs/operating.md, “Postgres”).',
  )
  process.exit(1)
}
const done = backUp({ file: read.config.databaseFile, to: resolve(to) })
if (done.ok) {
  console.log(`${to}: ${count(done.tips, 'tip')}, ${megabytes(done.bytes)}, checked.`)
} else {
  console.error(done.problem)
  process.exitCode = 1
}
