/**
 * What the rest of the house may ask of the store. One implementation stands over node:sqlite
 * (`sqlite.ts`), one over Postgres (`postgres.ts`), where several instances share all of it; schema and
 * queries are the same. Every promise that reports a write settles only when that write is on disk.
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

/** A tip as its operator may see it: never content. */
export type TipRecord = {
  reference: string
  inbox: string
  hour: Hour
  /** The hour since which it is held for a legal case; null when it is not. */
  held: Hour | null
  /** Sizes in bytes of sealed parts; `desk` and `archive` are null where no mail to them names the part by link. */
  parts: { bytes: number; desk: LinkedPart | null; archive: LinkedPart | null }[]
  /** Which message of its conversation it is; null when its sender cannot be answered (any more). */
  message: number | null
  /** The replies in that conversation that its sender has not read. */
  unread: number
  mails: {
    id: string
    state: MailState
    recipient: Recipient
    attempts: number
    /** Only while pending. */
    nextAttempt: Date | null
    transport: string | null
    delivered: Hour | null
    bounced: Hour | null
    /** What the provider said since: `delayed` or `complained`. */
    trouble: 'delayed' | 'complained' | null
    /** Why the last attempt failed. */
    reason: string | null
  }[]
}

/** What is left of a tip that was forgotten. `purged` is an hour; sizes are those of its sealed parts. */
export type PurgeRecord = {
  reference: string
  purged: Hour
  bytes: number[]
  by: 'retention' | 'operator'
}

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

/** What `npm run tips` does. References are compared as they are written, in upper case. */
export type RecordStore = {
  /** Every received tip, newest hour first. */
  list(): Promise<TipRecord[]>
  find(reference: string): Promise<TipRecord | null>
  /**
   * Makes pending mails of the tip due at once, and replaces bounced ones by new mails to the same
   * address; gives how many. New, since to a provider the former id is a mail that it has sent.
   * @param newId makes a random id for each new mail
   */
  retry(reference: string, newId: () => string): Promise<number>
  /**
   * Adds a new mail of that id to the tip's inbox; its bytes must still be there. It takes the place of
   * those that came back or are not confirmed: whether the tip arrived is then known by the new one.
   */
  resend(reference: string, mail: { id: string; recipient: Recipient }): Promise<boolean>
  /** Holds the tip from `since`, or lets it go when null. False when there is no such tip. */
  hold(reference: string, since: Hour | null): Promise<boolean>
  /**
   * Forgets a tip at once, by the operator's word, unless it is held or, without `undelivered`, a mail has
   * not gone; and with the first message of a conversation the conversation, also when that message was
   * forgotten before.
   */
  purge(
    reference: string,
    options: { now: Date; undelivered: boolean },
  ): Promise<{ ok: true } | { ok: false; reason: 'unknown' | 'held' | 'undelivered' }>
  /** What was forgotten, newest first. */
  purged(): Promise<PurgeRecord[]>
}

/** A certificate that an inbox has, or had until `lastSeen`. */
export type SeenCertificate = {
  inbox: string
  fingerprint: string
  armored: string
  encryptionKeyIds: string[]
  lastSeen: Hour
}

export type CertificateStore = {
  /** Remembers certificates as present at `at`. */
  remember(certificates: readonly Omit<SeenCertificate, 'lastSeen'>[], at: Date): Promise<void>
  /** Every certificate that was present in the hour of `since` or later. */
  seenSince(since: Date): Promise<SeenCertificate[]>
}

/** What the operator was told, by the alarm's key; instants, since they say nothing about a tip. */
export type NoticeStore = {
  all(): Promise<{ key: string; toldAt: Date }[]>
  put(notice: { key: string; toldAt: Date }): Promise<void>
  remove(key: string): Promise<void>
  /**
   * Takes the right to do something alone, such as telling, until it is released or `forMs` are over.
   * Of several processes and instances that ask, one gets it; the others get false.
   */
  claim(claim: { key: string; now: Date; forMs: number }): Promise<boolean>
  /** Gives back what this process has claimed. */
  release(key: string): Promise<void>
}

/** An Ed25519 key that signs receipts; `kid` is its RFC 7638 thumbprint. */
export type ReceiptKey = { kid: string; publicJwk: JsonWebKey; privateJwk: JsonWebKey }

export type SecretStore = {
  /** The value of that name, made by `make` and stored on first use; of two makers, one wins. */
  secret(name: string, make: () => string): Promise<string>
  /**
   * The value of that name for one day, made by `make` and stored on first use; of two makers, one wins.
   * Asking for a day deletes the values of earlier days for ever.
   * @param day as `2026-11-22`
   */
  dailySecret(name: string, day: string, make: () => string): Promise<string>
  /** The present signing key, made by `make` and stored on first use. */
  receiptKey(make: () => Promise<ReceiptKey>): Promise<ReceiptKey>
  /** Public halves of all signing keys, present and retired, newest first. */
  receiptKeys(): Promise<{ kid: string; publicJwk: JsonWebKey }[]>
}

/** What is taken from a bucket that holds at most `burst` and is filled again at `perHour`. */
export type Share = {
  /** An HMAC under the day's secret, never an address. */
  key: string
  /** More than `burst` counts as `burst`, so that it passes once the bucket is full. */
  amount: number
  burst: number
  perHour: number
  now: Date
}

/** Token buckets: limits on how much somebody may ask for, kept no longer than they limit anything. */
export type LimitStore = {
  /** Takes the share, all of it or nothing; else says when there will be enough. */
  take(share: Share): Promise<{ ok: true } | { ok: false; retryAfterMs: number }>
  /** Forgets the buckets that are full again. */
  forget(now: Date): Promise<void>
}

export type Store = {
  tips: TipStore
  delivery: DeliveryStore
  downloads: DownloadStore
  conversations: ConversationStore
  records: RecordStore
  certificates: CertificateStore
  notices: NoticeStore
  secrets: SecretStore
  limits: LimitStore
  /**
   * Frees what was overwritten or deleted and is still held: bytes of forgotten tips, and the instants of
   * leases, by which somebody could tell when a tip came. SQLite overwrites them and empties its log;
   * Postgres marks them free, and they are overwritten by what comes next.
   */
  clearLog(): Promise<void>
  /** Bytes inside the database's file that are free for what comes next; 0 where nobody can tell. */
  reusableBytes(): Promise<number>
  /** What an operator should know of the database's settings, each with its cure; seldom any. */
  warnings: readonly string[]
  /** Whether the database answers. */
  ready(): Promise<boolean>
  /** Waits for what was asked, then closes the database. Nothing may be asked afterwards. */
  close(): Promise<void>
}
