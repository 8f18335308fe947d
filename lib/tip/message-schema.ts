/**
 * What stands in `message.json`, which a further message in a conversation carries as a first one does
 * its `tip.json`. The JSON Schema published at `/schema/message.json` is made from it.
 */
import * as z from 'zod/mini'
import { answersSchema, tipSchema } from './schema.ts'

export const messageSchema = z.strictObject({
  format: z.literal('rhw-message-v1'),
  sealed: tipSchema.shape.sealed,
  inbox: tipSchema.shape.inbox,
  /** Of the tip that it is about. */
  reference: z.string().check(z.minLength(1), z.maxLength(64)),
  /** Which of the sender's messages it is by their own count; the tip is the first. */
  number: z.int().check(z.gte(2)),
  story: answersSchema.shape.story,
  files: tipSchema.shape.files,
})
export type Message = z.infer<typeof messageSchema>
