/** Who runs the site. */
import type { Metadata } from 'next'
import { AboutPage } from '#components/reading/about-page'
import { loadSite } from '#lib/content/data'
import { pageMetadata, replyPattern } from '../../page-data.ts'
import { keyStatement } from '../key-statement.ts'
import { loadPublicInboxes } from '../report/public-inboxes.ts'

export function generateMetadata(): Metadata {
  const { name } = loadSite()
  return pageMetadata({
    title: 'About',
    description: `Who runs ${name}, who reads tips, and how the advisories are made.`,
    path: '/about',
    site: name,
  })
}

export default function Page() {
  const partners = [...new Set(loadPublicInboxes().flatMap((inbox) => inbox.partners ?? []))]
  return (
    <AboutPage
      site={loadSite()}
      partners={partners}
      statement={keyStatement()}
      wayBack={replyPattern() !== null}
    />
  )
}
