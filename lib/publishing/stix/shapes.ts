/**
 * Our own shapes of STIX 2.1: exactly the objects and fields that we publish. Strict, so that a field we
 * did not mean to publish stops the build.
 */
import { z } from 'zod'
import { TLP_2_EXTENSION, TLP_IDS } from '#lib/stix/tlp'

const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}'
const idOf = <Type extends string>(type: Type) =>
  z.templateLiteral([z.literal(type), '--', z.string().regex(new RegExp(`^${UUID}$`))])
const anyId = z.string().regex(/^[a-z][a-z0-9-]+--[0-9a-f-]{36}$/)
const time = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/)
const text = z.string().min(1)
const texts = z.array(text).min(1)

export const TLP_CLEAR_ID = TLP_IDS.clear

const markings = z.array(z.literal(TLP_CLEAR_ID)).length(1)

const referenceShape = z.strictObject({
  source_name: text,
  description: text.optional(),
  url: z.url().optional(),
  external_id: text.optional(),
})
export type ExternalReference = z.infer<typeof referenceShape>

const common = <Type extends string>(type: Type) => ({
  type: z.literal(type),
  spec_version: z.literal('2.1'),
  id: idOf(type),
  created_by_ref: idOf('identity').optional(),
  created: time,
  modified: time,
  revoked: z.literal(true).optional(),
  labels: texts.optional(),
  confidence: z.int().min(0).max(100).optional(),
  lang: z.string().optional(),
  external_references: z.array(referenceShape).min(1).optional(),
  object_marking_refs: markings,
})

const named = { name: text, description: text.optional() }

/** Every kind of object that a bundle of ours may hold. */
export const objectShape = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('marking-definition'),
    spec_version: z.literal('2.1'),
    id: z.literal(TLP_CLEAR_ID),
    created: z.literal('2022-10-01T00:00:00.000Z'),
    name: z.literal('TLP:CLEAR'),
    extensions: z.strictObject({
      [TLP_2_EXTENSION]: z.strictObject({
        extension_type: z.literal('property-extension'),
        tlp_2_0: z.literal('clear'),
      }),
    }),
  }),
  z.strictObject({
    ...common('identity'),
    ...named,
    roles: texts.optional(),
    identity_class: z.literal('organization'),
    contact_information: text.optional(),
  }),
  z.strictObject({
    ...common('report'),
    ...named,
    report_types: texts,
    published: time,
    object_refs: z.array(anyId).min(1),
  }),
  z.strictObject({ ...common('intrusion-set'), ...named, aliases: texts.optional() }),
  z.strictObject({ ...common('tool'), ...named, tool_types: texts }),
  z.strictObject({ ...common('attack-pattern'), ...named }),
  z.strictObject({ ...common('course-of-action'), ...named }),
  z.strictObject({
    ...common('indicator'),
    ...named,
    indicator_types: texts,
    pattern: text,
    pattern_type: z.literal('stix'),
    valid_from: time,
  }),
  z.strictObject({
    type: z.literal('domain-name'),
    spec_version: z.literal('2.1'),
    id: idOf('domain-name'),
    value: text,
    object_marking_refs: markings,
  }),
  z.strictObject({
    ...common('infrastructure'),
    ...named,
    infrastructure_types: texts,
  }),
  z.strictObject({
    ...common('relationship'),
    relationship_type: z.enum(['uses', 'mitigates', 'consists-of']),
    description: text.optional(),
    source_ref: anyId,
    target_ref: anyId,
  }),
])
export type StixObject = z.infer<typeof objectShape>
export type StixType = StixObject['type']

/** A whole file: every id once, and nothing referred to that is not in it. */
export const bundleShape = z
  .strictObject({
    type: z.literal('bundle'),
    id: idOf('bundle'),
    objects: z.array(objectShape).min(1),
  })
  .superRefine(({ objects }, context) => {
    const ids = new Set(objects.map(({ id }) => id as string))
    if (ids.size < objects.length) context.addIssue('An id stands twice in the bundle')
    for (const object of objects)
      for (const id of refsOf(object))
        if (!ids.has(id))
          context.addIssue(`${object.id} refers to ${id}, which is not in the bundle`)
  })
export type Bundle = z.infer<typeof bundleShape>

/** Every id that an object refers to. */
export function refsOf(object: StixObject): string[] {
  return [
    ...('created_by_ref' in object && object.created_by_ref ? [object.created_by_ref] : []),
    ...('object_marking_refs' in object ? object.object_marking_refs : []),
    ...('object_refs' in object ? object.object_refs : []),
    ...('source_ref' in object ? [object.source_ref, object.target_ref] : []),
  ]
}
