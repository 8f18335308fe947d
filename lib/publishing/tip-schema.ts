/** The JSON Schema of `tip.json`, made from the one zod schema that also checks the form. */
import { z } from 'zod'
import { tipSchema } from '#lib/tip/schema'
import { absolute } from './entries.ts'

/** The schema (draft 2020-12) as JSON text; `$id` is its address on the site. */
export function tipJsonSchema(siteUrl: string): string {
  const { $schema, ...schema } = z.toJSONSchema(tipSchema, { target: 'draft-2020-12' })
  const document = {
    $schema,
    $id: absolute(siteUrl, '/schema/tip.json'),
    title: 'A tip to Remote Hire Watch',
    ...schema,
  }
  return `${JSON.stringify(document, null, 2)}\n`
}
