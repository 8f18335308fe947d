/** Which advisories are due to be checked again. */
import type { Metadata } from 'next'
import { ReviewPage } from '#components/reading/review-page'
import { loadSite } from '#lib/content/data'
import {
  type LanguageParams,
  languageOf,
  pageMetadata,
  visibleAdvisories,
} from '../../../page-data.ts'

export function generateMetadata(): Metadata {
  return pageMetadata({
    title: 'When we look again',
    description: 'The day on which each advisory is checked again, and which of them are late.',
    path: '/about/review',
    site: loadSite().name,
  })
}

export default async function Page({ params }: LanguageParams) {
  const language = await languageOf(params)
  return (
    <ReviewPage
      advisories={visibleAdvisories(language)}
      today={new Date().toISOString().slice(0, 10)}
      language={language}
    />
  )
}
