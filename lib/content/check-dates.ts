/** Warns of days and hours: reviews that are due, embargoes that hold, embargoes that have ended. */
import type { CheckedAdvisory } from './check-advisory.ts'
import type { FrontMatter } from './front-matter.ts'
import type { Report } from './problem.ts'
import type { Path } from './read-yaml.ts'

/** Warns of reviews that are due and of publication days that have not come. */
export function warnOfDates(advisories: readonly CheckedAdvisory[], now: string): void {
  const today = now.slice(0, 10)
  for (const { matter, appears, line, report } of advisories) {
    if (matter?.status !== 'current' || appears !== '') continue
    if (matter.nextReview < today)
      report(
        line(['nextReview']),
        'nextReview',
        `The review of ${matter.nextReview} is overdue`,
        'Review the advisory and set the next day',
        'warning',
      )
    if (matter.published > today)
      report(
        line(['published']),
        'published',
        `${matter.published} has not come yet`,
        'Correct the day, write publishAt with the hour, or keep status draft until then',
        'warning',
      )
  }
}

/** Reports an embargo that does not fit the rest of its front matter. */
export function checkEmbargo(
  matter: FrontMatter,
  appears: string,
  line: (path: Path) => number,
  report: Report,
): void {
  const { publishAt, published, version } = matter
  if (publishAt === undefined) return
  if (publishAt.slice(0, 10) !== published)
    report(
      line(['publishAt']),
      'publishAt',
      `publishAt (${publishAt}) is on another day than published (${published})`,
      'Write the same day in both; publishAt counts in UTC',
    )
  if (appears !== '' && version > 1)
    report(
      line(['publishAt']),
      'publishAt',
      `Version ${version} cannot be held back: the first version has been published`,
      'Delete publishAt, and commit the revision when it may be read',
    )
}

/**
 * Says which advisories wait for their hour, and for which it has come without their being in the lock:
 * a build is due. `locked` are the ids in the lock.
 */
export function warnOfEmbargoes(
  advisories: readonly CheckedAdvisory[],
  locked: ReadonlySet<string>,
  now: string,
): void {
  for (const { matter, appears, line, report } of advisories) {
    const { id, status, publishAt } = matter ?? {}
    if (id === undefined || publishAt === undefined || status === 'draft') continue
    const at = line(['publishAt'])
    if (appears !== '')
      report(
        at,
        'publishAt',
        `Embargoed: no page, feed or file shows it before ${publishAt}`,
        'Have the site built after that hour; nothing else publishes it',
        'warning',
      )
    else if (!locked.has(id))
      report(
        at,
        'publishAt',
        `The embargo ended at ${publishAt} (it is now ${now}): a build is due`,
        'Build and publish the site, and commit the lock that "npm run check" writes',
        'warning',
      )
  }
}
