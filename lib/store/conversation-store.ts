/** What may be asked of conversations: what lets a sender come back, and the desk's replies. */
import type { Hour } from '#lib/protocol/hours'

/** A conversation as its sender may see it. */
export type Conversation = {
  id: string
  /** The reference of its first tip. */
  reference: string
  inbox: string
  /** It is forgotten after this hour, or as soon as the desk has had all messages for long enough. */
  expires: Hour
  keyId: string
  box: string
  /** The sender's messages that were received, in their order; `delivered` is null until the desk has it. */
  messages: { number: number; hour: Hour; delivered: Hour | null }[]
  /** The desk's, in the order of their numbers, which count what came, from 1; `bytes` is the size of the padded box. */
  replies: { id: string; number: number; hour: Hour; bytes: number; read: boolean }[]
}

export type ConversationStore = {
  /** The conversation of a return number, by its SHA-256; null when there is none (any more). */
  find(lookupSha256: string): Promise<Conversation | null>
  /** Where a reply to an address belongs; null when there is none (any more). */
  findByAddress(
    address: string,
  ): Promise<{ id: string; inbox: string; keyId: string; reference: string } | null>
  /** Whether a tip is a further message of a conversation: whose, and the number that is next. */
  threadOf(tip: string): Promise<{ reference: string; next: number } | null>
  /**
   * Keeps a reply for the sender. `messageSha256` is of what is sealed in it, so that a reply which comes
   * twice, in whatever mail, is kept once. `full`: REPLIES_MAX wait already, or REPLY_BYTES_MAX.
   */
  putReply(reply: {
    conversation: string
    id: string
    hour: Hour
    box: Uint8Array
    messageSha256: string
    /** The conversation's new expiry; an earlier one than the present is ignored. */
    expires: Hour
  }): Promise<'stored' | 'repeated' | 'full' | 'unknown'>
  /** The padded box of a reply; null when it is not of that conversation. */
  readReply(lookupSha256: string, id: string): Promise<Uint8Array | null>
  /** Marks replies of that conversation as read; others are passed over. */
  markRead(lookupSha256: string, ids: readonly string[], hour: Hour): Promise<void>
  /** Forgets the conversation at its sender's word: what opens it, and every reply. False when there is none. */
  end(lookupSha256: string): Promise<boolean>
  /**
   * Forgets conversations that expired at or before the hour of `now` and of which no message waits
   * for retention to end. Gives how many.
   */
  expire(now: Date): Promise<number>
  /** For alarms and metrics. */
  counts(): Promise<{ open: number; unread: number; oldestUnread: Hour | null }>
}
