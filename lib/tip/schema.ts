/**
 * The one schema of a tip. It serves the form in the browser, the plain path on the server, and the
 * JSON Schema published at `/schema/tip.json`. An answer that was not given is absent: unknown is
 * not "no". Form values, which hold empty strings, go through `formSchema`.
 */
import * as z from 'zod'
import { COUNTRY_CODES } from './countries.ts'
import {
  AWARE,
  CATEGORIES,
  COUNSEL,
  FILES_MAX,
  IDENTIFIER_TYPES,
  KEPT,
  NOW,
  REPORTED_TO,
  ROLES,
  SHARING,
  STORY_MAX,
} from './questions.ts'

z.config({ jitless: true })

const line = (max = 300) => z.string().min(1).max(max, `Use ${max} characters or fewer`)

/** A month or a day of the Gregorian calendar, `2026-03` or `2026-03-14`; impossible dates are refused. */
function isMonthOrDate(value: string): boolean {
  const match = /^(\d{4})-(\d{2})(?:-(\d{2}))?$/.exec(value)
  if (!match) return false
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3] ?? '1')]
  const date = new Date(Date.UTC(year, month - 1, day))
  return year >= 1900 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
}
const monthOrDate = z
  .string()
  .regex(/^\d{4}-\d{2}(-\d{2})?$/, 'Write a month like 2026-03 or a day like 2026-03-14')
  .refine(
    isMonthOrDate,
    'This date does not exist. Write a month like 2026-03 or a day like 2026-03-14',
  )

export const identifierSchema = z.strictObject({
  type: z.enum(IDENTIFIER_TYPES, 'Choose what kind of identifier this is'),
  value: line(500),
})
export type Identifier = z.infer<typeof identifierSchema>

/** A file as the sealed report lists it. `name` is already cleaned (see `lib/evidence`). */
export const attachedFileSchema = z.strictObject({
  name: z.string().min(1).max(255),
  /** Media type as the sender's device claims it; never used to render. */
  type: z.string().max(255),
  bytes: z.number().int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  note: line(500).optional(),
})
export type AttachedFile = z.infer<typeof attachedFileSchema>

/** The answers, without what is known only when the tip is sealed (format and files). */
export const answersSchema = z.strictObject({
  category: z.enum(CATEGORIES, 'Choose what this is about'),
  now: z.enum(NOW, 'Choose whether it is still happening'),
  story: z
    .string('Say what happened, or write “See files”')
    .trim()
    .min(1, 'Say what happened, or write “See files”')
    .max(
      STORY_MAX,
      `Use ${STORY_MAX.toLocaleString('en')} characters or fewer, or attach the text as a file`,
    ),
  aware: z.enum(AWARE).optional(),
  firstNoticed: monthOrDate.optional(),
  role: z.enum(ROLES).optional(),
  organisation: z
    .strictObject({
      name: line().optional(),
      country: z
        .enum(COUNTRY_CODES as [string, ...string[]], 'Choose a country from the list')
        .optional(),
      sector: line().optional(),
    })
    .optional(),
  engagement: z
    .strictObject({
      title: line().optional(),
      from: monthOrDate.optional(),
      to: monthOrDate.optional(),
      foundThrough: line().optional(),
      agency: line().optional(),
      referredBy: line().optional(),
      theyReferred: line(1000).optional(),
    })
    .optional(),
  identifiers: z
    .array(identifierSchema)
    .max(500, 'List at most 500 here and attach the rest as a file')
    .optional(),
  names: z
    .array(line())
    .max(50, 'List at most 50 names here and attach the rest as a file')
    .optional(),
  delivery: z
    .array(
      z.strictObject({
        address: line(500),
        date: monthOrDate.optional(),
        tracking: line().optional(),
      }),
    )
    .max(20, 'List at most 20 addresses here and attach the rest as a file')
    .optional(),
  money: z
    .array(
      z.strictObject({
        amount: line(40).optional(),
        currency: line(20).optional(),
        from: line().optional(),
        to: line().optional(),
        account: line().optional(),
      }),
    )
    .max(50, 'List at most 50 payments here and attach the rest as a file')
    .optional(),
  tools: z.array(line()).max(50, 'List at most 50 here and attach the rest as a file').optional(),
  demand: z
    .string()
    .trim()
    .min(1)
    .max(STORY_MAX, `Use ${STORY_MAX.toLocaleString('en')} characters or fewer`)
    .optional(),
  /** Ids of signs from `content/data/signs.yaml`. */
  signs: z
    .array(z.string().regex(/^[a-z0-9-]{1,64}$/))
    .max(100)
    .optional(),
  kept: z.array(z.enum(KEPT)).max(KEPT.length).optional(),
  counsel: z.enum(COUNSEL).optional(),
  reported: z
    .array(
      z.strictObject({
        who: z.enum(REPORTED_TO, 'Choose who was told'),
        reference: line().optional(),
      }),
    )
    .max(20)
    .optional(),
  /** TLP 2.0 in the sender's words; `red` (only the desk) is the preset. */
  sharing: z.enum(SHARING, 'Choose whom we may tell'),
  contact: z
    .strictObject({
      how: line(100).optional(),
      address: line(300).optional(),
      language: line(100).optional(),
    })
    .optional(),
  urgentSubject: z.boolean(),
})
export type Answers = z.infer<typeof answersSchema>

/** What stands in `tip.json`. */
export const tipSchema = answersSchema.extend({
  format: z.literal('rhw-tip-v1'),
  /** The hour the tip was sealed, by the sender's clock: `2026-11-22T10:00Z`. */
  sealed: z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:00Z$/),
  /** Id of the inbox it was sealed for. */
  inbox: z.string().min(1).max(64),
  files: z.array(attachedFileSchema).max(FILES_MAX * 2),
})
export type Tip = z.infer<typeof tipSchema>

/**
 * Drops what was left empty, at every depth: strings of white space, empty lists, objects without
 * a value left. Booleans and numbers stay.
 */
export function withoutEmpty(value: unknown): unknown {
  if (typeof value === 'string') return value.trim() === '' ? undefined : value.trim()
  if (Array.isArray(value)) {
    const kept = value.map(withoutEmpty).filter((item) => item !== undefined)
    return kept.length > 0 ? kept : undefined
  }
  if (value !== null && typeof value === 'object') {
    const kept = Object.entries(value)
      .map(([key, item]) => [key, withoutEmpty(item)] as const)
      .filter(([, item]) => item !== undefined)
    return kept.length > 0 ? Object.fromEntries(kept) : undefined
  }
  return value ?? undefined
}

/** `answersSchema` for form values: empty fields count as not answered. */
export const formSchema = z.preprocess((value) => withoutEmpty(value) ?? {}, answersSchema)
