/** One advisory at its own address. */
import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { AdvisoryDocument } from '#components/reading/advisory-document'
import { loadSite } from '#lib/content/data'
import { isLanguage } from '#lib/i18n/languages'
import { advisoryPath } from '#lib/publishing/entries'
import { languageOf, pageMetadata, siteUrl, visibleAdvisories } from '../../../page-data.ts'

type Params = { params: Promise<{ lang: string; slug: string }> }

export const dynamicParams = false

export function generateStaticParams({ params }: { params: { lang: string } }): { slug: string }[] {
  return isLanguage(params.lang) ? visibleAdvisories(params.lang).map(({ slug }) => ({ slug })) : []
}

export async function generateMetadata({ params }: Params): Promise<Metadata> {
  const { slug } = await params
  const advisory = visibleAdvisories(await languageOf(params)).find((one) => one.slug === slug)
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
  const { slug } = await params
  const language = await languageOf(params)
  const advisories = visibleAdvisories(language)
  const advisory = advisories.find((one) => one.slug === slug)
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
