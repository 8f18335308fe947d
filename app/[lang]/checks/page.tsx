/** The controls as a checklist. */
import type { Metadata } from 'next'
import { ChecksPage } from '#components/reading/checks-page'
import { loadControls, loadSigns, loadSite, loadSources } from '#lib/content/data'
import { factsCheckedTo, type LanguageParams, languageOf, pageMetadata } from '../../page-data.ts'

export function generateMetadata(): Metadata {
  return pageMetadata({
    title: 'Hiring and access checks',
    description:
      'A checklist to print, from the advertisement to the last day, with its sources and with what fairness and the law ask of you.',
    path: '/checks',
    site: loadSite().name,
  })
}

export default async function Page({ params }: LanguageParams) {
  const language = await languageOf(params)
  return (
    <ChecksPage
      controls={loadControls()}
      signs={loadSigns()}
      sources={loadSources()}
      checkedTo={factsCheckedTo(language)}
      language={language}
    />
  )
}
