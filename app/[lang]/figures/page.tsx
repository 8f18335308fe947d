/** The numbers, each with its source. */
import type { Metadata } from 'next'
import { FiguresPage } from '#components/reading/figures-page'
import { loadFigures, loadSite, loadSources } from '#lib/content/data'
import { factsCheckedTo, type LanguageParams, languageOf, pageMetadata } from '../../page-data.ts'

export function generateMetadata(): Metadata {
  return pageMetadata({
    title: 'Numbers',
    description:
      'Wages, theft, court cases and people counted or estimated around the North Korean IT-worker scheme, each number with its publisher, its date and what not to conclude.',
    path: '/figures',
    site: loadSite().name,
  })
}

export default async function Page({ params }: LanguageParams) {
  const language = await languageOf(params)
  return (
    <FiguresPage
      figures={loadFigures()}
      sources={loadSources()}
      checkedTo={factsCheckedTo(language)}
      language={language}
    />
  )
}
