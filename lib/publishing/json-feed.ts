/** The same feed as JSON Feed 1.1 (jsonfeed.org/version/1.1). */
import { type FeedSite, feedPath, feedTitle } from './atom.ts'
import { absolute, type Entry } from './entries.ts'

/** The feed as JSON text; `content_text` holds the status and the summary, as the Atom feed does. */
export function jsonFeed(site: FeedSite, entries: readonly Entry[]): string {
  const feed = {
    version: 'https://jsonfeed.org/version/1.1',
    title: feedTitle(site),
    description: site.tagline,
    home_page_url: absolute(site.siteUrl, '/advisories'),
    feed_url: absolute(site.siteUrl, `${feedPath(site.audience)}.json`),
    language: 'en',
    authors: [{ name: site.name }],
    items: entries.map((entry) => ({
      id: entry.id,
      url: entry.url,
      title: entry.title,
      content_text: entry.summary,
      date_published: entry.published,
      date_modified: entry.updated,
      authors: [{ name: entry.author }],
      tags: entry.tags,
      language: entry.lang,
    })),
  }
  return `${JSON.stringify(feed, null, 2)}\n`
}
