/** How security tools and feed readers subscribe to what this site publishes. */
import type { Metadata } from 'next'
import { ToolsPage } from '#components/reading/tools-page'
import { loadSite } from '#lib/content/data'
import { feedAudiences } from '#lib/publishing/audience-feeds'
import { loadToolContent } from '#lib/publishing/load-tool-content'
import { pageMetadata, siteUrl } from '../../page-data.ts'

export function generateMetadata(): Metadata {
  return pageMetadata({
    title: 'For your tools',
    description:
      'The same facts as data: STIX 2.1, CSAF 2.0, CSV, a MISP feed, Atom and JSON Feed, with how to subscribe to each.',
    path: '/tools',
    site: loadSite().name,
  })
}

export default function Page() {
  return <ToolsPage content={loadToolContent(siteUrl())} audiences={feedAudiences()} />
}
