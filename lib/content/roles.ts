/**
 * The readers that the front page's doors lead to: the shape of `content/data/roles.yaml`, and its
 * loader. A role's page gathers what stands elsewhere, in the order in which that reader needs it.
 */
import { z } from 'zod'
import { AUDIENCES, advisoryIdSchema, dataIdSchema, lineSchema } from './front-matter.ts'
import { CONTROL_STAGES } from './reference-schema.ts'

const linkSchema = z
  .string('Write an internal address like /advisories#wages')
  .regex(/^\/[\w/#.-]*$/, 'Write an internal address like /advisories#wages')

const heading = { title: lineSchema(80), text: lineSchema(400).optional() }
const audiences = z.array(z.enum(AUDIENCES)).min(1, 'Name at least one audience')

/** A part of a role's page, by what it `show`s. */
export const roleSectionSchema = z.discriminatedUnion('show', [
  /** What to do, in order. */
  z.strictObject({
    show: z.literal('steps'),
    ...heading,
    steps: z
      .array(z.strictObject({ text: lineSchema(200), link: linkSchema.optional() }))
      .min(1, 'Write at least one step'),
  }),
  z.strictObject({
    show: z.literal('advisories'),
    ...heading,
    ids: z.array(advisoryIdSchema).min(1, 'Name at least one advisory'),
  }),
  /** The signs that concern these audiences. */
  z.strictObject({ show: z.literal('signs'), ...heading, audiences }),
  /** The controls that concern these audiences, of these stages only if any are named. */
  z.strictObject({
    show: z.literal('checks'),
    ...heading,
    audiences,
    stages: z.array(z.enum(CONTROL_STAGES)).default([]),
  }),
  z.strictObject({
    show: z.literal('channels'),
    ...heading,
    ids: z.array(dataIdSchema).min(1, 'Name at least one channel'),
  }),
  /** Other pages of this site. */
  z.strictObject({
    show: z.literal('pages'),
    ...heading,
    pages: z
      .array(
        z.strictObject({
          text: lineSchema(80),
          link: linkSchema,
          note: lineSchema(200).optional(),
        }),
      )
      .min(1, 'Name at least one page'),
  }),
])
export type RoleSection = z.infer<typeof roleSectionSchema>

export const roleSchema = z.strictObject({
  /** The last part of its address: `/for/<id>`. */
  id: dataIdSchema,
  /** The page's title. */
  title: lineSchema(80),
  /** In the reader's own words, as the front page shows it: "I hire or recruit". */
  door: lineSchema(60),
  /** What lies behind the door. */
  doorText: lineSchema(100),
  /** Whether the front page has this door; the other roles are linked from every role's page. */
  front: z.boolean('Write true or false').default(false),
  lead: lineSchema(400),
  /** In the order in which the reader needs them. */
  sections: z.array(roleSectionSchema).min(1, 'Write at least one section'),
})
export type Role = z.infer<typeof roleSchema>

export const rolesSchema = z.array(roleSchema)

/** The address of a role's page. */
export function roleAddress({ id }: Pick<Role, 'id'>): string {
  return `/for/${id}`
}
