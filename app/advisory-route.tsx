/** What both addresses of an advisory, its own and its short one, answer with. */
import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { AdvisoryDocument } from '#components/reading/advisory-document'
import type { Advisory } from '#lib/content/advisories'
import { loadSite } from '#lib/content/data'
import type { Language } from '#lib/i18n/languages'
import { advisoryPath, titleWithStatus } from '#lib/publishing/entries'
import { pageMetadata, siteUrl, visibleAdvisories } from './page-data.ts'

type Wanted = (advisory: Advisory) => boolean

/** Title, description and canonical address of the wanted advisory; the 404 page when there is none. */
export function advisoryMetadata(language: Language, wanted: Wanted): Metadata {
  const advisory = visibleAdvisories(language).find(wanted) ?? notFound()
  return pageMetadata({
    title: titleWithStatus(advisory),
    description: advisory.summary,
    path: advisoryPath(advisory),
    site: loadSite().name,
    article: true,
  })
}

/** The page of the wanted advisory; the 404 page when there is none. */
export function AdvisoryRoute({ language, wanted }: { language: Language; wanted: Wanted }) {
  const advisories = visibleAdvisories(language)
  return (
    <AdvisoryDocument
      advisory={advisories.find(wanted) ?? notFound()}
      advisories={advisories}
      language={language}
      siteUrl={siteUrl()}
    />
  )
}
