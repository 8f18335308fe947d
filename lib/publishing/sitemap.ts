/** The sitemap (sitemaps.org 0.9): every page that stands for itself, once, at its canonical address. */
import { absolute, advisoryPath, type ListedAdvisory } from './entries.ts'
import { escapeXml } from './xml.ts'

/**
 * The sitemap as XML text; `pages` are the addresses beside the advisories. Withdrawn and superseded
 * advisories stay in it, since they stay published; drafts and second addresses such as
 * `/first-72-hours` do not. Days come from the front matter.
 */
export function sitemap(
  siteUrl: string,
  pages: readonly string[],
  advisories: readonly ListedAdvisory[],
): string {
  const published = advisories
    .filter((advisory) => advisory.status !== 'draft')
    .toSorted((a, b) => a.id.localeCompare(b.id))
  const newest = published
    .map((advisory) => advisory.revised)
    .toSorted()
    .at(-1)
  const listed: { path: string; day?: string | undefined }[] = [
    ...pages.map((path) => ({
      path,
      day: path === '/' || path === '/advisories' ? newest : undefined,
    })),
    ...published.map((advisory) => ({ path: advisoryPath(advisory), day: advisory.revised })),
  ]
  const urls = listed.map(({ path, day }) => {
    const lastmod = day ? `<lastmod>${day}</lastmod>` : ''
    return `  <url><loc>${escapeXml(absolute(siteUrl, path))}</loc>${lastmod}</url>\n`
  })
  return `<?xml version="1.0" encoding="utf-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
${urls.join('')}</urlset>
`
}
