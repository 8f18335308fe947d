/**
 * Everything that is published beside the pages and does not change between two builds of the same
 * content: feeds, sitemap, robots.txt, the schema of a tip.
 */
import type { SiteInfo } from '#lib/content/data'
import { advisoryJsonSchema } from './advisory-schema.ts'
import { atomFeed } from './atom.ts'
import { feedEntries, type ListedAdvisory } from './entries.ts'
import { jsonFeed } from './json-feed.ts'
import { robotsTxt } from './robots-txt.ts'
import { sitemap } from './sitemap.ts'
import { messageJsonSchema, tipJsonSchema } from './tip-schema.ts'

export type { ListedAdvisory } from './entries.ts'
export { securityTxt } from './security-txt.ts'

export type Publication = {
  /** Address below the site's origin, with a leading slash. */
  path: string
  contentType: string
  body: string
}

/**
 * The files to publish. `siteUrl` is the site's origin, `pages` the addresses of its pages beside the
 * advisories; drafts among `advisories` are left out. The result depends on nothing but its arguments.
 */
export function publications({
  siteUrl,
  pages,
  advisories,
  site,
  preview = false,
}: {
  siteUrl: string
  pages: readonly string[]
  advisories: readonly ListedAdvisory[]
  site: Pick<SiteInfo, 'name' | 'tagline'>
  /** Drafts are shown: crawlers are sent away. */
  preview?: boolean
}): Publication[] {
  const entries = feedEntries(siteUrl, advisories)
  const feedSite = { siteUrl, name: site.name, tagline: site.tagline }
  return [
    {
      path: '/feed.xml',
      contentType: 'application/atom+xml; charset=utf-8',
      body: atomFeed(feedSite, entries),
    },
    {
      path: '/feed.json',
      contentType: 'application/feed+json; charset=utf-8',
      body: jsonFeed(feedSite, entries),
    },
    {
      path: '/sitemap.xml',
      contentType: 'application/xml; charset=utf-8',
      body: sitemap(siteUrl, pages, advisories),
    },
    {
      path: '/robots.txt',
      contentType: 'text/plain; charset=utf-8',
      body: robotsTxt(siteUrl, preview),
    },
    {
      path: '/schema/tip.json',
      contentType: 'application/schema+json; charset=utf-8',
      body: tipJsonSchema(siteUrl),
    },
    {
      path: '/schema/message.json',
      contentType: 'application/schema+json; charset=utf-8',
      body: messageJsonSchema(siteUrl),
    },
    {
      path: '/schema/advisory.json',
      contentType: 'application/schema+json; charset=utf-8',
      body: advisoryJsonSchema(siteUrl),
    },
  ]
}
