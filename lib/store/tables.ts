/** The tables as Kysely sees them. Hours are text that sorts by time; instants are milliseconds since the epoch. */
import type { Generated } from 'kysely'
import type { Hour } from '#lib/protocol/hours'
import type { MailState, PurgeRecord, Recipient } from './store.ts'

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
    /** The hour since which it may not be forgotten. */
    held: Hour | null
    /** Fingerprints it was sealed to, as a JSON list; null when that was not recorded. */
    sealed_to: string | null
    /** Id of the conversation it belongs to, until that is over. */
    conversation: string | null
    /** Which message of the conversation it is, once received; the first tip is 1. */
    number: number | null
    /** When the desk had it, once it was forgotten and while its conversation goes on. */
    delivered: Hour | null
  }
  parts: {
    tip: string
    part: number
    bytes: number
    sha256: string | null
    /** The hour in which the last byte that was missing was handed out by the desk's links. */
    fetched: Hour | null
    /** The same, by the links that the archive has. */
    archive_fetched: Hour | null
  }
  chunks: { tip: string; part: number; chunk: number; data: Uint8Array }
  outbox: {
    id: string
    tip: string
    inbox: string
    state: MailState
    recipient: Generated<Recipient>
    attempts: number
    /** 1 when somebody leased it and never said what came of it. */
    tried: Generated<number>
    /** 1 when every transport refused it for good at the last attempt. */
    refused: Generated<number>
    lease_id: string | null
    lease_until: number | null
    next_attempt: number
    reason: string | null
    transport: string | null
    provider_id: string | null
    /** The hour in which a transport took it; null for what was delivered before this was recorded. */
    sent: Hour | null
    delivered: Hour | null
    bounced: Hour | null
    trouble: 'delayed' | 'complained' | null
  }
  /** What a provider told of a mail; each event counts once. */
  mail_events: { id: string; mail: string }
  /** Capabilities by their hash: each stands for one part; `archive` is 1 when its mail goes there. */
  links: { sha256: string; tip: string; part: number; archive: Generated<number> }
  /** The parts that a mail which went names by link. */
  mail_links: { mail: string; part: number }
  /** Bytes [first, past) of a linked part that were handed out, while some are missing. No two touch. */
  fetched_pieces: { tip: string; part: number; archive: number; first: number; past: number }
  /** What is left of a tip that was forgotten; `bytes` is a JSON list, a size per part. */
  purges: { tip: string; purged: Hour; bytes: string; by: PurgeRecord['by'] }
  /** `encryption_key_ids` is a sorted JSON list. */
  seen_certificates: {
    inbox: string
    fingerprint: string
    encryption_key_ids: string
    armored: string
    last_seen: Hour
  }
  /** `reference`, `first_mail`, `first_copy` (the archive's) and `expires` are null until a tip is received. */
  conversations: {
    id: string
    inbox: string
    lookup_sha256: string
    address: string
    key_id: string
    box: string
    reference: string | null
    first_mail: string | null
    first_copy: string | null
    expires: Hour | null
  }
  /** What the desk wrote; `message_sha256` tells a mail that comes twice. */
  replies: {
    id: string
    conversation: string
    /** In the order they came, from 1; never given again. */
    number: number
    hour: Hour
    box: Uint8Array
    message_sha256: string
    read: Hour | null
  }
  notices: { key: string; told_at: number }
  proofs: { id: string; expires: Hour }
  secrets: { name: string; value: string }
  /** Secrets that are deleted when their day (`2026-11-22`) is over. */
  daily_secrets: { name: string; day: string; value: string }
  /** Buckets of the limits, on Postgres only; `taken` is what came of the last share asked for. */
  limits: {
    key: string
    held: number
    at: number
    burst: number
    per_hour: number
    taken: boolean
  }
  receipt_keys: { kid: string; sequence: number; public_jwk: string; private_jwk: string | null }
}
