/** What may be asked for the operator: records of tips, certificates once seen, and what was told. */
import type { Hour } from '#lib/protocol/hours'
import type { LinkedPart, MailState, Recipient } from './delivery-store.ts'

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
