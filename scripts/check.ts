/**
 * `npm run check`: finds everything an editor can get wrong, in seconds, and keeps the lock of published
 * advisories. `--frozen` writes nothing and fails when the lock is not up to date.
 */
import { writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { parseArgs } from 'node:util'
import { type CheckResult, checkContent, lockProblem } from '#lib/content/check'
import { LOCK_FILE } from '#lib/content/lock'
import { formatProblem } from '#lib/content/problem'
import { LANGUAGES } from '#lib/i18n/languages'

const USAGE = `Usage: npm run check [-- --frozen] [-- --content DIR]

  --frozen       write nothing; fail when ${LOCK_FILE} is not up to date
  --content DIR  check DIR instead of content
`

if (import.meta.main) process.exitCode = runCheck(process.argv.slice(2))

/** Runs the check with command-line arguments; gives the exit code (0 good, 1 mistakes, 2 misuse). */
export function runCheck(args: string[]): number {
  let options: { frozen: boolean; content: string; help: boolean }
  try {
    const { values } = parseArgs({
      args,
      options: {
        frozen: { type: 'boolean', default: false },
        content: { type: 'string', default: 'content' },
        help: { type: 'boolean', default: false },
      },
    })
    options = values
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${USAGE}`)
    return 2
  }
  if (options.help) {
    console.log(USAGE)
    return 0
  }
  const today = new Date().toISOString().slice(0, 10)
  const result = checkContent({ contentDir: options.content, languages: LANGUAGES, today })
  return printResult(result, options)
}

function printResult(result: CheckResult, options: { frozen: boolean; content: string }): number {
  const errors = result.problems.filter(({ level }) => level === 'error')
  const warnings = result.problems.length - errors.length
  const stale = errors.length === 0 && result.lock.changed
  if (stale && options.frozen) errors.push(lockProblem(result.lock.changes))
  const printed = [...result.problems.filter(({ level }) => level === 'warning'), ...errors]
  for (const problem of printed) console.error(formatProblem(problem))
  if (stale && !options.frozen) {
    writeFileSync(join(options.content, basename(LOCK_FILE)), result.lock.text)
    console.log(`${LOCK_FILE} updated, commit it: ${listed(result.lock.changes)}`)
  }
  const { advisories, drafts, sources, signs, figures, events } = result.counts
  console.log(
    `${count(advisories, 'advisory', 'advisories')} (${count(drafts, 'draft')}), ${count(sources, 'source')}, ${count(signs, 'sign')}, ${count(figures, 'figure')}, ${count(events, 'event')} checked: ${count(errors.length, 'error')}, ${count(warnings, 'warning')}`,
  )
  return errors.length > 0 ? 1 : 0
}

/** A few of many changes, for one line of a terminal. */
function listed(changes: readonly string[]): string {
  const first = changes.slice(0, 5).join('; ')
  return changes.length > 5 ? `${first}; and ${changes.length - 5} more` : first
}

function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`
}
