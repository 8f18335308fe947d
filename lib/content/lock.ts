/**
 * `content/published.lock.json`: what of every published advisory the public has seen. It makes a change
 * of a published text without a revision entry, and a vanished advisory, visible to the check.
 */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { ADVISORY_ID, type FrontMatter, SLUG } from './front-matter.ts'
import { type Report, shown } from './problem.ts'

export const LOCK_FILE = 'content/published.lock.json'

const entrySchema = z.strictObject({
  slug: z.string().regex(SLUG),
  version: z.int().positive(),
  /** SHA-256 of what readers read as its text (see `textHash`), in hex. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
})
export const lockSchema = z.record(z.string().regex(ADVISORY_ID), entrySchema)
export type LockEntry = z.infer<typeof entrySchema>
/** By advisory id. */
export type Lock = Record<string, LockEntry>

/** What the lock needs to know of an advisory. */
export type Lockable = Pick<FrontMatter, 'id' | 'status' | 'version' | 'title' | 'summary'> & {
  /** A draft, or an advisory whose hour has not come. */
  unpublished: boolean
  slug: string
  body: string
  file: string
  /** Line of a front matter field, for messages. */
  line: (field: string) => number
}

/**
 * The hash of an advisory's title, summary (each is one line) and text, with LF line ends and without
 * blank lines at the text's ends. Feeds print title and summary alone, so a changed one is a changed text.
 */
export function textHash(
  advisory: Pick<FrontMatter, 'title' | 'summary'> & { body: string },
): string {
  const { title, summary, body } = advisory
  return createHash('sha256').update([title, summary, body.trim()].join('\n')).digest('hex')
}

/**
 * Compares advisories with the lock and gives the lock as it should be. Misfits are reported through
 * `reportIn(file)`. `lockLine` gives the line of an id in the lock file.
 */
export function compareWithLock(
  lock: Lock,
  advisories: readonly Lockable[],
  lockLine: (id: string) => number,
  reportIn: (file: string) => Report,
): Lock {
  const next: Lock = {}
  const byId = new Map(advisories.map((advisory) => [advisory.id, advisory]))
  // A copy that kept its original's id is reported as a double; it did not move.
  const stays = new Set(
    advisories.filter(({ id, slug }) => lock[id]?.slug === slug).map(({ id }) => id),
  )
  for (const id of Object.keys(lock)) {
    if (byId.has(id)) continue
    reportIn(LOCK_FILE)(
      lockLine(id),
      id,
      `The published advisory ${id} (${lock[id]?.slug}) is gone`,
      `Bring content/advisories/${lock[id]?.slug} back with its id; an advisory may not vanish, but it can have status withdrawn`,
    )
  }
  for (const advisory of advisories) {
    const locked = lock[advisory.id]
    if (locked && locked.slug !== advisory.slug && stays.has(advisory.id)) continue
    if (advisory.unpublished) {
      if (locked) reportDraft(advisory, reportIn(advisory.file))
      continue
    }
    const entry = {
      slug: advisory.slug,
      version: advisory.version,
      sha256: textHash(advisory),
    }
    if (locked) compareEntry(locked, entry, advisory, reportIn(advisory.file))
    next[advisory.id] = entry
  }
  return Object.fromEntries(Object.entries(next).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

/** The lock as its file holds it. */
export function lockText(lock: Lock): string {
  return `${JSON.stringify(lock, null, 2)}\n`
}

function reportDraft(advisory: Lockable, report: Report): void {
  const draft = advisory.status === 'draft'
  report(
    advisory.line(draft ? 'status' : 'publishAt'),
    draft ? 'status' : 'publishAt',
    draft
      ? `${advisory.id} was published and cannot become a draft again`
      : `${advisory.id} was published and cannot be held back again`,
    draft
      ? 'Set status withdrawn with a statusNote; the page stays at its address and says so'
      : 'Write the hour at which it was published, or delete publishAt',
  )
}

function compareEntry(
  locked: LockEntry,
  entry: LockEntry,
  advisory: Lockable,
  report: Report,
): void {
  if (locked.slug !== entry.slug)
    report(
      advisory.line('id'),
      'slug',
      `The published advisory ${advisory.id} moved from ${shown(locked.slug)} to ${shown(entry.slug)}`,
      `Call its folder ${locked.slug} again; links from outside must go on working`,
    )
  if (entry.version < locked.version)
    report(
      advisory.line('version'),
      'version',
      `Version ${entry.version} is older than the published version ${locked.version}`,
      'Bring the revision entries back; history is added to, never taken away',
    )
  else if (entry.sha256 !== locked.sha256 && entry.version === locked.version)
    report(
      advisory.line('revisions'),
      'revisions',
      'The published title, summary or text changed without a new revision entry',
      `Run: npm run new -- revision ${advisory.slug} --kind correction "what changed"; if its last entry is not yet committed, take the lock back instead: git checkout ${LOCK_FILE}`,
    )
}
