/** What a transport does: it hands one finished mail on, exactly once where it can. */
import type { Inbox } from '#lib/inboxes/inbox'
import type { Delivery } from '#lib/store/store'

/** One mail, ready to be streamed; asked for again, it gives the same headers and body. */
export type Mail = {
  delivery: Delivery
  inbox: Inbox
  /** `MAIL_FROM`, a mail address. */
  from: string
  /** The address it goes to: the inbox's, its second one, or the archive's. */
  to: string
  /** What stands in From: `MAIL_FROM`, or the sender's reply address. */
  author: string
  replyTo: readonly string[]
  /** The address at which its sender can be answered; null when there is none. */
  wayBack: string | null
  /** Parts that do not travel inside, by their index, with the address where they are fetched. */
  links: ReadonlyMap<number, string>
  /** The RFC 5322 message with LF line ends; transports that speak SMTP make CRLF of them. */
  content(): AsyncIterable<Uint8Array>
  /** The sealed bytes of a part, for transports that make mails of their own. */
  readPart(part: number): AsyncIterable<Uint8Array>
}

/**
 * What to do after a failure. `now`: ask the same transport again with the same id before any other,
 * since the mail may have been taken, or it will be in a moment. `later`: it was not taken; another
 * transport may try, else this one after a pause. `never`: it was not taken, and will not be until
 * somebody changes something; another transport may try.
 */
export type Retry = 'now' | 'later' | 'never'

export type TransportFailure = {
  ok: false
  retry: Retry
  /** How long the other side asks us to wait, in milliseconds; left out when it did not say. */
  retryAfterMs?: number
  /** What went wrong and the cure, for the log: never content of a tip. */
  reason: string
}

export type TransportResult =
  | {
      ok: true
      /** False when the provider will say later, by webhook, whether it arrived. */
      confirmed: boolean
      /** The provider's id of the mail. */
      providerId?: string
    }
  | TransportFailure

/** A short plain mail: an alarm to the operator, or to a desk that a reply was not kept; never anything of a tip. */
export type Notice = {
  /** Random, or the hash of what it is about; idempotency key and Message-ID. */
  id: string
  /** The inbox whose desk it is for; left out, it is for the operator. */
  inbox?: string
  /** Header fields of ASCII that are added, or take the place of `Auto-Submitted`. */
  headers?: Readonly<Record<string, string>>
  from: string
  to: string
  subject: string
  text: string
  date: Date
}

export type Transport = {
  /** Its name in `MAIL_TRANSPORT`. */
  name: string
  /** The longest that `deliver` may wait for another machine, in milliseconds: leases are longer. */
  longestMs: number
  /** How many mails it takes at the same time. */
  parallel: number
  /** The largest mail it takes unless the inbox says less, in bytes on the wire; null for any size. */
  wireBytes: number | null
  /**
   * Hands the mail on. `ok` means that it will survive a power cut there. The delivery's id is the
   * idempotency key: a second call after an unknown outcome must not make a second mail.
   * @param signal ends the wait for the other side; the outcome is then unknown (`now`)
   */
  deliver(mail: Mail, signal: AbortSignal): Promise<TransportResult>
  /** Hands on a mail to the operator or a desk. */
  notify(notice: Notice, signal: AbortSignal): Promise<TransportResult>
}
