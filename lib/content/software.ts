/**
 * Programs and devices that sources name in cases of the scheme: the shape and the check of
 * `content/data/software.yaml`. All of them are ordinary and lawful, and none is a sign on its own.
 */
import { z } from 'zod'
import { checkIds, checkKnownIds, checkSourceIds, type DataFile, idsOf } from './data-file.ts'
import { dataIdSchema, lineSchema } from './front-matter.ts'
import { shown } from './problem.ts'
import type { Actor } from './reference-schema.ts'
import { type Technique, techniqueIdSchema } from './techniques.ts'

export const softwareSchema = z.strictObject({
  id: dataIdSchema,
  name: lineSchema(80),
  kind: z.enum(['program', 'device']),
  /** What its makers offer it for, and where the source saw it. */
  text: lineSchema(300),
  /** Ids of the actors' names under which the very source reports it. */
  reportedWith: z.array(dataIdSchema).default([]),
  /** The ATT&CK technique on whose page MITRE names it. */
  technique: techniqueIdSchema.optional(),
  sources: z.array(dataIdSchema).min(1, 'An entry needs at least one source'),
})
export type Software = z.infer<typeof softwareSchema>

export const softwareListSchema = z.array(softwareSchema)

/** Reports sources, actors and techniques that the entries name and that are not there. */
export function checkSoftware(
  software: DataFile<Software[]>,
  actors: DataFile<Actor[]>,
  techniques: DataFile<Technique[]>,
  known: ReadonlySet<string> | null,
): void {
  checkIds(software)
  checkSourceIds(software, known)
  checkKnownIds(software, 'reportedWith', idsOf(actors), {
    wrong: (id) => `There is no actor's name ${shown(id)}`,
    cure: 'Add it to content/data/actors.yaml or use an id from there',
  })
  const current = techniques.value.filter(({ status }) => status === 'current')
  software.value.forEach(({ id, technique }, index) => {
    if (technique === undefined || techniques.broken) return
    if (current.some((one) => one.id === technique)) return
    software.report(
      software.line([index, 'technique']),
      `${id}.technique`,
      `${shown(technique)} is no current technique`,
      'Use the id of a current one from content/data/techniques.yaml',
    )
  })
}
