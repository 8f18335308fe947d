/** What may be asked of tips while they come in: open, chunk by chunk, received or forgotten. */
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
  /**
   * The conversation it begins. If its sender has begun this very one before, it becomes a message of that;
   * what another conversation has is not given twice, and the tip is opened without one.
   */
  followUp?: FollowUp
  /** Id of the conversation to which it is a further message. */
  conversation?: string
}

/** What a sender leaves with a tip so as to come back; nothing in it opens anything. */
export type FollowUp = {
  /** Of the return number, lower-case hex. */
  lookupSha256: string
  /** The address id: 16 characters of Crockford's base 32, lower case. */
  address: string
  /** Of the subkey that replies are sealed to, 16 lower-case hex digits. */
  keyId: string
  /** The tip's secret key, sealed under the code; base64url. */
  box: string
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
  /** Fingerprints of the inbox's certificates it was sealed to, former ones too. */
  sealedTo: string[]
  /** One row per mail to send; `id` is random and stays the name of that mail everywhere. */
  outbox: { id: string; inbox: string; recipient: 'first' | 'archive' }[]
  /** Until when the conversation it belongs to is kept at least; for tips that have one. */
  conversationExpires?: Hour
}

export type SetPart = {
  tip: string
  part: number
  /** Of the sealed part. */
  bytes: number
  /** False deletes the chunks of the part; when true they must fit the new size, which is the caller's to check. */
  keepChunks: boolean
  /** The tip's new expiry; an earlier one than the present is ignored. */
  expires: Hour
}

/** An open tip and the bytes of the chunks it holds. */
export type HalfOpenTip = { tip: string; bytes: number }

export type TipStore = {
  /**
   * Makes an open tip and spends its proof, in one transaction. `conversation-ended`: the one it was to go
   * on in is over; the proof is not spent.
   */
  open(
    tip: OpenTip,
  ): Promise<{ ok: true } | { ok: false; reason: 'proof-spent' | 'conversation-ended' }>
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
  /**
   * Sets the size of a part of an open tip anew, or adds the part that comes next after the last one.
   * `gap`: the part would come later than that. Sizes and the number of parts are the caller's to check.
   */
  setPart(
    part: SetPart,
  ): Promise<{ ok: true } | { ok: false; reason: 'closed' | 'expired' | 'unknown' | 'gap' }>
  /** The bytes of one part in order, a chunk at a time. Throws `ChunkGone` when a chunk is not there. */
  readPart(tip: string, part: number): AsyncIterable<Uint8Array>
  /**
   * Marks the tip received and writes its outbox rows, in one transaction. A tip received before
   * keeps its first receipt, which is given back. `reference-taken`: by another tip, or it is not the
   * one that a further message has now (`ConversationStore.threadOf`). `changed`: its bytes are not those of the receipt any
   * more, since a part was set anew meanwhile.
   */
  receive(
    tip: ReceiveTip,
  ): Promise<
    | { ok: true; receipt: Receipt }
    | { ok: false; reason: 'reference-taken' | 'changed' | 'expired' | 'unknown' }
  >
  /** Deletes the bytes of open tips whose hour has come; their state becomes `expired`. Gives their ids. */
  expire(now: Date): Promise<string[]>
  /** Forgets these tips at once as if they had never been opened, those of them that are still open. */
  abandon(tips: readonly string[]): Promise<void>
  /** Forgets what expired before these hours: the rows of expired tips, and spent proofs. */
  forget(before: { tips: Hour; proofs: Hour }): Promise<void>
  /** Every open tip, for the quota on half-open tips. */
  halfOpen(): Promise<HalfOpenTip[]>
  /** How many tips are open, whichever instance opened them, and the bytes of the chunks they hold. */
  halfOpenTotals(): Promise<{ tips: number; bytes: number }>
}
