/** What may be asked of mails on their way to a desk, and of the parts that are handed out by link. */
import type { Hour } from '#lib/protocol/hours'

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
  /** Which of the inbox's addresses it goes to. */
  recipient: Recipient
  /** Fingerprints it was sealed to; empty for tips received before this was recorded. */
  sealedTo: string[]
  /** The conversation it belongs to; null when its sender left no way back. */
  thread?: Thread | null
}

/** What a mail needs to stand in the thread of its conversation. */
export type Thread = {
  /** The conversation's address id. */
  address: string
  /** Counts the sender's messages; the tip itself is 1. */
  number: number
  /** The reference of the tip. */
  reference: string
  /** Id of the tip's own mail to the same address, by which the later ones refer to it. */
  firstMail: string
}

/** The inbox's address, its second one after the first has bounced, or that of the archive, which gets a copy. */
export type Recipient = 'first' | 'second' | 'archive'

/**
 * `pending`: to be sent. `sent`: taken by a provider that will confirm it by webhook. `delivered`.
 * `bounced`: sent back, and nobody has it: an operator must act. `replaced`: sent back, or never
 * confirmed, and another mail took its place.
 */
export type MailState = 'pending' | 'sent' | 'delivered' | 'bounced' | 'replaced'

/** What a mail provider tells of a mail afterwards; `bounced` stands for every kind of final failure. */
export type MailEvent = 'delivered' | 'delayed' | 'bounced' | 'complained'

export type DeliveryStore = {
  /**
   * Takes up to `limit` due mails for `leaseMs` (less than 24 hours); nobody else gets them until they
   * are recorded or the lease has run out. New ones come first, then by when they were due; every
   * fourth call it is the other way round, so that a lasting backlog of new mail starves no other.
   * `leaseId` is random, made for this call.
   */
  leaseDeliveries(lease: {
    now: Date
    limit: number
    leaseMs: number
    leaseId: string
  }): Promise<Delivery[]>
  /**
   * Records a mail that was handed on, by the hour of `at`: as `delivered` when `confirmed`, else as
   * `sent`. False when the lease was lost to somebody else.
   */
  recordDelivered(done: {
    id: string
    leaseId: string
    at: Date
    /** Name of the transport that took it. */
    transport: string
    /** The provider's own id of the mail, when it gave one. */
    providerId?: string | undefined
    confirmed: boolean
    /** The parts that the mail names by link; left out, it is every part that `linkPart` was told of. */
    linked?: readonly number[]
  }): Promise<boolean>
  /** Gives the mail back untried, to be taken again at once; for a shutdown. */
  giveBack(lease: { id: string; leaseId: string }): Promise<void>
  /** Gives the mail back, to be tried at `nextAttempt`. `reason` must not carry content. False as above. */
  recordFailure(failure: {
    id: string
    leaseId: string
    nextAttempt: Date
    reason: string
    /** Every transport refused it for good: somebody must change something. Until the next attempt is recorded. */
    refused: boolean
  }): Promise<boolean>
  /** As `TipStore.readPart`. */
  readPart(tip: string, part: number): AsyncIterable<Uint8Array>
  /**
   * Remembers that a part goes by link and not inside the mail; asked again, nothing changes.
   * @param link.sha256 SHA-256 of the capability, lower-case hex; the capability never reaches the store
   * @param link.archive whether the link goes to the archive: what it fetches is counted apart
   */
  linkPart(link: { tip: string; part: number; sha256: string; archive: boolean }): Promise<void>
  /** The mail an event speaks of, by our id or the provider's; null when it is not (or no longer) ours. */
  findMail(
    mail: { id: string } | { providerId: string },
  ): Promise<{ id: string; inbox: string; recipient: Recipient; state: MailState } | null>
  /**
   * Applies an event to a mail, once per `eventId`, in one transaction; in whatever order they come, a
   * bounce outweighs a delivery. A bounce with `second` makes a new mail of that id to the second address.
   */
  recordEvent(event: {
    eventId: string
    mail: string
    kind: MailEvent
    at: Date
    second: { id: string } | null
  }): Promise<'applied' | 'repeated' | 'without-effect'>
  /**
   * Forgets tips that are not held, whose every mail was delivered (or replaced by one that was), and
   * whose every linked part was fetched whole by everybody who has a link to it, all in hours before that of `before`: bytes, hashes,
   * token and receipt go; the reference stays so that it is never given twice, and a record of the
   * purge. Gives how many tips were forgotten.
   */
  purgeDelivered(purge: { before: Date; now: Date }): Promise<number>
  /** What waits or went wrong, for alarms and metrics. */
  pendingDeliveries(): Promise<PendingDeliveries>
}

export type PendingDeliveries = {
  /** Mails to be sent, the hour of the oldest one's tip, and the most attempts any of them has had. */
  count: number
  oldestHour: Hour | null
  maxAttempts: number
  /** Mails to be sent whose last attempt was refused for good by every transport. */
  refused: number
  /** Mails that bounced and that nobody has. */
  bounced: number
  /** The hour of the newest bounce, also of one that was replaced; null when there was none. */
  lastBounce: Hour | null
  /** Mails a provider took and has not confirmed, and the hour of the oldest hand-over. */
  unconfirmed: { count: number; oldestHour: Hour | null }
  /** Mails that their reader's provider reported as spam. */
  complained: number
  /** Linked parts that nobody has fetched whole, and the hour of the oldest delivery of their mails. */
  unfetched: { count: number; oldestHour: Hour | null }
}

/** A part that is handed out by link. */
export type Download = {
  tip: string
  part: number
  bytes: number
  /** Of the sealed part, lower-case hex. */
  sha256: string
  /** The hour in which whoever has this link, the desk or the archive, had fetched it whole; null before. */
  fetched: Hour | null
}

export type DownloadStore = {
  /** The part a capability stands for, by its SHA-256; null when unknown or purged. */
  find(sha256: string): Promise<Download | null>
  /** Bytes [from, to) of a part. Throws `ChunkGone` when it was purged meanwhile. */
  readRange(tip: string, part: number, from: number, to: number): AsyncIterable<Uint8Array>
  /** Records that bytes [from, to) were handed out; parts fetched in pieces count as whole when all pieces were. */
  recordFetched(range: { sha256: string; from: number; to: number; at: Date }): Promise<void>
}

/** What became of a link to a part: the hour in which it was fetched whole, null before. */
export type LinkedPart = { fetched: Hour | null }
