/** The JSON Schemas of `tip.json` and `message.json`, made from the zod schemas that check them. */
import { z } from 'zod'
import { messageSchema } from '#lib/tip/message-schema'
import { tipSchema } from '#lib/tip/schema'
import { absolute } from './entries.ts'

/** The schema of a tip (draft 2020-12) as JSON text; `$id` is its address on the site. */
export function tipJsonSchema(siteUrl: string): string {
  return jsonSchema(tipSchema, absolute(siteUrl, '/schema/tip.json'), 'A tip to Remote Hire Watch')
}

/** The schema of a further message about a tip, in the same way. */
export function messageJsonSchema(siteUrl: string): string {
  const address = absolute(siteUrl, '/schema/message.json')
  return jsonSchema(messageSchema, address, 'A further message about a tip to Remote Hire Watch')
}

function jsonSchema(from: z.core.$ZodType, $id: string, title: string): string {
  const { $schema, ...schema } = z.toJSONSchema(from, { target: 'draft-2020-12' })
  const document = { $schema, $id, title, ...schema }
  return `${JSON.stringify(document, null, 2)}\n`
}
