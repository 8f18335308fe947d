/**
 * When an advisory appears. Its `publishAt` may lie in the future: until then it counts as a draft for
 * everything that is published, and nothing about it may be locked, listed or linked to.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FrontMatter } from './front-matter.ts'

/** Sorts after every time: a draft has no day of publication. */
const NEVER = '~'

type Timed = Pick<FrontMatter, 'status' | 'publishAt'>

/** Whether an advisory waits for its hour. `now` is a minute like `2026-12-01T09:00Z`. */
export function isEmbargoed({ status, publishAt }: Timed, now: string): boolean {
  return status !== 'draft' && publishAt !== undefined && publishAt > now
}

/**
 * When an advisory appears, as text that sorts: "" = it is there, then the embargoed ones by their hour,
 * drafts last. A page may lead only to pages that are there no later than itself.
 */
export function appearance(matter: Timed, now: string): string {
  if (matter.status === 'draft') return NEVER
  return isEmbargoed(matter, now) ? (matter.publishAt ?? '') : ''
}

/** The hours in `root/content/advisories` that have come: a build after a further one differs. */
export function passedHours(root: string, now: string): string[] {
  const folder = join(root, 'content/advisories')
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  return files
    .filter((file) => file.endsWith('.mdx'))
    .flatMap((file) => {
      const hour = /^publishAt:\s*['"]?([^\s'"]+)/m.exec(
        readFileSync(join(folder, file), 'utf8'),
      )?.[1]
      return hour !== undefined && hour <= now ? [`${file} ${hour}`] : []
    })
    .toSorted()
}
