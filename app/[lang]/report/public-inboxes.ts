/** The inboxes as the build wrote them for the form: the file that `INBOXES_JSON` names. */
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import type { FormInbox } from '#components/tip-form/words'

const inboxesFile = z.object({
  inboxes: z
    .array(
      z.object({
        id: z.string(),
        name: z.string(),
        categories: z.array(z.string()),
        countries: z.array(z.string()).optional(),
        languages: z.array(z.string()).optional(),
        leavingNow: z.literal(true).optional(),
        certificates: z
          .array(
            z.object({
              fingerprint: z.string().regex(/^[0-9a-f]{40}$/),
              armored: z.string(),
              archive: z.literal(true).optional(),
            }),
          )
          .min(1),
        limits: z.object({ parts: z.number(), tipBytes: z.number() }).optional(),
        partners: z.array(z.string()).optional(),
        fileLimits: z.object({ files: z.number(), bytes: z.number() }).optional(),
        demo: z.boolean(),
        address: z.string(),
        expires: z.iso.datetime().nullable(),
      }),
    )
    .min(1),
})

/**
 * Reads the inboxes the page is built for.
 * @throws when `INBOXES_JSON` is not set, or names a file that is not what the build writes
 */
export function loadPublicInboxes(env: NodeJS.ProcessEnv = process.env): FormInbox[] {
  const path = env.INBOXES_JSON
  if (!path) {
    throw new Error(
      'INBOXES_JSON is not set. Build with "npm run build", or preview with "npm run dev": both write the file and set it.',
    )
  }
  const parsed = inboxesFile.safeParse(JSON.parse(readFileSync(path, 'utf8')))
  if (!parsed.success) {
    throw new Error(`${path} is not the list of inboxes that the build writes. Build again.`)
  }
  return parsed.data.inboxes
}
