/** The glossary. */
import type { Metadata } from 'next'
import { GlossaryPage } from '#components/reading/glossary-page'
import { loadGlossary, loadSite, loadSources } from '#lib/content/data'
import { factsCheckedTo, type LanguageParams, languageOf, pageMetadata } from '../../page-data.ts'

export function generateMetadata(): Metadata {
  return pageMetadata({
    title: 'Words explained',
    description:
      'The words of the scheme, of sanctions and of remote work in plain English, each with its source.',
    path: '/glossary',
    site: loadSite().name,
  })
}

export default async function Page({ params }: LanguageParams) {
  const language = await languageOf(params)
  return (
    <GlossaryPage
      terms={loadGlossary()}
      sources={loadSources()}
      checkedTo={factsCheckedTo(language)}
      language={language}
    />
  )
}
