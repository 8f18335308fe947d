/**
 * What feeds and the sitemap say about one advisory: a stable id, a title that carries the status, and
 * dates from the front matter. No clock is read, so the same content gives the same bytes.
 */
import type { Advisory } from '#lib/content/advisories'

/** The fields of an advisory that are published outside its page. */
export type ListedAdvisory = Pick<
  Advisory,
  | 'id'
  | 'slug'
  | 'lang'
  | 'title'
  | 'summary'
  | 'published'
  | 'revised'
  | 'status'
  | 'statusNote'
  | 'supersededBy'
  | 'audiences'
  | 'reviewedBy'
>

export type Entry = {
  /** RFC 4151 tag URI: never changes, also when slug or title do. */
  id: string
  url: string
  title: string
  summary: string
  /** RFC 3339, midnight UTC of the day in the front matter. */
  published: string
  updated: string
  /** Audiences, and `withdrawn` or `superseded` where that is so. */
  tags: string[]
  lang: string
  author: string
}

/**
 * Turns advisories into feed entries, last revised first; drafts are left out. `siteUrl` is the site's
 * origin; its host is the naming authority of the ids.
 */
export function feedEntries(siteUrl: string, advisories: readonly ListedAdvisory[]): Entry[] {
  const titles = new Map(advisories.map((advisory) => [advisory.id, advisory.title]))
  return advisories
    .filter((advisory) => advisory.status !== 'draft')
    .toSorted((a, b) => b.revised.localeCompare(a.revised) || a.id.localeCompare(b.id))
    .map((advisory) => ({
      id: `tag:${new URL(siteUrl).hostname},${advisory.published}:${advisory.id}`,
      url: absolute(siteUrl, advisoryPath(advisory)),
      title: titleWithStatus(advisory),
      summary: [statusSentence(advisory, titles), advisory.summary].filter(Boolean).join(' '),
      published: midnight(advisory.published),
      updated: midnight(advisory.revised),
      tags: [...(isListedAsCurrent(advisory) ? [] : [advisory.status]), ...advisory.audiences],
      lang: advisory.lang,
      author: advisory.reviewedBy,
    }))
}

/** The address of an advisory's page below the site's origin; English stands without prefix. */
export function advisoryPath(advisory: Pick<Advisory, 'slug' | 'lang'>): string {
  return `${advisory.lang === 'en' ? '' : `/${advisory.lang}`}/advisories/${advisory.slug}`
}

/** The whole address of `path` on the site whose origin is `siteUrl`. */
export function absolute(siteUrl: string, path: string): string {
  return new URL(path, siteUrl).href
}

/** RFC 3339 time for a calendar day: its midnight in UTC. */
export function midnight(day: string): string {
  return `${day}T00:00:00Z`
}

/** True for an advisory that still holds, so that it may be offered as news. */
export function isListedAsCurrent(advisory: Pick<Advisory, 'status'>): boolean {
  return advisory.status === 'current'
}

/** The title; one that no longer holds says so first. */
export function titleWithStatus(advisory: Pick<Advisory, 'status' | 'title'>): string {
  return statusPrefix(advisory) + advisory.title
}

function statusPrefix({ status }: Pick<Advisory, 'status'>): string {
  switch (status) {
    case 'withdrawn':
      return 'Withdrawn: '
    case 'superseded':
      return 'Superseded: '
    case 'draft':
      return 'Draft: '
    case 'current':
      return ''
  }
}

function statusSentence(advisory: ListedAdvisory, titles: ReadonlyMap<string, string>): string {
  if (advisory.status === 'withdrawn')
    return `This advisory was withdrawn. ${advisory.statusNote ?? ''}`.trim()
  if (advisory.status !== 'superseded') return ''
  const successor = advisory.supersededBy ?? ''
  const title = titles.get(successor)
  return `This advisory was superseded by ${successor}${title ? `, ${title}` : ''}.`
}
