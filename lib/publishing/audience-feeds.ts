/** The Atom and JSON feeds for one kind of reader each, under `/feeds/`. */
import { AUDIENCES } from '#lib/content/front-matter'
import { readingWords } from '#lib/i18n/reading-words'
import { atomFeed, feedPath } from './atom.ts'
import { feedEntries, type ListedAdvisory } from './entries.ts'
import { jsonFeed } from './json-feed.ts'
import type { Publication } from './publications.ts'

/** The readers who have feeds of their own, each with the word for them, in the order of the site. */
export function feedAudiences(): { id: (typeof AUDIENCES)[number]; readers: string }[] {
  const words = readingWords('en').audience
  return AUDIENCES.map((id) => ({ id, readers: words[id] }))
}

/**
 * Two feeds for every kind of reader, also where nothing is written for them yet, so that an address that
 * somebody subscribed to never vanishes. Entries have the same ids as in the feed of everything.
 */
export function audienceFeeds(
  site: { siteUrl: string; name: string; tagline: string },
  advisories: readonly ListedAdvisory[],
): Publication[] {
  return feedAudiences().flatMap((audience) => {
    const feed = { ...site, audience }
    const entries = feedEntries(
      site.siteUrl,
      advisories.filter(({ audiences }) => audiences.includes(audience.id)),
    )
    return [
      {
        path: `${feedPath(audience)}.xml`,
        contentType: 'application/atom+xml; charset=utf-8',
        body: atomFeed(feed, entries),
      },
      {
        path: `${feedPath(audience)}.json`,
        contentType: 'application/feed+json; charset=utf-8',
        body: jsonFeed(feed, entries),
      },
    ]
  })
}
