/**
 * What the rest of the house may ask of the store. One implementation stands over node:sqlite
 * (`sqlite.ts`); the schema is portable so that Postgres can follow. Every promise that reports a
 * write settles only when that write is on disk.
 *
 * The store never holds an address, a user agent, a plaintext token or an exact time of a tip.
 */
import type { Hour } from '#lib/protocol/hours'
import type { Receipt } from '#lib/protocol/shapes'

/** A part as it was announced when the tip was opened; sizes in bytes of the sealed part. */
export type StoredPart = {
  bytes: number
  /** Lower-case hex; null until the tip is received. */
  sha256: string | null
}

/** A tip as the store knows it. `checking` is known to the intake alone, since it does not outlive the process. */
export type StoredTip = {
  id: string
  inbox: string
  state: 'open' | 'received' | 'expired'
  /** An open tip is forgotten after this hour. */
  expires: Hour
  parts: StoredPart[]
  /** Present once received. */
  receipt: Receipt | null
}

export type OpenTip = {
  id: string
  inbox: string
  /** SHA-256 of the token, lower-case hex; the token itself never reaches the store. */
  tokenSha256: string
  parts: { bytes: number }[]
  expires: Hour
  /** Whether the mail's subject may say that it is urgent. */
  urgent: boolean
  /** The proof that is spent by opening; null when proof of work is off. */
  proof: { id: string; expires: Hour } | null
}

export type PutChunk = {
  tip: string
  part: number
  chunk: number
  data: Uint8Array
  /** The tip's new expiry; an earlier one than the present is ignored. */
  expires: Hour
}

export type ReceiveTip = {
  tip: string
  /** Hour of receipt, as in the receipt. */
  hour: Hour
  receipt: Receipt
  /** One row per mail to send; `id` is random and stays the name of that mail everywhere. */
  outbox: { id: string; inbox: string }[]
}

/** An open tip and the bytes of the chunks it holds. */
export type HalfOpenTip = { tip: string; bytes: number }

export type TipStore = {
  /** Makes an open tip and spends its proof, in one transaction. */
  open(tip: OpenTip): Promise<{ ok: true } | { ok: false; reason: 'proof-spent' }>
  /** The tip when `tokenSha256` belongs to it; null for a wrong token as for an unknown tip. */
  find(id: string, tokenSha256: string): Promise<StoredTip | null>
  /** Indices of the chunks held, ascending, one list per part; empty lists once the tip has expired. */
  heldChunks(tip: string): Promise<number[][]>
  /**
   * Stores one chunk durably. `stored` is false when the same bytes were there already.
   * Range and size are the caller's to check.
   */
  putChunk(
    chunk: PutChunk,
  ): Promise<
    | { ok: true; stored: boolean }
    | { ok: false; reason: 'conflict' | 'closed' | 'expired' | 'unknown' }
  >
  /** The bytes of one part in order, a chunk at a time. Throws `ChunkGone` when a chunk is not there. */
  readPart(tip: string, part: number): AsyncIterable<Uint8Array>
  /**
   * Marks the tip received and writes its outbox rows, in one transaction. A tip received before
   * keeps its first receipt, which is given back.
   */
  receive(
    tip: ReceiveTip,
  ): Promise<
    | { ok: true; receipt: Receipt }
    | { ok: false; reason: 'reference-taken' | 'expired' | 'unknown' }
  >
  /** Deletes the bytes of open tips whose hour has come; their state becomes `expired`. Gives their ids. */
  expire(now: Date): Promise<string[]>
  /** Expires open tips that hold no chunk and would end at or before `expires`. Gives their ids. */
  expireEmpty(expires: Hour): Promise<string[]>
  /** Forgets what expired before these hours: the rows of expired tips, and spent proofs. */
  forget(before: { tips: Hour; proofs: Hour }): Promise<void>
  /** Every open tip, for the quota on half-open tips. */
  halfOpen(): Promise<HalfOpenTip[]>
}

/** One mail to send: a received tip on its way to one inbox. */
export type Delivery = {
  /** Random; idempotency key, Message-ID and Maildir base name. */
  id: string
  tip: string
  reference: string
  inbox: string
  /** Hour of receipt. */
  hour: Hour
  parts: { bytes: number; sha256: string }[]
  /** Attempts that failed so far. */
  attempts: number
  /** Nobody has leased it before, so that it cannot have gone already. */
  untried?: boolean
  /** The sender allows the subject to say so. */
  urgent: boolean
}

export type DeliveryStore = {
  /**
   * Takes up to `limit` due mails for `leaseMs`, new ones first, then by when they were due; nobody else gets them until
   * they are recorded or the lease has run out. `leaseId` is random, made for this call.
   */
  leaseDeliveries(lease: {
    now: Date
    limit: number
    leaseMs: number
    leaseId: string
  }): Promise<Delivery[]>
  /** Records a delivered mail by the hour of `at`. False when the lease was lost to somebody else. */
  recordDelivered(done: { id: string; leaseId: string; at: Date }): Promise<boolean>
  /** Gives the mail back, to be tried at `nextAttempt`. `reason` must not carry content. False as above. */
  recordFailure(failure: {
    id: string
    leaseId: string
    nextAttempt: Date
    reason: string
  }): Promise<boolean>
  /** As `TipStore.readPart`. */
  readPart(tip: string, part: number): AsyncIterable<Uint8Array>
  /**
   * Forgets tips whose every mail was delivered in an hour before that of `before`: bytes, hashes,
   * token and receipt go, only the reference stays so that it is never given twice.
   * Gives how many tips were forgotten.
   */
  purgeDelivered(purge: { before: Date }): Promise<number>
  /** What waits: how many mails, the hour of the oldest, the most attempts any of them has had. */
  pendingDeliveries(): Promise<{ count: number; oldestHour: Hour | null; maxAttempts: number }>
}

/** An Ed25519 key that signs receipts; `kid` is its RFC 7638 thumbprint. */
export type ReceiptKey = { kid: string; publicJwk: JsonWebKey; privateJwk: JsonWebKey }

export type SecretStore = {
  /** The value of that name, made by `make` and stored on first use; of two makers, one wins. */
  secret(name: string, make: () => string): Promise<string>
  /** The present signing key, made by `make` and stored on first use. */
  receiptKey(make: () => Promise<ReceiptKey>): Promise<ReceiptKey>
  /** Public halves of all signing keys, present and retired, newest first. */
  receiptKeys(): Promise<{ kid: string; publicJwk: JsonWebKey }[]>
}

export type Store = {
  tips: TipStore
  delivery: DeliveryStore
  secrets: SecretStore
  /**
   * Empties the write-ahead log, which else goes on holding what was overwritten or deleted: bytes of
   * forgotten tips, and the instants of leases, by which somebody could tell when a tip came.
   */
  clearLog(): Promise<void>
  /** Whether the database answers. */
  ready(): Promise<boolean>
  /** Waits for what was asked, then closes the database. Nothing may be asked afterwards. */
  close(): Promise<void>
}
