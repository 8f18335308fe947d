/** What the page of all signs and the pages of one reader or one stage answer with. */
import type { Metadata } from 'next'
import { SignsPage, signsTitle } from '#components/reading/signs-page'
import { loadControls, loadSigns, loadSite, loadSources } from '#lib/content/data'
import { SIGNS_ADDRESS, type SignPage } from '#lib/content/sign-pages'
import type { Language } from '#lib/i18n/languages'
import { factsCheckedTo, pageMetadata } from './page-data.ts'

/** Title, description and canonical address; `page` is null for all signs. */
export function signsMetadata(language: Language, page: SignPage | null): Metadata {
  const count = (page?.signs ?? loadSigns()).length
  return pageMetadata({
    title: signsTitle(page, language),
    description: `${signsTitle(page, language)}: ${count} ${count === 1 ? 'sign' : 'signs'} of conduct and documents, each with its innocent explanations, its sources and what to check. A sign is a question, never a verdict.`,
    path: page?.address ?? SIGNS_ADDRESS,
    site: loadSite().name,
  })
}

/** The page. */
export function SignsRoute({ language, page }: { language: Language; page: SignPage | null }) {
  return (
    <SignsPage
      page={page}
      signs={loadSigns()}
      controls={loadControls()}
      sources={loadSources()}
      checkedTo={factsCheckedTo(language)}
      language={language}
    />
  )
}
