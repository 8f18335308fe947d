/**
 * The shapes of `content/data/*.yaml`: sources, signs, figures, the timeline, proper names. Each file
 * is a list. Strict, like the front matter: a misspelt field is an error, not a loss.
 */
import { z } from 'zod'
import { partialDateSchema } from './dates.ts'
import { AUDIENCES, dataIdSchema, lineSchema, STAGES } from './front-matter.ts'

/** How strong a source is. `official-copy`: an official text read in a copy; the page says so. */
export const STRENGTHS = [
  'official',
  'official-copy',
  'company',
  'law-firm',
  'press',
  'community',
] as const
export type Strength = (typeof STRENGTHS)[number]

const httpsSchema = z
  .string('Write an address that starts with https://')
  .refine(isHttpsAddress, 'Write a whole address that starts with https://')

export const sourceSchema = z.strictObject({
  id: dataIdSchema,
  publisher: lineSchema(),
  title: lineSchema(400),
  /** As exact as the source is dated: day, month or year. */
  date: partialDateSchema,
  /** Where the text that we read stands; for `official-copy` the copy's address. null = no address known. */
  url: httpsSchema.nullable(),
  strength: z.enum(STRENGTHS),
  /** The issuing body's own address, only where it was retrieved. */
  officialUrl: httpsSchema.optional(),
  note: lineSchema(600).optional(),
})
export type Source = z.infer<typeof sourceSchema>

/** How much one sign says; our own judgement, never added up. */
export const WEIGHTS = ['weak-alone', 'moderate-in-combination', 'strong'] as const
export type Weight = (typeof WEIGHTS)[number]

/** A sign of conduct or documents, never of origin, with its innocent explanations. */
export const signSchema = z.strictObject({
  id: dataIdSchema,
  stage: z.enum(STAGES),
  audiences: z.array(z.enum(AUDIENCES)).min(1, 'Name at least one audience'),
  /** A few words, as the tip form's checkbox shows it. */
  title: lineSchema(120),
  text: lineSchema(600),
  weight: z.enum(WEIGHTS),
  innocent: lineSchema(600),
  /** Controls that answer the sign. */
  controls: z.array(dataIdSchema).default([]),
  /** Whether the tip form offers it as a checkbox; too many would tire whoever reports. */
  inForm: z.boolean('Write true or false').default(false),
  sources: z.array(dataIdSchema).min(1, 'A sign needs at least one source'),
  note: lineSchema(600).optional(),
})
export type Sign = z.infer<typeof signSchema>

/**
 * How a figure is drawn: `scheme` = the stages of the scheme as one diagram; `bars`; `ranges` (low to
 * high, or a point); `flow` = steps downward, with what leaves them; `number` = one number written
 * large; `table`.
 */
export const FIGURE_KINDS = ['scheme', 'bars', 'ranges', 'flow', 'number', 'table'] as const
export type FigureKind = (typeof FIGURE_KINDS)[number]

export const figureValueSchema = z.strictObject({
  label: lineSchema(160),
  /** The heading under which values stand side by side, like a year; neighbours that share it join. */
  group: lineSchema(60).optional(),
  /** In a flow: what leaves the way here, instead of a further step. */
  leaves: z.boolean('Write true, or leave it out').optional(),
  /** A point, in the figure's unit. */
  value: z.number('Write a number without unit or separators').optional(),
  /** The two ends of a range, in the figure's unit. */
  low: z.number('Write a number without unit or separators').optional(),
  high: z.number('Write a number without unit or separators').optional(),
  /** `at least`, `up to`, `about`, wherever the source says so. */
  bound: lineSchema(60).optional(),
  /** What the source says in words when it gives no number. */
  text: lineSchema(300).optional(),
  note: lineSchema(400).optional(),
  source: dataIdSchema,
})
export type FigureValue = z.infer<typeof figureValueSchema>

export const figureStageSchema = z.strictObject({
  stage: z.enum(STAGES),
  title: lineSchema(60),
  text: lineSchema(200),
  /** Where the stage leads, an internal address. */
  link: z
    .string()
    .regex(/^\/[\w/#-]*$/, 'Write an internal address like /advisories#wages')
    .optional(),
})
export type FigureStage = z.infer<typeof figureStageSchema>

export const figureSchema = z.strictObject({
  id: dataIdSchema,
  kind: z.enum(FIGURE_KINDS),
  title: lineSchema(160),
  /** What the figure shows, in words, for those who do not see it. */
  alt: lineSchema(600),
  /** Unit of the values, like `USD million`; not for a scheme. */
  unit: lineSchema(60).optional(),
  /** Values of bars, ranges, number, table. */
  data: z.array(figureValueSchema).default([]),
  /** The stages of a scheme, in order. */
  stages: z.array(figureStageSchema).default([]),
  /** Stands in the caption: what the reader must not conclude. */
  caveat: lineSchema(600).optional(),
  sources: z.array(dataIdSchema).min(1, 'A figure needs at least one source'),
})
export type Figure = z.infer<typeof figureSchema>

export const EVENT_KINDS = [
  'advisory',
  'sanctions',
  'indictment',
  'plea',
  'sentence',
  'seizure',
  'statement',
  'report',
  'rule',
  'other',
] as const
export type EventKind = (typeof EVENT_KINDS)[number]

export const timelineEventSchema = z.strictObject({
  id: dataIdSchema,
  date: partialDateSchema,
  jurisdiction: lineSchema(60),
  kind: z.enum(EVENT_KINDS),
  title: lineSchema(200),
  text: lineSchema(800),
  figures: z.array(lineSchema(300)).default([]),
  sources: z.array(dataIdSchema).min(1, 'An event needs at least one source'),
  /** Companies that the event's official source names; they may stand in its title and text. */
  companies: z.array(lineSchema(120)).default([]),
  /** What a court has decided, or that it has not. */
  legalStatus: lineSchema(300).optional(),
})
export type TimelineEvent = z.infer<typeof timelineEventSchema>

/** Names that texts may use freely. People and accused companies never stand here. */
export const namesSchema = z.strictObject({
  organisations: z.array(lineSchema(120)).default([]),
  places: z.array(lineSchema(120)).default([]),
  products: z.array(lineSchema(120)).default([]),
  laws: z.array(lineSchema(120)).default([]),
  /** Titles of offices and other terms written with capitals, like "Assistant Director". */
  terms: z.array(lineSchema(120)).default([]),
})
export type Names = z.infer<typeof namesSchema>

export const sourcesSchema = z.array(sourceSchema)
export const signsSchema = z.array(signSchema)
export const figuresSchema = z.array(figureSchema)
export const timelineSchema = z.array(timelineEventSchema)

/** True for an absolute https address with a host that has a dot and no user name. */
export function isHttpsAddress(value: string): boolean {
  if (!/^https:\/\/[^\s\\]+$/.test(value) || !URL.canParse(value)) return false
  const url = new URL(value)
  return url.protocol === 'https:' && url.hostname.includes('.') && url.username === ''
}
