/** The Atom feed of the advisories (RFC 4287). */
import type { Entry } from './entries.ts'
import { absolute } from './entries.ts'
import { escapeXml } from './xml.ts'

export type FeedSite = {
  /** The site's origin, such as `https://example.org`. */
  siteUrl: string
  name: string
  tagline: string
  /** When the feed is for one kind of reader only: its id and the word for those readers. */
  audience?: { id: string; readers: string }
}

/** The address of a feed, without its ending: `/feed`, or `/feeds/it-security` for some readers. */
export function feedPath(audience: FeedSite['audience']): string {
  return audience === undefined ? '/feed' : `/feeds/${audience.id}`
}

/** What a feed is called in a reader's program. */
export function feedTitle({ name, audience }: FeedSite): string {
  return audience === undefined ? `${name}: advisories` : `${name}: for ${audience.readers}`
}

/**
 * The feed as XML text. Entries carry a summary and a link, not the text: the page holds the status,
 * the sources and the corrections. An empty feed takes the day of the project's start as its date,
 * since RFC 4287 demands one.
 */
export function atomFeed(site: FeedSite, entries: readonly Entry[]): string {
  const updated =
    entries
      .map((entry) => entry.updated)
      .toSorted()
      .at(-1) ?? '2026-01-01T00:00:00Z'
  return `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">
  <id>${escapeXml(`tag:${new URL(site.siteUrl).hostname},2026:advisories${site.audience ? `:${site.audience.id}` : ''}`)}</id>
  <title>${escapeXml(feedTitle(site))}</title>
  <subtitle>${escapeXml(site.tagline)}</subtitle>
  <updated>${updated}</updated>
  <author><name>${escapeXml(site.name)}</name></author>
  <link rel="self" type="application/atom+xml" href="${escapeXml(absolute(site.siteUrl, `${feedPath(site.audience)}.xml`))}"/>
  <link rel="alternate" type="text/html" href="${escapeXml(absolute(site.siteUrl, '/advisories'))}"/>
${entries.map(atomEntry).join('')}</feed>
`
}

function atomEntry(entry: Entry): string {
  const categories = entry.tags.map((tag) => `    <category term="${escapeXml(tag)}"/>\n`).join('')
  return `  <entry xml:lang="${escapeXml(entry.lang)}">
    <id>${escapeXml(entry.id)}</id>
    <title>${escapeXml(entry.title)}</title>
    <link rel="alternate" type="text/html" href="${escapeXml(entry.url)}"/>
    <published>${entry.published}</published>
    <updated>${entry.updated}</updated>
    <author><name>${escapeXml(entry.author)}</name></author>
${categories}    <summary>${escapeXml(entry.summary)}</summary>
  </entry>
`
}
