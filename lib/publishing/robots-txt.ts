/** What crawlers may read (RFC 9309): every page, and where the list of them stands. */

/** The text of `/robots.txt`. `siteUrl` is the site's origin. The API has nothing to index. */
export function robotsTxt(siteUrl: string): string {
  return `User-agent: *\nDisallow: /api/\n\nSitemap: ${siteUrl}/sitemap.xml\n`
}
