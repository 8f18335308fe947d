/** An advisory's page with the structured data that search engines read. */
import type { Advisory } from '#lib/content/advisories'
import { loadFigures, loadSite, loadSources } from '#lib/content/data'
import type { Language } from '#lib/i18n/languages'
import { absolute, advisoryPath } from '#lib/publishing/entries'
import { advisoryJsonLd } from '#lib/publishing/json-ld'
import { AdvisoryPage } from './advisory-page.tsx'

/** The article and its JSON-LD, the same at the advisory's own and at its second address. */
export function AdvisoryDocument({
  advisory,
  advisories,
  language,
  siteUrl,
}: {
  advisory: Advisory
  advisories: readonly Advisory[]
  language: Language
  siteUrl: string
}) {
  const site = loadSite()
  const data = advisoryJsonLd(siteUrl, advisory, {
    name: site.name,
    operator: site.operator.legalName,
  })
  return (
    <>
      <AdvisoryPage
        advisory={advisory}
        advisories={advisories}
        sources={loadSources()}
        figures={loadFigures()}
        language={language}
        address={absolute(siteUrl, advisoryPath(advisory))}
      />
      <script
        type="application/ld+json"
        // biome-ignore lint/security/noDangerouslySetInnerHtml: React would escape the JSON; advisoryJsonLd escapes every "<" itself.
        dangerouslySetInnerHTML={{ __html: data }}
      />
    </>
  )
}
