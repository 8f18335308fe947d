/** The way back without scripts. */
import type { Metadata } from 'next'
import { loadSite } from '#lib/content/data'
import { pageMetadata } from '../../../page-data.ts'

/** Title and description of the page. */
export function generateMetadata(): Metadata {
  return pageMetadata({
    title: 'Come back to a tip without scripts',
    description:
      'See whether your tip arrived and whether the desk has written, and write to it, without scripts.',
    path: '/follow-up/plain',
    site: loadSite().name,
  })
}

/** The page itself. */
export default function Page() {
  return <h1>Come back to a tip without scripts</h1>
}
