/**
 * Gives every page the structured data of its place in the site. It is added here and not in the
 * pages, since only the finished pages know together which of them stand above which.
 */
import { breadcrumbJsonLd, type Crumb, webSiteJsonLd } from '#lib/publishing/json-ld'
import { addData, parsePage, writePage } from './html.ts'
import type { PageHead } from './page-head.ts'

/**
 * The page with its breadcrumbs, or with the site's name when it is the front page; a page without a
 * canonical address, like the 404 page, has no place and stays as it is.
 * @param heads address → head of every page
 */
export function withStructuredData(
  html: string,
  head: PageHead,
  heads: ReadonlyMap<string, PageHead>,
  siteUrl: string,
): string {
  if (head.canonical === null) return html
  const document = parsePage(html)
  addData(
    document,
    head.canonical === '/'
      ? webSiteJsonLd(siteUrl, head.siteName)
      : breadcrumbJsonLd(siteUrl, trailTo(head, head.canonical, heads)),
  )
  return writePage(document)
}

/** The front page, every page whose address is the start of `path`, and the page itself. */
function trailTo(head: PageHead, path: string, heads: ReadonlyMap<string, PageHead>): Crumb[] {
  const parts = path.slice(1).split('/').slice(0, -1)
  const above = parts.flatMap((_part, index): Crumb[] => {
    const address = `/${parts.slice(0, index + 1).join('/')}`
    const name = heads.get(address)?.name
    return name ? [{ path: address, name }] : []
  })
  return [{ path: '/', name: head.siteName }, ...above, { path, name: head.name }]
}
