/**
 * The CSAF 2.0 files of a provider: documents with hashes, and signatures where a key is configured; the
 * provider's metadata; a ROLIE feed; index.txt and changes.csv. Directory listings, which the standard
 * wants of a provider by folders, do not exist here: the ROLIE feed is the way that is offered.
 */
import { createHash } from 'node:crypto'
import { type Lead, NO_LEAD } from '../advisory-lead.ts'
import { csvRow } from '../csv.ts'
import { absolute, midnight } from '../entries.ts'
import type { Publication } from '../publications.ts'
import {
  CSAF_FOLDER,
  csafFile,
  csafPath,
  PROVIDER_METADATA,
  ROLIE_FEED,
} from '../tool-addresses.ts'
import {
  type NamedInAdvisories,
  publishedForTools,
  type ToolAdvisory,
  type ToolContent,
} from '../tool-content.ts'
import { csafDocument, csafPublisher, releasedAt } from './document.ts'
import {
  csafShape,
  type ProviderMetadata,
  providerShape,
  type RolieFeed,
  rolieShape,
} from './shapes.ts'

/** Signs documents; made where the key is, since this room knows no keys. */
export type CsafSigner = {
  /** Of the signing certificate, 40 hexadecimal digits. */
  fingerprint: string
  /** The certificate, armoured, without its secrets. */
  publicKey: string
  /** An armoured detached signature of `text`, dated `date`. */
  sign: (text: string, date: Date) => Promise<string>
}

const FOUNDED = '2026-01-01'
const JSON_TYPE = 'application/json'
const TEXT_TYPE = 'text/plain; charset=utf-8'

/**
 * Every file of CSAF. Without a signer there are no signatures, and the role is that of a provider; with
 * one it is that of a trusted provider.
 * @throws when a file is not of our shapes, naming the field.
 */
export async function csafFiles(
  content: ToolContent,
  named: NamedInAdvisories,
  signer: CsafSigner | null,
): Promise<Publication[]> {
  const advisories = publishedForTools(content.advisories)
  const documents = await Promise.all(
    advisories.map((advisory) =>
      documentFiles(content, advisory, named.get(advisory.id)?.lead ?? NO_LEAD, signer),
    ),
  )
  const newestFirst = advisories.toSorted(
    (a, b) => releasedAt(b).localeCompare(releasedAt(a)) || a.id.localeCompare(b.id),
  )
  const updated = newestFirst[0] ? releasedAt(newestFirst[0]) : midnight(FOUNDED)
  return [
    ...documents.flat(),
    json(PROVIDER_METADATA, providerShape.parse(providerMetadata(content, updated, signer))),
    json(ROLIE_FEED, rolieShape.parse(rolieFeed(content, newestFirst, updated, signer))),
    {
      path: `${CSAF_FOLDER}/white/index.txt`,
      contentType: TEXT_TYPE,
      body: advisories.map((advisory) => `${csafFile(advisory)}\n`).join(''),
    },
    {
      path: `${CSAF_FOLDER}/white/changes.csv`,
      contentType: 'text/csv; charset=utf-8',
      body: newestFirst.map((one) => quotedRow([csafFile(one), releasedAt(one)])).join(''),
    },
    ...(signer === null
      ? []
      : [
          {
            path: keyPath(signer),
            contentType: 'application/pgp-keys',
            body: signer.publicKey,
          },
        ]),
  ]
}

async function documentFiles(
  content: ToolContent,
  advisory: ToolAdvisory,
  lead: Lead,
  signer: CsafSigner | null,
): Promise<Publication[]> {
  const path = csafPath(advisory)
  const file = json(path, csafShape.parse(csafDocument(content, advisory, lead)))
  const hashes = (['sha256', 'sha512'] as const).map((algorithm) => ({
    path: `${path}.${algorithm}`,
    contentType: TEXT_TYPE,
    body: `${createHash(algorithm).update(file.body).digest('hex')}  ${path.split('/').at(-1)}\n`,
  }))
  if (signer === null) return [file, ...hashes]
  const signature = {
    path: `${path}.asc`,
    contentType: 'application/pgp-signature',
    body: await signer.sign(file.body, new Date(releasedAt(advisory))),
  }
  return [file, ...hashes, signature]
}

function providerMetadata(
  content: ToolContent,
  updated: string,
  signer: CsafSigner | null,
): ProviderMetadata {
  const { siteUrl, site } = content
  return {
    canonical_url: absolute(siteUrl, PROVIDER_METADATA),
    distributions: [
      {
        rolie: {
          feeds: [
            {
              summary: `All advisories of ${site.name}, TLP:CLEAR`,
              tlp_label: 'WHITE',
              url: absolute(siteUrl, ROLIE_FEED),
            },
          ],
        },
      },
    ],
    last_updated: updated,
    list_on_CSAF_aggregators: true,
    mirror_on_CSAF_aggregators: true,
    metadata_version: '2.0',
    ...(signer && {
      pgp_keys: [{ fingerprint: signer.fingerprint, url: absolute(siteUrl, keyPath(signer)) }],
    }),
    publisher: csafPublisher(content),
    role: signer ? 'csaf_trusted_provider' : 'csaf_provider',
  }
}

function rolieFeed(
  { siteUrl, site }: ToolContent,
  advisories: readonly ToolAdvisory[],
  updated: string,
  signer: CsafSigner | null,
): RolieFeed {
  return {
    feed: {
      id: 'feed-tlp-white',
      title: `${site.name}: advisories (TLP:CLEAR)`,
      link: [{ rel: 'self', href: absolute(siteUrl, ROLIE_FEED) }],
      category: [{ scheme: 'urn:ietf:params:rolie:category:information-type', term: 'csaf' }],
      updated,
      entry: advisories.map((advisory) => {
        const href = absolute(siteUrl, csafPath(advisory))
        return {
          id: advisory.id,
          title: advisory.title,
          link: [
            { rel: 'self', href },
            { rel: 'hash', href: `${href}.sha256` },
            { rel: 'hash', href: `${href}.sha512` },
            ...(signer ? [{ rel: 'signature' as const, href: `${href}.asc` }] : []),
          ],
          published: midnight(advisory.published),
          updated: releasedAt(advisory),
          summary: { content: advisory.summary },
          content: { type: 'application/json', src: href },
          format: {
            schema: 'https://docs.oasis-open.org/csaf/csaf/v2.0/csaf_json_schema.json',
            version: '2.0',
          },
        }
      }),
    },
  }
}

function keyPath({ fingerprint }: CsafSigner): string {
  return `${CSAF_FOLDER}/openpgp/${fingerprint}.asc`
}

function json(path: string, value: unknown): Publication {
  return { path, contentType: JSON_TYPE, body: `${JSON.stringify(value, sorted, 2)}\n` }
}

/** CSAF 2.0 wants the fields of every object in the order of the alphabet (test 6.2.13). */
function sorted(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

/** changes.csv has every value in quotes, as CSAF 2.0 section 7.1.13 shows it. */
function quotedRow(values: readonly string[]): string {
  return csvRow(values, { alwaysQuote: true })
}
