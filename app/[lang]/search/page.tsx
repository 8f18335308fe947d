/** The search page. Its script is not Next's: scripts/build-search.ts makes it, the finish step adds it. */
import type { Metadata } from 'next'
import { SearchPage } from '#components/search/search-page'
import { loadSite } from '#lib/content/data'
import { footerLinks } from '../../../components/reading/navigation.ts'
import {
  type LanguageParams,
  languageOf,
  pageMetadata,
  replyPattern,
  visibleAdvisories,
} from '../../page-data.ts'
import '../../../components/search/search.css'

const SELF = '/search'

export function generateMetadata(): Metadata {
  return pageMetadata({
    title: 'Search',
    description:
      'Search advisories, warning signs, checks, words, dates and numbers on the North Korean remote IT-worker scheme. The search runs in your browser and asks no server.',
    path: SELF,
    site: loadSite().name,
  })
}

export default async function Page({ params }: LanguageParams) {
  const advisories = visibleAdvisories(await languageOf(params))
  const pages = footerLinks(replyPattern() !== null)
    .flatMap(({ links }) => links)
    .filter(({ href }) => href !== SELF && !href.startsWith('/advisories/') && !/\.\w+$/.test(href))
  return <SearchPage advisories={advisories} pages={pages} />
}
