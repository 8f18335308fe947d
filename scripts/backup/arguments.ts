/** What `npm run backup` and `npm run restore` share: their one argument, and numbers in words. */
import { parseArgs } from 'node:util'

/** The one file that the command line names; anything else ends the process with 2 and `usage`. */
export function readFileArgument(usage: string): string {
  try {
    const { positionals } = parseArgs({ allowPositionals: true })
    const [file = '', ...more] = positionals
    if (file !== '' && more.length === 0) return file
    console.error(usage)
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${usage}`)
  }
  process.exit(2)
}

/** `1 tip`, `2 tips`. */
export function count(number: number, one: string): string {
  return `${number.toLocaleString('en')} ${one}${number === 1 ? '' : 's'}`
}

/** A size in bytes as megabytes, like `12.3 MB`. */
export function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(1)} MB`
}
