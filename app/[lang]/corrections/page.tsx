/** What was corrected, and how those who are named can answer. */
import type { Metadata } from 'next'
import { CorrectionsPage } from '#components/reading/corrections-page'
import { loadSite } from '#lib/content/data'
import {
  type LanguageParams,
  languageOf,
  pageMetadata,
  visibleAdvisories,
} from '../../page-data.ts'

export function generateMetadata(): Metadata {
  return pageMetadata({
    title: 'Corrections and replies',
    description:
      'What we corrected or withdrew, and how people and companies that are named here can answer or ask for a correction.',
    path: '/corrections',
    site: loadSite().name,
  })
}

export default async function Page({ params }: LanguageParams) {
  const language = await languageOf(params)
  return (
    <CorrectionsPage
      advisories={visibleAdvisories(language)}
      site={loadSite()}
      language={language}
    />
  )
}
