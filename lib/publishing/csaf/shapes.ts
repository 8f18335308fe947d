/**
 * Our own shapes of CSAF 2.0: exactly what we publish of documents, provider metadata and the ROLIE feed.
 * Strict, so that a field we did not mean to publish stops the build.
 */
import { z } from 'zod'

const text = z.string().min(1)
const time = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/)
const url = z.url()
const label = z.literal('WHITE')

const publisherShape = z.strictObject({
  category: z.literal('other'),
  name: text,
  namespace: url,
  contact_details: text.optional(),
  issuing_authority: text.optional(),
})
export type Publisher = z.infer<typeof publisherShape>

export const csafShape = z.strictObject({
  document: z.strictObject({
    category: z.literal('csaf_informational_advisory'),
    csaf_version: z.literal('2.0'),
    title: text,
    lang: text,
    distribution: z.strictObject({ text, tlp: z.strictObject({ label, url }) }),
    publisher: publisherShape,
    notes: z
      .array(
        z.strictObject({ category: z.enum(['summary', 'general', 'details']), title: text, text }),
      )
      .min(1),
    references: z.array(
      z.strictObject({ category: z.enum(['self', 'external']), summary: text, url }),
    ),
    tracking: z.strictObject({
      id: text,
      status: z.literal('final'),
      version: z.string().regex(/^[1-9]\d*$/),
      initial_release_date: time,
      current_release_date: time,
      generator: z.strictObject({ engine: z.strictObject({ name: text }), date: time }),
      revision_history: z.array(z.strictObject({ number: text, date: time, summary: text })).min(1),
    }),
  }),
})
export type CsafDocument = z.infer<typeof csafShape>

export const providerShape = z.strictObject({
  canonical_url: url.regex(/\/provider-metadata\.json$/),
  distributions: z
    .array(
      z.strictObject({
        rolie: z.strictObject({
          feeds: z.array(z.strictObject({ summary: text, tlp_label: label, url })).min(1),
        }),
      }),
    )
    .min(1),
  last_updated: time,
  list_on_CSAF_aggregators: z.boolean(),
  mirror_on_CSAF_aggregators: z.boolean(),
  metadata_version: z.literal('2.0'),
  pgp_keys: z
    .array(z.strictObject({ fingerprint: z.string().regex(/^[0-9a-f]{40,64}$/), url }))
    .optional(),
  publisher: publisherShape,
  role: z.enum(['csaf_provider', 'csaf_trusted_provider']),
})
export type ProviderMetadata = z.infer<typeof providerShape>

const link = z.strictObject({ rel: z.enum(['self', 'hash', 'signature']), href: url })

export const rolieShape = z.strictObject({
  feed: z.strictObject({
    id: z.string().regex(/^[a-zA-Z0-9+\-_.]+$/),
    title: text,
    link: z.array(link).min(1),
    category: z
      .array(
        z.strictObject({
          scheme: z.literal('urn:ietf:params:rolie:category:information-type'),
          term: z.literal('csaf'),
        }),
      )
      .length(1),
    updated: time,
    entry: z.array(
      z.strictObject({
        id: text,
        title: text,
        link: z.array(link).min(1),
        published: time,
        updated: time,
        summary: z.strictObject({ content: text }),
        content: z.strictObject({ type: z.literal('application/json'), src: url }),
        format: z.strictObject({
          schema: z.literal('https://docs.oasis-open.org/csaf/csaf/v2.0/csaf_json_schema.json'),
          version: z.literal('2.0'),
        }),
      }),
    ),
  }),
})
export type RolieFeed = z.infer<typeof rolieShape>
