/**
 * An advisory at its second, short address, such as `/first-72-hours`. The canonical link leads to
 * `/advisories/<slug>`, where the same page and its machine-readable files stand.
 */
import type { Metadata } from 'next'
import { isLanguage } from '#lib/i18n/languages'
import { AdvisoryRoute, advisoryMetadata } from '../../advisory-route.tsx'
import { languageOf, visibleAdvisories } from '../../page-data.ts'

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
  return advisoryMetadata(await languageOf(params), (one) => one.address === `/${address}`)
}

export default async function Page({ params }: Params) {
  const { address } = await params
  return (
    <AdvisoryRoute
      language={await languageOf(params)}
      wanted={(one) => one.address === `/${address}`}
    />
  )
}
