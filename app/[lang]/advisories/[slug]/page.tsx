/** One advisory at its own address. */
import type { Metadata } from 'next'
import { isLanguage } from '#lib/i18n/languages'
import { AdvisoryRoute, advisoryMetadata } from '../../../advisory-route.tsx'
import { languageOf, visibleAdvisories } from '../../../page-data.ts'

type Params = { params: Promise<{ lang: string; slug: string }> }

export const dynamicParams = false

export function generateStaticParams({ params }: { params: { lang: string } }): { slug: string }[] {
  return isLanguage(params.lang) ? visibleAdvisories(params.lang).map(({ slug }) => ({ slug })) : []
}

export async function generateMetadata({ params }: Params): Promise<Metadata> {
  const { slug } = await params
  return advisoryMetadata(await languageOf(params), (one) => one.slug === slug)
}

export default async function Page({ params }: Params) {
  const { slug } = await params
  return <AdvisoryRoute language={await languageOf(params)} wanted={(one) => one.slug === slug} />
}
