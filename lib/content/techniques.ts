/**
 * MITRE ATT&CK techniques that texts may name: the shape of `content/data/techniques.yaml`, and how an
 * id is found in a text or in an address of MITRE's site.
 */
import { z } from 'zod'
import { dataIdSchema, lineSchema } from './front-matter.ts'

/** What MITRE says of an id. A revoked or deprecated one stays listed, so that the check can say why. */
export const TECHNIQUE_STATUSES = ['current', 'revoked', 'deprecated'] as const

const TECHNIQUE_ID = /^T\d{4}(?:\.\d{3})?$/
const IN_TEXT = /(?<![\p{L}\p{N}])T\d{4}(?:[./]\d{3})?(?![\p{L}\p{N}])/gu

export const techniqueIdSchema = z
  .string('Write an id like T1219.003')
  .regex(TECHNIQUE_ID, 'Write an id like T1219.003')

export const techniqueSchema = z.strictObject({
  id: techniqueIdSchema,
  /** MITRE's own name of it. */
  name: lineSchema(120),
  status: z.enum(TECHNIQUE_STATUSES),
  /** The technique that MITRE puts in the place of a revoked one. */
  replacedBy: techniqueIdSchema.optional(),
  sources: z.array(dataIdSchema).min(1, 'A technique needs at least one source'),
})
export type Technique = z.infer<typeof techniqueSchema>

export const techniquesSchema = z.array(techniqueSchema)

/** Every technique id in `text`, with its place; `T1219/003`, as in MITRE's addresses, is T1219.003. */
export function techniqueIdsIn(text: string): { id: string; index: number }[] {
  return [...text.matchAll(IN_TEXT)].map((match) => ({
    id: match[0].replace('/', '.'),
    index: match.index,
  }))
}
