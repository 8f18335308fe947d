/**
 * The shapes of the reference in `content/data`: controls, reporting channels, the glossary, named
 * entities and domains, and the names that firms give to actors. Strict, like the other data files.
 */
import { z } from 'zod'
import { isHttpsAddress } from './data-schema.ts'
import { monthSchema, partialDateSchema } from './dates.ts'
import { AUDIENCES, dataIdSchema, lineSchema } from './front-matter.ts'

const addressSchema = z
  .string('Write an address that starts with https://, or null')
  .refine(isHttpsAddress, 'Write a whole address that starts with https://')

const sourceIds = (what: string) =>
  z.array(dataIdSchema).min(1, `${what} needs at least one source`)

/** When a control is applied, in the order of a checklist; the last two are for people, not employers. */
export const CONTROL_STAGES = [
  'governance',
  'application',
  'interview',
  'onboarding',
  'work',
  'payment',
  'third-party',
  'separation',
  'helpers',
  'identity',
] as const
export type ControlStage = (typeof CONTROL_STAGES)[number]

/** Something to check or to set up, for everybody in a role alike. */
export const controlSchema = z.strictObject({
  id: dataIdSchema,
  stage: z.enum(CONTROL_STAGES),
  audiences: z.array(z.enum(AUDIENCES)).min(1, 'Name at least one audience'),
  /** A few words that start with what to do, as a checklist shows it. */
  title: lineSchema(100),
  text: lineSchema(600),
  sources: sourceIds('A control'),
  note: lineSchema(600).optional(),
  /** What fairness or the law asks of whoever applies it. */
  caution: lineSchema(400).optional(),
})
export type Control = z.infer<typeof controlSchema>

/** What a channel is for. `community`: volunteers, no authority. */
export const CHANNEL_KINDS = [
  'report',
  'sanctions',
  'financial',
  'regulator',
  'tax',
  'identity-theft',
  'discrimination',
  'community',
] as const
export type ChannelKind = (typeof CHANNEL_KINDS)[number]

/** An authority or body to turn to. What was not read on a page of the body or a copy of one is null. */
export const channelSchema = z.strictObject({
  id: dataIdSchema,
  /** The country's name in English. */
  country: lineSchema(60),
  /** A part of the country, when the body serves only that. */
  region: lineSchema(80).optional(),
  body: lineSchema(120),
  kind: z.enum(CHANNEL_KINDS),
  useFor: lineSchema(200),
  address: addressSchema.nullable(),
  phone: lineSchema(60).nullable().default(null),
  email: z.email('Write a mail address, or null').nullable().default(null),
  /** The month of the newest text in which we read address, phone and email; null when none may be shown. */
  verified: monthSchema.nullable(),
  sources: sourceIds('A channel'),
  note: lineSchema(400).optional(),
})
export type Channel = z.infer<typeof channelSchema>

/** A word explained. Its id is its anchor: `/glossary#<id>`. */
export const termSchema = z.strictObject({
  id: dataIdSchema,
  term: lineSchema(80),
  definition: lineSchema(400),
  seeAlso: z.array(dataIdSchema).default([]),
  sources: sourceIds('A term'),
})
export type Term = z.infer<typeof termSchema>

export const INDICATOR_KINDS = ['entity', 'domain'] as const
export type IndicatorKind = (typeof INDICATOR_KINDS)[number]

/** `alleged`: an authority described it; `designated`: put on a sanctions list; `seized`: by a court's order. */
export const INDICATOR_BASES = ['alleged', 'designated', 'seized'] as const
export type IndicatorBasis = (typeof INDICATOR_BASES)[number]

/**
 * `current`: named, and we read of no lifting up to the month of our facts; `expired`: history, no live
 * indicator; `retracted`: the authority or we took it back.
 */
export const INDICATOR_STATUSES = ['current', 'expired', 'retracted'] as const
export type IndicatorStatus = (typeof INDICATOR_STATUSES)[number]

/** An organisation or a domain that an authority has named. Never a person, never a suspect of ours. */
export const indicatorSchema = z.strictObject({
  id: dataIdSchema,
  kind: z.enum(INDICATOR_KINDS),
  /** The entity's name, or the whole domain; pages show domains with [.] for each dot. */
  value: lineSchema(160),
  alsoKnownAs: z.array(lineSchema(160)).default([]),
  /** In the words of whoever named it, told by us. */
  describedAs: lineSchema(300),
  namedBy: lineSchema(120),
  /** When it was named. */
  date: partialDateSchema,
  basis: z.enum(INDICATOR_BASES),
  status: z.enum(INDICATOR_STATUSES),
  firstSeen: partialDateSchema.optional(),
  lastSeen: partialDateSchema.optional(),
  /** The site of the body that keeps the list in force, since a designation can be lifted. */
  liveList: addressSchema.optional(),
  sources: sourceIds('An indicator'),
  note: lineSchema(400).optional(),
})
export type Indicator = z.infer<typeof indicatorSchema>

/** What a firm calls a group. The names overlap and are no exact synonyms. */
export const actorSchema = z.strictObject({
  id: dataIdSchema,
  name: lineSchema(80),
  /** The firm or project that gave the name. */
  by: lineSchema(80),
  formerly: lineSchema(80).optional(),
  /** `it-workers`: the scheme this site is about; `related`: another activity that is confused with it. */
  about: z.enum(['it-workers', 'related']),
  meaning: lineSchema(300),
  sources: sourceIds('A name'),
  note: lineSchema(300).optional(),
})
export type Actor = z.infer<typeof actorSchema>

export const controlsSchema = z.array(controlSchema)
export const channelsSchema = z.array(channelSchema)
export const glossarySchema = z.array(termSchema)
export const indicatorsSchema = z.array(indicatorSchema)
export const actorsSchema = z.array(actorSchema)
