/** Organisations and domains that authorities have named. */
import type { Metadata } from 'next'
import { IndicatorsPage } from '#components/reading/indicators-page'
import { loadActors, loadIndicators, loadSite, loadSources } from '#lib/content/data'
import { factsCheckedTo, type LanguageParams, languageOf, pageMetadata } from '../../page-data.ts'

export function generateMetadata(): Metadata {
  return pageMetadata({
    title: 'Named entities and domains',
    description:
      'Organisations and domains that authorities have named around the North Korean IT-worker scheme: by whom, when and on what basis. No person is named.',
    path: '/indicators',
    site: loadSite().name,
  })
}

export default async function Page({ params }: LanguageParams) {
  const language = await languageOf(params)
  return (
    <IndicatorsPage
      indicators={loadIndicators()}
      actors={loadActors()}
      sources={loadSources()}
      checkedTo={factsCheckedTo(language)}
      language={language}
    />
  )
}
