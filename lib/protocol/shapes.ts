/** Shapes of requests and answers (docs/protocol.md), as zod schemas: unknown fields are refused. */
import * as z from 'zod'
import { ADDRESS_ID } from './reply-address.ts'

/** 2,048 bytes in base64url without padding. */
const KEY_BOX_CHARACTERS = 2731

const sha256Hex = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hex digits (SHA-256)')

/** Proof of work as altcha-lib v2 gives it; what stands inside is checked by the server's proofs. */
export const proofSchema = z.strictObject({
  challenge: z.record(z.string(), z.unknown()),
  solution: z.record(z.string(), z.unknown()),
})

/** `POST /api/tips`. A proof that was left out counts as null, so that it is refused as a missing proof. */
export const openTipRequest = z.strictObject({
  inbox: z.string().min(1).max(64),
  parts: z.array(z.strictObject({ bytes: z.number().int().positive() })).min(1),
  proof: z.nullable(proofSchema).default(null),
  /** The sender allows the mail's subject to say that it is urgent. */
  urgent: z.optional(z.boolean()),
  /** What the sender leaves so as to come back. */
  followUp: z.optional(
    z.strictObject({
      lookup: sha256Hex,
      address: z.string().regex(ADDRESS_ID, 'must be 16 characters of Crockford’s base 32'),
      keyId: z.string().regex(/^[0-9a-f]{16}$/, 'must be 16 lower-case hex digits'),
      key: z
        .string()
        .length(KEY_BOX_CHARACTERS, 'must be a box of 2,048 bytes in base64url')
        .regex(/^[A-Za-z0-9_-]+$/, 'must be base64url'),
    }),
  ),
  /** It is a further message; the return number stands in Authorization. */
  conversation: z.optional(z.literal(true)),
})
export type OpenTipRequest = z.infer<typeof openTipRequest>

/** 201 of `POST /api/tips`. `expires` is an hour, `2026-11-25T11:00Z`; each chunk moves it on. */
export const openTipAnswer = z.strictObject({
  tip: z.string(),
  token: z.string(),
  chunkBytes: z.number().int().positive(),
  expires: z.string(),
})
export type OpenTipAnswer = z.infer<typeof openTipAnswer>

/** `PUT /api/tips/{tip}/parts/{p}`: the part has so many bytes now, and none of them has arrived. */
export const announcePartRequest = z.strictObject({ bytes: z.number().int().positive() })
export type AnnouncePartRequest = z.infer<typeof announcePartRequest>

/** 200 of `GET /api/tips/{tip}`; `chunks` holds the indices that are stored, ascending. */
export const tipStateAnswer = z.strictObject({
  state: z.enum(['open', 'checking', 'received', 'expired']),
  parts: z.array(
    z.strictObject({ bytes: z.number().int(), chunks: z.array(z.number().int().nonnegative()) }),
  ),
})
export type TipStateAnswer = z.infer<typeof tipStateAnswer>

/** `POST /api/tips/{tip}/complete`: one hash per part, in their order. */
export const completeRequest = z.strictObject({
  parts: z.array(z.strictObject({ sha256: sha256Hex })).min(1),
})
export type CompleteRequest = z.infer<typeof completeRequest>

/** 201 of `complete`. `received` is the hour only: `2026-11-22T10:00Z`. */
export const receiptSchema = z.strictObject({
  reference: z.string(),
  received: z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:00Z$/),
  inbox: z.string(),
  parts: z.array(z.strictObject({ bytes: z.number().int(), sha256: sha256Hex })),
  key: z.string(),
  signature: z.string(),
})
export type Receipt = z.infer<typeof receiptSchema>

const hour = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:00Z$/)

/** 200 of `GET /api/follow-up`; `padding` makes it a multiple of 8 KiB. */
export const followUpAnswer = z.strictObject({
  reference: z.string(),
  inbox: z.string(),
  expires: hour,
  key: z.string(),
  keyId: z.string(),
  messages: z.array(
    z.strictObject({ number: z.number().int(), hour, delivered: z.nullable(hour) }),
  ),
  replies: z.array(
    z.strictObject({
      id: z.string(),
      number: z.number().int(),
      hour,
      bytes: z.number().int(),
      read: z.boolean(),
    }),
  ),
  padding: z.string(),
})
export type FollowUpAnswer = z.infer<typeof followUpAnswer>

/** `POST /api/follow-up/read` */
export const readRepliesRequest = z.strictObject({
  replies: z.array(z.string().min(1).max(64)).max(200),
})

/** 200 of `GET /api/inboxes`. */
export const inboxesAnswer = z.strictObject({
  inboxes: z.array(
    z.strictObject({
      id: z.string(),
      name: z.string(),
      categories: z.array(z.string()),
      /** Conditions beside the categories; left out when the inbox has none of the kind. */
      countries: z.optional(z.array(z.string())),
      languages: z.optional(z.array(z.string())),
      leavingNow: z.optional(z.literal(true)),
      /** What it takes, when that is not what the site's `limits` say. */
      limits: z.optional(z.strictObject({ parts: z.number().int(), tipBytes: z.number().int() })),
      /** With whom a sender may allow it to share; left out when nobody is named. */
      partners: z.optional(z.array(z.string())),
      certificates: z.array(
        z.strictObject({
          fingerprint: z.string(),
          armored: z.string(),
          /** It is an archive's, which gets a copy; a tip may be sealed without it. */
          archive: z.optional(z.literal(true)),
        }),
      ),
    }),
  ),
  limits: z.strictObject({
    chunkBytes: z.number().int(),
    parts: z.number().int(),
    messageBytes: z.number().int(),
    tipBytes: z.number().int(),
  }),
  /** Where there is a way back: the reply address with `*` in the place of the address id. */
  followUp: z.optional(z.strictObject({ address: z.string() })),
})
export type InboxesAnswer = z.infer<typeof inboxesAnswer>
export type PublicInbox = InboxesAnswer['inboxes'][number]
