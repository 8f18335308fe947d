/** The tables as Kysely sees them. Hours are text that sorts by time; instants are milliseconds since the epoch. */
import type { Generated } from 'kysely'
import type { Hour } from '#lib/protocol/hours'

export type Tables = {
  tips: {
    id: string
    inbox: string
    /** Lower-case hex; empty once the tip was forgotten, so that no token fits. */
    token_sha256: string
    /** `purged`: delivered and forgotten, kept only so that its reference is never given twice. */
    state: 'open' | 'received' | 'expired' | 'purged'
    expires: Hour
    reference: string | null
    hour: Hour | null
    /** The receipt as JSON. */
    receipt: string | null
    /** 1 when the mail's subject may say that it is urgent. */
    urgent: Generated<number>
  }
  parts: { tip: string; part: number; bytes: number; sha256: string | null }
  chunks: { tip: string; part: number; chunk: number; data: Uint8Array }
  outbox: {
    id: string
    tip: string
    inbox: string
    state: 'pending' | 'delivered'
    attempts: number
    lease_id: string | null
    lease_until: number | null
    next_attempt: number
    reason: string | null
    delivered: Hour | null
  }
  proofs: { id: string; expires: Hour }
  secrets: { name: string; value: string }
  receipt_keys: { kid: string; sequence: number; public_jwk: string; private_jwk: string | null }
}
