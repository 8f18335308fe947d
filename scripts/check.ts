/**
 * `npm run check`: finds everything an editor or operator can get wrong in `content`, in seconds, and
 * keeps the lock of published advisories. `--frozen` writes nothing and fails when the lock is not up
 * to date; `--routes` shows which inbox takes what.
 */
import { writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { parseArgs } from 'node:util'
import { type CheckResult, checkContent, lockProblem } from '#lib/content/check'
import { instantOf } from '#lib/content/dates'
import { LOCK_FILE } from '#lib/content/lock'
import { formatProblem, sortProblems } from '#lib/content/problem'
import { LANGUAGES } from '#lib/i18n/languages'
import type { LoadedInboxes } from '#lib/inboxes/load-inboxes'
import { checkInboxes, routesText } from './check-inboxes.ts'
import { checkSpelling } from './check-spelling.ts'

const USAGE = `Usage: npm run check [-- --frozen] [-- --routes] [-- --content DIR]

  --frozen       write nothing; fail when ${LOCK_FILE} is not up to date
  --routes       show which inbox takes which tips, and when its certificates expire
  --content DIR  check DIR instead of content, with the inboxes in DIR/inboxes

Inboxes are those of INBOXES_DIR (content/inboxes).
`

if (import.meta.main) process.exitCode = await runCheck(process.argv.slice(2))

/** Runs the check with command-line arguments; gives the exit code (0 good, 1 mistakes, 2 misuse). */
export async function runCheck(args: string[]): Promise<number> {
  let options: { frozen: boolean; routes: boolean; content?: string | undefined; help: boolean }
  try {
    const { values } = parseArgs({
      args,
      options: {
        frozen: { type: 'boolean', default: false },
        routes: { type: 'boolean', default: false },
        content: { type: 'string' },
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
  const now = instantOf(new Date())
  const content = options.content ?? 'content'
  const dir =
    options.content === undefined && process.env.INBOXES_DIR
      ? process.env.INBOXES_DIR
      : join(content, 'inboxes')
  // In a process of its own, while this one reads.
  const spelling = options.content === undefined ? checkSpelling(process.cwd()) : []
  const result = checkContent({ contentDir: content, languages: LANGUAGES, now })
  const problems = sortProblems([...result.problems, ...(await spelling)])
  return printResult({ ...result, problems }, await checkInboxes(dir), { ...options, content })
}

function printResult(
  result: CheckResult,
  loaded: LoadedInboxes,
  options: { frozen: boolean; routes: boolean; content: string },
): number {
  const inboxErrors = loaded.ok ? [] : loaded.errors
  const inboxWarnings = loaded.ok ? loaded.warnings : []
  const errors = result.problems.filter(({ level }) => level === 'error')
  const warnings = result.problems.length - errors.length
  const stale = errors.length === 0 && result.lock.changed
  if (stale && options.frozen && !result.lock.onlyEnded)
    errors.push(lockProblem(result.lock.changes))
  const printed = [...result.problems.filter(({ level }) => level === 'warning'), ...errors]
  for (const problem of printed) console.error(formatProblem(problem))
  for (const warning of inboxWarnings) console.error(`warning: ${warning}`)
  for (const error of inboxErrors) console.error(error)
  if (stale && !options.frozen) {
    writeFileSync(join(options.content, basename(LOCK_FILE)), result.lock.text)
    console.log(`${LOCK_FILE} updated, commit it: ${listed(result.lock.changes)}`)
  }
  if (options.routes && loaded.ok) console.log(`${routesText(loaded.inboxes, new Date())}\n`)
  const inboxes = loaded.ok ? loaded.inboxes.length : 0
  const [wrong, doubtful] = [errors.length + inboxErrors.length, warnings + inboxWarnings.length]
  const { advisories, drafts, sources, signs, figures, events } = result.counts
  console.log(
    `${count(advisories, 'advisory', 'advisories')} (${count(drafts, 'draft')}), ${count(sources, 'source')}, ${count(signs, 'sign')}, ${count(figures, 'figure')}, ${count(events, 'event')}, ${count(inboxes, 'inbox', 'inboxes')} checked: ${count(wrong, 'error')}, ${count(doubtful, 'warning')}`,
  )
  return wrong > 0 ? 1 : 0
}

/** A few of many changes, for one line of a terminal. */
function listed(changes: readonly string[]): string {
  const first = changes.slice(0, 5).join('; ')
  return changes.length > 5 ? `${first}; and ${changes.length - 5} more` : first
}

function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`
}
