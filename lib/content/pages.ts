/**
 * The addresses that a link may lead to: the site's fixed pages and files, and the advisories'. A test
 * of the build compares this list with what was built.
 */
import type { FrontMatter } from './front-matter.ts'
import { ADVISORY_ANCHORS } from './mdx-tree.ts'
import type { ReferencePages } from './reference-pages.ts'

/**
 * Pages that stand whatever the content says, each with the anchors that texts may link to. Those that
 * the entries of content/data bring are added by reference-pages.ts.
 */
export const PAGES: Readonly<Record<string, readonly string[]>> = {
  '/': [],
  '/advisories': [],
  '/signs': [],
  '/checks': [],
  '/report-to': [],
  '/glossary': [],
  '/timeline': [],
  '/figures': [],
  '/indicators': [],
  '/search': [],
  '/corrections': ['list', 'reply'],
  '/tools': ['mind', 'stix', 'csaf', 'csv', 'feeds', 'misp', 'llms', 'rights'],
  '/report': [],
  '/report/plain': [],
  '/follow-up': [],
  '/follow-up/plain': [],
  '/receipt': ['by-hand'],
  '/open': ['check'],
  '/about': [],
  '/about/review': ['overdue', 'coming'],
  '/privacy': [],
  '/licences': [],
}

/** Addresses that are files for machines. */
export const FILES: readonly string[] = [
  '/tools/opener.html',
  '/feed.xml',
  '/feed.json',
  '/sitemap.xml',
  '/robots.txt',
  '/timeline.csv',
  '/indicators.csv',
  '/stix/all.json',
  '/misp/manifest.json',
  '/misp/hashes.csv',
  '/llms.txt',
  '/.well-known/csaf/provider-metadata.json',
  '/.well-known/csaf/feed-tlp-white.json',
  '/schema/advisory.json',
  '/schema/tip.json',
  '/schema/message.json',
  '/.well-known/security.txt',
]

/** First parts of addresses that no advisory may take as its second address. */
export const RESERVED: readonly string[] = [
  '404',
  '500',
  'images',
  'advisories',
  'signs',
  'checks',
  'timeline',
  'figures',
  'report-to',
  'glossary',
  'indicators',
  'corrections',
  'search',
  'for',
  'report',
  'follow-up',
  'receipt',
  'open',
  'about',
  'privacy',
  'licences',
  'healthz',
  'readyz',
  'api',
  'd',
  'seal',
  'share',
  'schema',
  'stix',
  'misp',
  'feeds',
  'tools',
  'keys',
  'problems',
]

/** The address of an advisory's own page. */
export function advisoryAddress(slug: string): string {
  return `/advisories/${slug}`
}

/** Every address an advisory is served at: its own, and the second one if it has one. */
export function advisoryAddresses(
  advisory: Pick<FrontMatter, 'address'> & { slug: string },
): string[] {
  const own = advisoryAddress(advisory.slug)
  return advisory.address === undefined ? [own] : [own, advisory.address]
}

/** Anchors on each address that exists; null = the address has no anchors, being a file. */
export type Addresses = ReadonlyMap<string, ReadonlySet<string> | null>

/**
 * All addresses with their anchors. `advisories` are those whose pages exist: give the published ones
 * for links that the public follows. `reference` are the pages that the data make.
 */
export function knownAddresses(
  advisories: readonly {
    slug: string
    address?: string | undefined
    headings: readonly { id: string }[]
  }[],
  reference: ReferencePages,
): Addresses {
  const addresses = new Map<string, ReadonlySet<string> | null>()
  for (const [path, anchors] of Object.entries(PAGES)) addresses.set(path, new Set(anchors))
  for (const [path, anchors] of reference) addresses.set(path, new Set(anchors))
  for (const path of FILES) addresses.set(path, null)
  for (const { slug, address, headings } of advisories) {
    const anchors = new Set([...ADVISORY_ANCHORS, ...headings.map((heading) => heading.id)])
    addresses.set(advisoryAddress(slug), anchors)
    if (address !== undefined) addresses.set(address, anchors)
  }
  return addresses
}
