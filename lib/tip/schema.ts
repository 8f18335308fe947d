/**
 * The one schema of a tip. It serves the form in the browser, the plain path on the server, and the
 * JSON Schema published at `/schema/tip.json`. An answer that was not given is absent: unknown is
 * not "no". Form values, which hold empty strings, go through `formSchema`. Written with zod's mini
 * interface, which is the same zod in less than half the bytes before the form's first keystroke.
 */
import * as z from 'zod/mini'
import { COUNTRY_CODES } from './countries.ts'
import {
  AWARE,
  CATEGORIES,
  COUNSEL,
  FILES_MAX,
  HIDDEN_KINDS,
  IDENTIFIER_TYPES,
  KEPT,
  NOW,
  REPORTED_TO,
  ROLES,
  SHARING,
  STORY_MAX,
} from './questions.ts'

z.config({ jitless: true })

const line = (max = 300, missing = 'Write something here') =>
  z
    .string(missing)
    .check(z.minLength(1, missing), z.maxLength(max, `Use ${max} characters or fewer`))

const list = <Item extends z.core.$ZodType>(item: Item, max: number, what: string) =>
  z
    .array(item)
    .check(z.maxLength(max, `List at most ${max} ${what} here and attach the rest as a file`))

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
  .check(
    z.regex(/^\d{4}-\d{2}(-\d{2})?$/, 'Write a month like 2026-03 or a day like 2026-03-14'),
    z.refine(
      isMonthOrDate,
      'This date does not exist. Write a month like 2026-03 or a day like 2026-03-14',
    ),
  )

export const identifierSchema = z.strictObject({
  type: z.enum(IDENTIFIER_TYPES, 'Choose what kind of identifier this is'),
  value: line(500, 'Write the value, or remove this entry'),
})
export type Identifier = z.infer<typeof identifierSchema>

const fileBytes = z.int().check(z.nonnegative())
const sha256 = z.string().check(z.regex(/^[0-9a-f]{64}$/))

/** Something that a file tells beside its content; `text` is what stands there, shortened. */
export const hiddenFindingSchema = z.strictObject({
  kind: z.enum(HIDDEN_KINDS),
  text: z.string().check(z.maxLength(200)),
})
export type HiddenFinding = z.infer<typeof hiddenFindingSchema>

/** A file as the sealed report lists it. `name` is already cleaned (see `lib/evidence`). */
export const attachedFileSchema = z.strictObject({
  name: z.string().check(z.minLength(1), z.maxLength(255)),
  /** Media type as the sender's device claims it; never used to render. */
  type: z.string().check(z.maxLength(255)),
  bytes: fileBytes,
  sha256,
  note: z.optional(line(500)),
  /** The sealed part that holds it; absent when it is inside the message. */
  part: z.optional(z.int().check(z.gte(1), z.lte(FILES_MAX))),
  /** The file as it was before hidden data was taken out of it. */
  original: z.optional(z.strictObject({ bytes: fileBytes, sha256 })),
  /** What the sender's browser found, and whether it was taken out before sealing. */
  hidden: z.optional(
    z.strictObject({
      found: z.array(hiddenFindingSchema).check(z.maxLength(40)),
      removed: z.boolean(),
    }),
  ),
  /** Taken out by the sender while it was being sent; its part holds only a note that says so. */
  removed: z.optional(z.literal(true)),
})
export type AttachedFile = z.infer<typeof attachedFileSchema>

