/**
 * One advisory as a CSAF 2.0 document of the category informational advisory: it names no products and no
 * vulnerabilities, and leads to the page that holds the text.
 */
import type { Source } from '#lib/content/data'
import { readingWords } from '#lib/i18n/reading-words'
import { dashed, type Lead, numbered } from '../advisory-lead.ts'
import { citedSource } from '../cited-source.ts'
import { absolute, advisoryPath, midnight } from '../entries.ts'
import { csafPath } from '../tool-addresses.ts'
import type { ToolAdvisory, ToolContent } from '../tool-content.ts'
import type { CsafDocument, Publisher } from './shapes.ts'

/** Who publishes, the same in every document and in the provider's metadata. */
export function csafPublisher({ siteUrl, site }: Pick<ToolContent, 'siteUrl' | 'site'>): Publisher {
  const { legalName, email } = site.operator
  return {
    category: 'other',
    name: legalName || site.name,
    namespace: siteUrl,
    contact_details: email || absolute(siteUrl, '/about'),
    ...(legalName === '' && {
      issuing_authority: 'None: this copy is a demonstration, and no operator is named yet.',
    }),
  }
}

/** The document of a published advisory. */
export function csafDocument(
  content: ToolContent,
  advisory: ToolAdvisory,
  lead: Lead,
): CsafDocument {
  const { siteUrl } = content
  const { id, title, summary, status, revisions, audiences } = advisory
  const sources = new Map(content.sources.map((source) => [source.id, source]))
  const state = stateOf(advisory)
  const words = readingWords('en').audience
  const { needToKnow, whatToDo } = lead
  return {
    document: {
      category: 'csaf_informational_advisory',
      csaf_version: '2.0',
      title:
        status === 'current'
          ? title
          : `${status === 'withdrawn' ? 'Withdrawn' : 'Superseded'}: ${title}`,
      lang: advisory.lang,
      distribution: {
        text: 'TLP:CLEAR (labelled WHITE, as TLP 1.0 and CSAF 2.0 call it): may be shared with everybody.',
        tlp: { label: 'WHITE', url: 'https://www.first.org/tlp/' },
      },
      publisher: csafPublisher(content),
      notes: [
        { category: 'summary', title: 'Summary', text: summary },
        ...(state === '' ? [] : [{ category: 'general' as const, title: 'Status', text: state }]),
        {
          category: 'general',
          title: 'Who should read this',
          text: `${audiences.map((one) => words[one]).join(', ')}. Facts checked to ${advisory.factsChecked}. A sign is a question, never a verdict on a person.`,
        },
        ...detail('What you need to know', dashed(needToKnow)),
        ...detail('What to do', numbered(whatToDo)),
        {
          category: 'details',
          title: 'The advisory',
          text: `The text, with its sources and corrections, stands at ${absolute(siteUrl, advisoryPath(advisory))}`,
        },
      ],
      references: [
        {
          category: 'self',
          summary: 'This document',
          url: absolute(siteUrl, csafPath(advisory)),
        },
        {
          category: 'self',
          summary: 'The advisory as a page',
          url: absolute(siteUrl, advisoryPath(advisory)),
        },
        ...advisory.sources.flatMap((one) => external(sources.get(one))),
        // The profile wants one external reference, also where no source has an address.
        {
          category: 'external',
          summary: 'How we work, and how to have something corrected',
          url: absolute(siteUrl, '/about'),
        },
      ],
      tracking: {
        id,
        status: 'final',
        version: String(advisory.version),
        initial_release_date: midnight(advisory.published),
        current_release_date: releasedAt(advisory),
        generator: { engine: { name: 'Remote Hire Watch' }, date: releasedAt(advisory) },
        revision_history: revisions.map((revision) => ({
          number: String(revision.version),
          date: revisionTime(revision),
          summary: `${revision.kind}: ${revision.summary}`,
        })),
      },
    },
  }
}

/** When the newest version was released. */
export function releasedAt({
  published,
  revisions,
}: Pick<ToolAdvisory, 'published' | 'revisions'>) {
  const newest = revisions.at(-1)
  return newest === undefined ? midnight(published) : revisionTime(newest)
}

/** Midnight of the day; later versions some seconds after it, since two may be of one day. */
function revisionTime({ date, version }: ToolAdvisory['revisions'][number]): string {
  const seconds = Date.parse(midnight(date)) + (version - 1) * 1000
  return new Date(seconds).toISOString().replace('.000Z', 'Z')
}

function stateOf({ status, statusNote, supersededBy }: ToolAdvisory): string {
  if (status === 'withdrawn') return `This advisory was withdrawn. ${statusNote ?? ''}`.trim()
  return status === 'superseded' ? `This advisory was superseded by ${supersededBy ?? ''}.` : ''
}

function detail(title: string, text: string): CsafDocument['document']['notes'] {
  return text === '' ? [] : [{ category: 'details', title, text }]
}

function external(source: Source | undefined): CsafDocument['document']['references'] {
  if (source === undefined || source.url === null) return []
  const { publisher, url } = source
  return [
    {
      category: 'external',
      summary: `${publisher}: ${citedSource(source)}`,
      url: new URL(url).href,
    },
  ]
}
