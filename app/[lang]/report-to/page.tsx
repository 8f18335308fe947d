/** Police and authorities by country. */
import type { Metadata } from 'next'
import { AuthoritiesPage } from '#components/reading/authorities-page'
import { loadChannels, loadSite, loadSources } from '#lib/content/data'
import { factsCheckedTo, type LanguageParams, languageOf, pageMetadata } from '../../page-data.ts'

export function generateMetadata(): Metadata {
  return pageMetadata({
    title: 'Police and authorities',
    description:
      'Official bodies to tell, by country, in the order of what to do first. Addresses only where we have read them. Not for emergencies.',
    path: '/report-to',
    site: loadSite().name,
  })
}

export default async function Page({ params }: LanguageParams) {
  const language = await languageOf(params)
  return (
    <AuthoritiesPage
      channels={loadChannels()}
      sources={loadSources()}
      checkedTo={factsCheckedTo(language)}
      language={language}
    />
  )
}
