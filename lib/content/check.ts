/**
 * The strict check of everything an editor writes. It reads `content` by itself, without contentlayer,
 * and finds every mistake in one go.
 */
import { existsSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { type CheckedAdvisory, checkAdvisory } from './check-advisory.ts'
import { checkCharges } from './check-charges.ts'
import { type ContentData, checkData } from './check-data.ts'
import { warnOfDates, warnOfEmbargoes } from './check-dates.ts'
import { listAdvisoryFiles } from './check-files.ts'
import { allowedNames, checkListedNames, checkNames } from './check-names.ts'
import { warnOfHardText, warnOfLongSentences } from './check-readability.ts'
import { checkTechniques } from './check-techniques.ts'
import { checkAllLinks, checkDoubles, checkReferences } from './check-together.ts'
import { checkValues } from './check-values.ts'
import { checkWording } from './check-wording.ts'
import { idsOf } from './data-file.ts'
import { dataPassages } from './data-passages.ts'
import {
  compareWithLock,
  LOCK_FILE,
  type Lock,
  type Lockable,
  lockSchema,
  lockText,
} from './lock.ts'
import { type Problem, type Report, reportInto, sortProblems } from './problem.ts'
import { vocabularyOf } from './proper-names.ts'
import { readText } from './read-text.ts'
import { readYaml } from './read-yaml.ts'

export type CheckOptions = {
  /** The folder `content`; the public folder with images stands beside it. */
  contentDir: string
  /** Languages of the site, the one that every advisory must have first. */
  languages: readonly string[]
  /** The present minute, `2026-11-22T10:00Z`: for embargoes and warnings about reviews. */
  now: string
}

export type CheckResult = {
  /** Errors and warnings by file and line. */
  problems: Problem[]
  /** How many entries were checked. */
  counts: Record<'advisories' | 'drafts' | 'sources' | 'signs' | 'figures' | 'events', number>
  /** Every id that is or was an advisory's. */
  advisoryIds: string[]
  /** The lock as it should be; `changed` tells whether its file differs. Meaningless with errors. */
  lock: {
    changed: boolean
    changes: string[]
    /** Whether embargoes that ended are all that changes: nobody forgot to commit anything. */
    onlyEnded: boolean
    text: string
  }
}

type LockResult = CheckResult['lock'] & { ids: string[] }

/** Checks everything under `contentDir`. Writes nothing. */
export function checkContent(options: CheckOptions): CheckResult {
  const contentDir = resolve(options.contentDir)
  const problems: Problem[] = []
  if (!existsSync(contentDir)) {
    const report = reportInto(problems, basename(contentDir))
    report(
      1,
      'file',
      `There is no folder ${contentDir}`,
      'Run this at the top of the repository, or give --content',
    )
  }
  const data = checkData(contentDir, problems)
  const known = {
    sources: idsOf(data.sources),
    figures: idsOf(data.figures),
  }
  const root = dirname(contentDir)
  const advisories = listAdvisoryFiles(contentDir, options.languages, problems).map((file) =>
    checkAdvisory(
      file,
      join(contentDir, file.file.replace(/^content\//, '')),
      known,
      options.now,
      problems,
    ),
  )
  checkDoubles(advisories)
  checkReferences(advisories)
  checkAllLinks(advisories, data, (path) => existsSync(join(root, 'public', path)))
  warnOfDates(advisories, options.now)
  checkAllWords(advisories, data)
  for (const advisory of advisories) {
    checkTechniques(advisory, data.techniques)
    if (advisory.tree) checkValues(advisory.tree, data.figures.value, advisory.report)
  }
  const { ids, ...lock } = checkLock(contentDir, advisories, problems)
  warnOfEmbargoes(advisories, new Set(ids), options.now)
  return {
    problems: sortProblems(problems),
    counts: {
      advisories: advisories.length,
      drafts: advisories.filter(({ appears }) => appears !== '').length,
      sources: data.sources.value.length,
      signs: data.signs.value.length,
      figures: data.figures.value.length,
      events: data.timeline.value.length,
    },
    advisoryIds: [...new Set([...ids, ...advisories.flatMap(({ matter }) => matter?.id ?? [])])],
    lock,
  }
}

/** The problem of a lock file that has to be written and committed, for checks that write nothing. */
export function lockProblem(changes: readonly string[]): Problem {
  return {
    file: LOCK_FILE,
    line: 1,
    field: 'lock',
    wrong: `The lock does not hold what is published: ${changes.join('; ')}`,
    cure: `Run "npm run check" and commit ${LOCK_FILE}`,
    level: 'error',
  }
}

function checkAllWords(advisories: readonly CheckedAdvisory[], data: ContentData): void {
  const knowledge = {
    allowed: allowedNames(data.names.value, data.sources.value, data.techniques.value),
    vocabulary: vocabularyOf(
      advisories.flatMap(({ passages }) => passages.map(({ text }) => text)),
    ),
  }
  // Without the lists of names every name would be an error.
  const listed = !data.names.broken && !data.sources.broken
  for (const { passages, report } of dataPassages(data)) {
    warnOfLongSentences(passages, report)
    if (!listed) continue
    checkNames(passages, [], knowledge, report, true)
    checkCharges(passages, knowledge, report, true)
  }
  for (const advisory of advisories) {
    const { matter, passages, named, line, report } = advisory
    const exceptionLine = (index: number) => line(['exceptions', index])
    checkWording(passages, matter?.exceptions ?? [], exceptionLine, report)
    if (listed) {
      checkNames(passages, named, knowledge, report)
      checkCharges(passages, knowledge, report)
    }
    warnOfLongSentences(passages, report)
    warnOfHardText(advisory)
    checkListedNames(data.names.value, named, report)
  }
}

function checkLock(
  contentDir: string,
  advisories: readonly CheckedAdvisory[],
  problems: Problem[],
): LockResult {
  const report = reportInto(problems, LOCK_FILE)
  const before = readLock(contentDir, report)
  if (!before) return { changed: false, changes: [], onlyEnded: false, text: '', ids: [] }
  const lockable = advisories.flatMap(({ matter, appears, slug, body, file, line }): Lockable[] =>
    matter
      ? [
          {
            id: matter.id,
            status: matter.status,
            unpublished: appears !== '',
            version: matter.version,
            title: matter.title,
            summary: matter.summary,
            slug,
            body,
            file,
            line: (field) => line([field]),
          },
        ]
      : [],
  )
  // An advisory whose front matter is broken is reported as such, not as gone.
  const broken = new Set(advisories.filter(({ matter }) => !matter).map(({ slug }) => slug))
  const locked = Object.fromEntries(
    Object.entries(before.lock).filter(([, { slug }]) => !broken.has(slug)),
  )
  const next = compareWithLock(locked, lockable, before.line, (file) => reportInto(problems, file))
  const timed = new Set(
    advisories.flatMap(({ matter }) => (matter?.publishAt === undefined ? [] : matter.id)),
  )
  const changes = Object.entries(next).flatMap(([id, entry]) => {
    const old = before.lock[id]
    if (!old) return [`${id} version ${entry.version} is new`]
    if (old.version !== entry.version)
      return [`${id} goes from version ${old.version} to ${entry.version}`]
    return []
  })
  return {
    changed: changes.length > 0,
    changes,
    onlyEnded: Object.entries(next).every(
      ([id, entry]) =>
        before.lock[id]?.version === entry.version ||
        (before.lock[id] === undefined && timed.has(id)),
    ),
    text: lockText(next),
    ids: Object.keys(before.lock),
  }
}

/** A lock is never written by hand: whatever is wrong with it, git has a good one. */
function reportLock(report: Report): Report {
  return (line, field, wrong, _cure, level) =>
    report(
      line,
      field,
      wrong,
      `Take the lock back with "git checkout ${LOCK_FILE}", then run "npm run check"`,
      level,
    )
}

function readLock(
  contentDir: string,
  report: Report,
): { lock: Lock; line: (id: string) => number } | null {
  const path = join(contentDir, basename(LOCK_FILE))
  if (!existsSync(path)) return { lock: {}, line: () => 1 }
  const text = readText(path, report)
  // JSON is YAML, and the YAML reader knows lines and doubles.
  const parsed = text === null ? null : readYaml(text, lockSchema, reportLock(report))
  return parsed?.ok ? { lock: parsed.value, line: (id) => parsed.line([id]) } : null
}
