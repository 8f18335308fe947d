/** The front page. */
import type { Metadata } from 'next'
import { FRONT_TITLE, FrontPage } from '#components/reading/front-page'
import { loadFigures, loadRoles, loadSite, loadSources, loadTimeline } from '#lib/content/data'
import { isListedAsCurrent } from '#lib/publishing/entries'
import { type LanguageParams, languageOf, pageMetadata, visibleAdvisories } from '../page-data.ts'

export function generateMetadata(): Metadata {
  const { name, tagline } = loadSite()
  return pageMetadata({ title: FRONT_TITLE, description: `${tagline}.`, path: '/', site: name })
}

export default async function Page({ params }: LanguageParams) {
  const language = await languageOf(params)
  return (
    <FrontPage
      advisories={visibleAdvisories(language).filter(isListedAsCurrent)}
      roles={loadRoles()}
      figures={loadFigures()}
      sources={loadSources()}
      timeline={loadTimeline()}
      language={language}
    />
  )
}
