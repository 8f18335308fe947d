/** What crawlers may read (RFC 9309): every page, and where the list of them stands. */

/**
 * The text of `/robots.txt`. `siteUrl` is the site's origin. The API has nothing to index; of a preview
 * with drafts nothing at all may be read.
 */
export function robotsTxt(siteUrl: string, preview = false): string {
  if (preview) return 'User-agent: *\nDisallow: /\n'
  return `User-agent: *\nDisallow: /api/\n\nSitemap: ${siteUrl}/sitemap.xml\n`
}
