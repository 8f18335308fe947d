/**
 * The front matter of an advisory: every field an editor writes above the text, as one strict zod
 * schema. Unknown fields are refused, so that a misspelt field cannot be lost silently.
 */
import { z } from 'zod'
import { daySchema, instantSchema, monthSchema } from './dates.ts'

/** A draft is never published; a superseded or withdrawn advisory stays at its address and says so. */
export const STATUSES = ['draft', 'current', 'superseded', 'withdrawn'] as const
export type Status = (typeof STATUSES)[number]

/** For whom a page is written. */
export const AUDIENCES = [
  'recruiter-hr',
  'hiring-manager',
  'it-security',
  'payroll-finance',
  'staffing-platform',
  'crypto-web3',
  'asked-to-host',
  'identity-victim',
  'leadership',
  'public',
] as const
export type Audience = (typeof AUDIENCES)[number]

/** The scheme's stages, in the order in which they happen. */
export const STAGES = [
  'identity',
  'application',
  'interview',
  'onboarding',
  'remote-control',
  'work',
  'wages',
  'laundering',
  'theft-extortion',
  'separation',
] as const
export type Stage = (typeof STAGES)[number]

/** Why a version was published. */
export const REVISION_KINDS = ['publication', 'correction', 'update', 'clarification'] as const
export type RevisionKind = (typeof REVISION_KINDS)[number]

/** `RHW-2026-001`: stable for ever, also when the slug changes. */
export const ADVISORY_ID = /^RHW-20\d{2}-\d{3,4}$/
/** Lower-case words joined by single hyphens; it is part of the address. */
export const SLUG = /^[a-z0-9]+(?:-[a-z0-9]+)*$/
/** Ids of sources, signs, figures, events and wording rules. */
export const DATA_ID = /^[a-z0-9]+(?:[.-][a-z0-9]+)*$/

export const advisoryIdSchema = z
  .string('Write an id like RHW-2026-001')
  .regex(ADVISORY_ID, 'Write an id like RHW-2026-001')
export const dataIdSchema = z
  .string('Write an id of lower-case letters, digits and hyphens')
  .regex(DATA_ID, 'Write an id of lower-case letters, digits and hyphens')

/** One line of text: not empty, no surrounding blanks, no line breaks. */
export const lineSchema = (max = 300) =>
  z
    .string('Write text here, in quotes if it looks like a number')
    .min(1, 'This is empty. Write text here')
    .max(max, `This is too long. Use ${max} characters or fewer`)
    .regex(/^\S(?:.*\S)?$/, 'Write one line without blanks at its ends')

export const revisionSchema = z.strictObject({
  version: z.int('Write a whole number').positive(),
  date: daySchema,
  kind: z.enum(REVISION_KINDS),
  summary: lineSchema(300),
})
export type Revision = z.infer<typeof revisionSchema>

/** A text that breaks a wording rule and is allowed all the same, with the reason and who allowed it. */
export const exceptionSchema = z.strictObject({
  rule: dataIdSchema,
  text: lineSchema(300),
  reason: lineSchema(500),
  approvedBy: lineSchema(),
})
export type WordingException = z.infer<typeof exceptionSchema>

export const frontMatterSchema = z.strictObject({
  id: advisoryIdSchema,
  title: lineSchema(120),
  summary: lineSchema(300),
  published: daySchema,
  revised: daySchema,
  nextReview: daySchema,
  /** The number of entries in `revisions`. */
  version: z.int('Write a whole number').positive(),
  status: z.enum(STATUSES),
  /** Embargo: the advisory stays out of everything published until a build after this minute. */
  publishAt: instantSchema.optional(),
  /** Required when withdrawn: why. */
  statusNote: lineSchema(500).optional(),
  /** Required when superseded: the advisory that takes its place. */
  supersededBy: advisoryIdSchema.optional(),
  /** The month up to which facts were looked up, `2026-04`. */
  factsChecked: monthSchema,
  audiences: z.array(z.enum(AUDIENCES)).min(1, 'Name at least one audience'),
  stages: z.array(z.enum(STAGES)).min(1, 'Name at least one stage'),
  sources: z.array(dataIdSchema).min(1, 'List at least one source'),
  revisions: z.array(revisionSchema).min(1, 'Write at least the entry of the publication'),
  related: z.array(advisoryIdSchema).default([]),
  reviewedBy: lineSchema(),
  /** Required where a person or a company is named. */
  legalReview: z.strictObject({ by: lineSchema(), date: daySchema }).optional(),
  exceptions: z.array(exceptionSchema).default([]),
  /** A second address where the same page is served, like `/first-72-hours`. */
  address: z
    .string('Write an address like /first-72-hours')
    .regex(/^\/[a-z0-9]+(?:-[a-z0-9]+)*$/, 'Write an address like /first-72-hours')
    .optional(),
})
export type FrontMatter = z.infer<typeof frontMatterSchema>
