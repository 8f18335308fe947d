/** Structured data (schema.org in JSON-LD): the only `<script>` that a reading page carries. */
import { absolute, advisoryPath, type ListedAdvisory } from './entries.ts'

/**
 * The JSON-LD of one advisory as text that may stand inside a `<script>`: every `<` is escaped, so no
 * title can end the element.
 */
export function advisoryJsonLd(
  siteUrl: string,
  advisory: ListedAdvisory,
  site: { name: string; operator: string },
): string {
  const url = absolute(siteUrl, advisoryPath(advisory))
  return scriptSafeJson({
    '@context': 'https://schema.org',
    '@type': 'Article',
    headline: advisory.title,
    description: advisory.summary,
    datePublished: advisory.published,
    dateModified: advisory.revised,
    inLanguage: advisory.lang,
    identifier: advisory.id,
    url,
    mainEntityOfPage: url,
    ...(advisory.status === 'current' ? {} : { creativeWorkStatus: advisory.status }),
    author: { '@type': 'Organization', name: advisory.reviewedBy },
    publisher: { '@type': 'Organization', name: site.operator || site.name },
  })
}

/** JSON whose text cannot close or open an HTML element or comment. */
export function scriptSafeJson(value: unknown): string {
  return JSON.stringify(value).replace(/</g, '\\u003c')
}
