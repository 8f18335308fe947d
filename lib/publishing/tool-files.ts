/**
 * Every file for security tools and feed readers beside the two main feeds: STIX, CSAF, CSV, MISP, feeds
 * per kind of reader, llms.txt. All are made from the same content as the pages, and no clock is read.
 */
import { audienceFeeds } from './audience-feeds.ts'
import { type CsafSigner, csafFiles } from './csaf/files.ts'
import { indicatorsCsv } from './indicators-csv.ts'
import { llmsTxt } from './llms-txt.ts'
import { mispFeed } from './misp.ts'
import type { Publication } from './publications.ts'
import { stixBundles } from './stix/bundles.ts'
import { STIX_ALL, stixPath } from './tool-addresses.ts'
import { namedInAdvisories, type ToolContent } from './tool-content.ts'

/** The registered type of STIX (IANA), with its version. */
const STIX_TYPE = 'application/stix+json;version=2.1'

/**
 * The files, drafts left out. `signer` signs the CSAF documents; null = no key is configured.
 * @throws when a file is not of our own shapes, naming the field.
 */
export async function toolFiles(
  content: ToolContent,
  signer: CsafSigner | null,
): Promise<Publication[]> {
  const { siteUrl, site } = content
  const named = namedInAdvisories(content)
  const stix = stixBundles(content, named)
  return [
    ...stix.own.map(({ advisory, bundle }) => ({
      path: stixPath(advisory),
      contentType: STIX_TYPE,
      body: json(bundle),
    })),
    { path: STIX_ALL, contentType: STIX_TYPE, body: json(stix.whole) },
    ...(await csafFiles(content, named, signer)),
    {
      path: '/indicators.csv',
      contentType: 'text/csv; charset=utf-8; header=present',
      body: indicatorsCsv(content, named),
    },
    ...audienceFeeds({ siteUrl, name: site.name, tagline: site.tagline }, content.advisories),
    ...mispFeed(content, named),
    { path: '/llms.txt', contentType: 'text/plain; charset=utf-8', body: llmsTxt(content) },
  ]
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 1)}\n`
}
