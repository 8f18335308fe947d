/** Structured data (schema.org in JSON-LD): the only `<script>` that a reading page carries. */
import { absolute, advisoryPath, type ListedAdvisory } from './entries.ts'
import { shareImagePath } from './share-image.ts'

const CONTEXT = 'https://schema.org'

/**
 * The JSON-LD of one advisory as text that may stand inside a `<script>`: every `<` is escaped, so no
 * title can end the element.
 */
export function advisoryJsonLd(
  siteUrl: string,
  advisory: ListedAdvisory,
  site: { name: string; operator: string },
): string {
  const path = advisoryPath(advisory)
  const url = absolute(siteUrl, path)
  return scriptSafeJson({
    '@context': CONTEXT,
    '@type': 'Article',
    headline: advisory.title,
    description: advisory.summary,
    datePublished: advisory.published,
    dateModified: advisory.revised,
    inLanguage: advisory.lang,
    identifier: advisory.id,
    image: absolute(siteUrl, shareImagePath(path)),
    url,
    mainEntityOfPage: url,
    ...(advisory.status === 'current' ? {} : { creativeWorkStatus: advisory.status }),
    author: { '@type': 'Organization', name: advisory.reviewedBy },
    publisher: { '@type': 'Organization', name: site.operator || site.name },
  })
}

/** The JSON-LD of the front page: what the site is called, and where it stands. */
export function webSiteJsonLd(siteUrl: string, name: string): string {
  return scriptSafeJson({
    '@context': CONTEXT,
    '@type': 'WebSite',
    name,
    url: absolute(siteUrl, '/'),
  })
}

/** A page on the way from the front page to another: its address below the origin, and its title. */
export type Crumb = { path: string; name: string }

/** The JSON-LD of the way from the front page (first in `trail`) to a page (last). */
export function breadcrumbJsonLd(siteUrl: string, trail: readonly Crumb[]): string {
  return scriptSafeJson({
    '@context': CONTEXT,
    '@type': 'BreadcrumbList',
    itemListElement: trail.map(({ path, name }, index) => ({
      '@type': 'ListItem',
      position: index + 1,
      name,
      item: absolute(siteUrl, path),
    })),
  })
}

/** JSON whose text cannot close or open an HTML element or comment. */
export function scriptSafeJson(value: unknown): string {
  return JSON.stringify(value).replace(/</g, '\\u003c')
}
