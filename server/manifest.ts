/**
 * The manifest of the published folder: which address is answered with which file and which
 * headers. scripts/finish writes it, the server and the byte budgets read it.
 */
import { z } from 'zod'

export const PAGE_CLASSES = [
  'reading',
  'search',
  'receipt',
  'form',
  'worker',
  'asset',
  'download',
] as const
/** What an answer is; decides its headers. */
export type AnswerClass = (typeof PAGE_CLASSES)[number]

const storedBytes = z.strictObject({
  /** Relative to the published folder, with `/` between folders. */
  file: z.string().regex(/^(?!.*(?:^|\/)\.\.(?:\/|$))[^/\\][^\\]*$/),
  bytes: z.int().nonnegative(),
})

const publishedAnswer = z.strictObject({
  class: z.enum(PAGE_CLASSES),
  status: z.union([z.literal(200), z.literal(404)]),
  headers: z.record(z.string(), z.string()),
  /** Base64url SHA-256 of the unencoded bytes; the entity tag is made from it. */
  sha256: z.string(),
  encodings: z.strictObject({
    identity: storedBytes,
    gzip: storedBytes.optional(),
    br: storedBytes.optional(),
  }),
})

const manifestSchema = z.strictObject({
  format: z.literal(1),
  /** The address the pages were built for: links in feeds and the headers depend on it. */
  siteUrl: z.string(),
  /** Days for which the pages promise that sealed bytes stay after delivery. */
  retentionDays: z.int().positive(),
  /** Whether drafts and embargoed advisories are shown; left out when they are not. */
  preview: z.boolean().optional(),
  /** The ways to the desk that the privacy page names; left out in builds that named none. */
  transports: z.array(z.enum(['maildir', 'smtp', 'resend'])).optional(),
  /** The reply address with a `*` that the form makes ways back for; left out when it makes none. */
  replyAddress: z.string().optional(),
  /** Inbox id → fingerprints of the certificates that stand in the form's page. */
  inboxes: z.record(z.string(), z.array(z.string())),
  /** SHA-256 (hex) of what the pages know of the inboxes: conditions, certificates, names. */
  inboxesSha256: z.string().optional(),
  /** The address whose answer is given when there is none. */
  notFound: z.string(),
  answers: z.record(z.string(), publishedAnswer),
})

export type Manifest = z.infer<typeof manifestSchema>
export type PublishedAnswer = z.infer<typeof publishedAnswer>

/**
 * Parses the text of `dist/manifest.json`.
 * @throws with the field at fault when it is not a manifest of this version.
 */
export function parseManifest(text: string): Manifest {
  const manifest = manifestSchema.parse(JSON.parse(text))
  if (!(manifest.notFound in manifest.answers)) {
    throw new Error(`The manifest has no answer for ${manifest.notFound}. Run \`npm run build\`.`)
  }
  return manifest
}
