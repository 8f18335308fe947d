/** All advisories, those that no longer hold marked as such. */
import type { Metadata } from 'next'
import { AdvisoryList } from '#components/reading/advisory-list'
import { loadSite } from '#lib/content/data'
import {
  type LanguageParams,
  languageOf,
  pageMetadata,
  visibleAdvisories,
} from '../../page-data.ts'

export function generateMetadata(): Metadata {
  return pageMetadata({
    title: 'Advisories',
    description: 'Every advisory we have published, newest first, with its status and its dates.',
    path: '/advisories',
    site: loadSite().name,
  })
}

export default async function Page({ params }: LanguageParams) {
  const language = await languageOf(params)
  return (
    <div className="text">
      <h1>Advisories</h1>
      <p className="lead">
        Newest first. An advisory that no longer holds stays at its address and says so.
      </p>
      <AdvisoryList advisories={visibleAdvisories(language)} language={language} heading="h2" />
      <p>
        Follow them by <a href="/feed.xml">Atom</a> or <a href="/feed.json">JSON Feed</a>.
      </p>
    </div>
  )
}
