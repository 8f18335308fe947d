/** What the site knows about its readers and senders. */
import type { Metadata } from 'next'
import { PrivacyPage } from '#components/reading/privacy-page'
import { loadSite } from '#lib/content/data'
import { mailTransports, pageMetadata, replyPattern } from '../../page-data.ts'

export function generateMetadata(): Metadata {
  return pageMetadata({
    title: 'Privacy',
    description: 'What this site knows about you when you read, and when you send a tip.',
    path: '/privacy',
    site: loadSite().name,
  })
}

export default function Page() {
  return (
    <PrivacyPage
      site={loadSite()}
      sealedDays={Number(process.env.RETENTION_DAYS || '14')}
      transports={mailTransports()}
      wayBack={replyPattern() !== null}
    />
  )
}
