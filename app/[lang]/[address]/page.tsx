/**
 * An advisory at its second, short address, such as `/first-72-hours`. The canonical link leads to
 * `/advisories/<slug>`, where the same page and its machine-readable files stand.
 */
import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { AdvisoryDocument } from '#components/reading/advisory-document'
import { loadSite } from '#lib/content/data'
import { isLanguage } from '#lib/i18n/languages'
import { advisoryPath } from '#lib/publishing/entries'
import { languageOf, pageMetadata, siteUrl, visibleAdvisories } from '../../page-data.ts'

type Params = { params: Promise<{ lang: string; address: string }> }

export const dynamicParams = false

export function generateStaticParams({
  params,
}: {
  params: { lang: string }
}): { address: string }[] {
  if (!isLanguage(params.lang)) return []
  return visibleAdvisories(params.lang).flatMap(({ address }) =>
    address ? [{ address: address.slice(1) }] : [],
  )
}

export async function generateMetadata({ params }: Params): Promise<Metadata> {
  const { address } = await params
  const advisory = visibleAdvisories(await languageOf(params)).find(
    (one) => one.address === `/${address}`,
  )
  if (!advisory) notFound()
  return pageMetadata({
    title: advisory.title,
    description: advisory.summary,
    path: advisoryPath(advisory),
    site: loadSite().name,
    article: true,
  })
}

export default async function Page({ params }: Params) {
  const { address } = await params
  const language = await languageOf(params)
  const advisories = visibleAdvisories(language)
  const advisory = advisories.find((one) => one.address === `/${address}`)
  if (!advisory) notFound()
  return (
    <AdvisoryDocument
      advisory={advisory}
      advisories={advisories}
      language={language}
      siteUrl={siteUrl()}
    />
  )
}
