/** Where the files for tools stand: what pages link to and what the files say of one another. */
import type { Advisory } from '#lib/content/advisories'
import { advisoryPath } from './entries.ts'

/** Where everything of CSAF stands. */
export const CSAF_FOLDER = '/.well-known/csaf'
/** The address of the provider's metadata, where clients of CSAF begin. */
export const PROVIDER_METADATA = `${CSAF_FOLDER}/provider-metadata.json`
/** The address of the ROLIE feed. */
export const ROLIE_FEED = `${CSAF_FOLDER}/feed-tlp-white.json`
/** The address of the STIX bundle with everything. */
export const STIX_ALL = '/stix/all.json'

/** The address of an advisory's own STIX bundle, the same for all languages. */
export function stixPath({ slug }: Pick<Advisory, 'slug'>): string {
  return `${advisoryPath({ slug, lang: 'en' })}/stix.json`
}

/** `2026/rhw-2026-001.json`, below the folder of the label; CSAF 2.0 section 5.1 says how a name is made. */
export function csafFile({ id, published }: Pick<Advisory, 'id' | 'published'>): string {
  return `${published.slice(0, 4)}/${id.toLowerCase().replace(/[^+\-a-z0-9]+/g, '_')}.json`
}

/** The address of an advisory's CSAF document. */
export function csafPath(advisory: Pick<Advisory, 'id' | 'published'>): string {
  return `${CSAF_FOLDER}/white/${csafFile(advisory)}`
}
