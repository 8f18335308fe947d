/**
 * The shape of `content/site.yaml`: what makes the site an organisation's own. An empty string means
 * "not filled in", and as long as a legal field is empty the site is a demonstration and says so.
 */
import { z } from 'zod'

const text = z.string('Write text here, or "" while it is not known').max(1000)
const texts = z.array(z.string('Write text here').min(1))

export const siteSchema = z.strictObject({
  name: z.string('Write the name of the site').min(1, 'Write the name of the site'),
  tagline: text,
  operator: z.strictObject({ legalName: text, address: text, country: text, email: text }),
  privacy: z.strictObject({ contact: text, representatives: texts, legalBasis: text }),
  desk: z.strictObject({
    whoReads: text,
    country: text,
    replyTime: text,
    /** Days that the desk keeps an opened tip; null = not decided. */
    retentionDays: z.int('Write a whole number of days, or null').positive().nullable(),
  }),
  partners: z.array(z.strictObject({ name: z.string().min(1), url: z.string().optional() })),
  /** Language tags of the published languages, `en` first. */
  languages: z.array(z.string().regex(/^[a-z]{2}(-[A-Z]{2})?$/)).min(1),
  security: z.strictObject({ contact: text }),
  /** Where people and companies that are named can answer; "" = the operator's e-mail. */
  corrections: z.strictObject({ email: text, replyTime: text }).optional(),
  pressContact: text.optional(),
})
export type SiteInfo = z.infer<typeof siteSchema>

/**
 * The legal fields that are still empty, as paths like `operator.legalName`. Empty list = the operator
 * is named and real tips may be taken, otherwise the site is a demonstration.
 */
export function emptyLegalFields(site: SiteInfo): string[] {
  const fields: [string, string | number | null][] = [
    ['operator.legalName', site.operator.legalName],
    ['operator.address', site.operator.address],
    ['operator.country', site.operator.country],
    ['operator.email', site.operator.email],
    ['privacy.contact', site.privacy.contact],
    ['privacy.legalBasis', site.privacy.legalBasis],
    ['desk.whoReads', site.desk.whoReads],
    ['desk.country', site.desk.country],
    ['desk.retentionDays', site.desk.retentionDays],
  ]
  return fields
    .filter(([, value]) => value === null || (typeof value === 'string' && value.trim() === ''))
    .map(([field]) => field)
}
