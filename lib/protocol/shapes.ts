/** Shapes of requests and answers (docs/protocol.md), as zod schemas: unknown fields are refused. */
import * as z from 'zod'

const sha256Hex = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hex digits (SHA-256)')

/** Proof of work as altcha-lib v2 gives it; its inner fields are checked by that library. */
export const proofSchema = z.strictObject({
  challenge: z.record(z.string(), z.unknown()),
  solution: z.record(z.string(), z.unknown()),
})

export const openTipRequest = z.strictObject({
  inbox: z.string().min(1).max(64),
  parts: z.array(z.strictObject({ bytes: z.number().int().positive() })).min(1),
  proof: z.nullable(proofSchema),
})
export type OpenTipRequest = z.infer<typeof openTipRequest>

export const openTipAnswer = z.strictObject({
  tip: z.string(),
  token: z.string(),
  chunkBytes: z.number().int().positive(),
  expires: z.string(),
})
export type OpenTipAnswer = z.infer<typeof openTipAnswer>

export const tipStateAnswer = z.strictObject({
  state: z.enum(['open', 'checking', 'received', 'expired']),
  parts: z.array(
    z.strictObject({ bytes: z.number().int(), chunks: z.array(z.number().int().nonnegative()) }),
  ),
})
export type TipStateAnswer = z.infer<typeof tipStateAnswer>

export const completeRequest = z.strictObject({
  parts: z.array(z.strictObject({ sha256: sha256Hex })).min(1),
})
export type CompleteRequest = z.infer<typeof completeRequest>

/** `received` is the hour only: `2026-11-22T10:00Z`. */
export const receiptSchema = z.strictObject({
  reference: z.string(),
  received: z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:00Z$/),
  inbox: z.string(),
  parts: z.array(z.strictObject({ bytes: z.number().int(), sha256: sha256Hex })),
  key: z.string(),
  signature: z.string(),
})
export type Receipt = z.infer<typeof receiptSchema>

export const inboxesAnswer = z.strictObject({
  inboxes: z.array(
    z.strictObject({
      id: z.string(),
      name: z.string(),
      categories: z.array(z.string()),
      certificates: z.array(z.strictObject({ fingerprint: z.string(), armored: z.string() })),
    }),
  ),
  limits: z.strictObject({
    chunkBytes: z.number().int(),
    parts: z.number().int(),
    messageBytes: z.number().int(),
    tipBytes: z.number().int(),
  }),
})
export type InboxesAnswer = z.infer<typeof inboxesAnswer>
export type PublicInbox = InboxesAnswer['inboxes'][number]