/** The answers, without what is known only when the tip is sealed (format and files). */
export const answersSchema = z.strictObject({
  category: z.enum(CATEGORIES, 'Choose what this is about'),
  now: z.enum(NOW, 'Choose whether it is still happening'),
  story: z
    .string('Say what happened, or write “See files”')
    .check(
      z.trim(),
      z.minLength(1, 'Say what happened, or write “See files”'),
      z.maxLength(
        STORY_MAX,
        `Use ${STORY_MAX.toLocaleString('en')} characters or fewer, or attach the text as a file`,
      ),
    ),
  aware: z.optional(z.enum(AWARE)),
  firstNoticed: z.optional(monthOrDate),
  role: z.optional(z.enum(ROLES)),
  organisation: z.optional(
    z.strictObject({
      name: z.optional(line()),
      country: z.optional(
        z.enum(COUNTRY_CODES as [string, ...string[]], 'Choose a country from the list'),
      ),
      sector: z.optional(line()),
    }),
  ),
  engagement: z.optional(
    z.strictObject({
      title: z.optional(line()),
      from: z.optional(monthOrDate),
      to: z.optional(monthOrDate),
      foundThrough: z.optional(line()),
      agency: z.optional(line()),
      referredBy: z.optional(line()),
      theyReferred: z.optional(line(1000)),
    }),
  ),
  identifiers: z.optional(list(identifierSchema, 500, 'entries')),
  names: z.optional(list(line(), 50, 'names')),
  delivery: z.optional(
    list(
      z.strictObject({
        address: line(500, 'Write the address, or remove this entry'),
        date: z.optional(monthOrDate),
        tracking: z.optional(line()),
      }),
      20,
      'addresses',
    ),
  ),
  money: z.optional(
    list(
      z.strictObject({
        amount: z.optional(line(40)),
        currency: z.optional(line(20)),
        from: z.optional(line()),
        to: z.optional(line()),
        account: z.optional(line()),
      }),
      50,
      'payments',
    ),
  ),
  tools: z.optional(list(line(), 50, 'tools')),
  demand: z.optional(
    z
      .string()
      .check(
        z.trim(),
        z.minLength(1),
        z.maxLength(STORY_MAX, `Use ${STORY_MAX.toLocaleString('en')} characters or fewer`),
      ),
  ),
  /** Ids of signs from `content/data/signs.yaml`. */
  signs: z.optional(list(z.string().check(z.regex(/^[a-z0-9-]{1,64}$/)), 100, 'signs')),
  kept: z.optional(list(z.enum(KEPT), KEPT.length, 'kinds')),
  counsel: z.optional(z.enum(COUNSEL)),
  reported: z.optional(
    list(
      z.strictObject({
        who: z.enum(REPORTED_TO, 'Choose who was told'),
        reference: z.optional(line()),
      }),
      20,
      'entries',
    ),
  ),
  /** TLP 2.0 in the sender's words; `red` (only the desk) is the preset. */
  sharing: z.enum(SHARING, 'Choose whom we may tell'),
  /** Names of the inbox's partners with whom the sender lets the desk share it. None is preset. */
  partners: z.optional(list(line(200), 20, 'partners')),
  contact: z.optional(
    z.strictObject({
      how: z.optional(line(100)),
      address: z.optional(line(300)),
      language: z.optional(line(100)),
    }),
  ),
  /** Somebody else who may be asked, where the sender cannot be reached. */
  secondContact: z.optional(
    z.strictObject({
      name: z.optional(line(200)),
      how: z.optional(line(100)),
      address: z.optional(line(300)),
      language: z.optional(line(100)),
    }),
  ),
  /** The sender's own number for the case, so that both sides mean the same one. */
  caseNumber: z.optional(line(100)),
  urgentSubject: z.boolean(),
})
export type Answers = z.infer<typeof answersSchema>

/** The way back to a sender: the reply address, and the fingerprint of the key that is attached. */
const followUpSchema = z.strictObject({
  address: z.string().check(z.minLength(3), z.maxLength(320)),
  fingerprint: z.string().check(z.regex(/^[0-9a-f]{40}$/)),
})

/** What stands in `tip.json`. */
export const tipSchema = z.extend(answersSchema, {
  format: z.literal('rhw-tip-v1'),
  /** The hour the tip was sealed, by the sender's clock: `2026-11-22T10:00Z`. */
  sealed: z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}T\d{2}:00Z$/)),
  /** Id of the inbox it was sealed for. */
  inbox: z.string().check(z.minLength(1), z.maxLength(64)),
  files: z.array(attachedFileSchema).check(z.maxLength(FILES_MAX * 2)),
  /** Where the desk can reply to the sender, and the key it must encrypt to. */
  followUp: z.optional(followUpSchema),
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
export const formSchema = z.pipe(
  z.transform((value) => withoutEmpty(value) ?? {}),
  answersSchema,
)
