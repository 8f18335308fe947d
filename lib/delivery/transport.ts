/** What a transport does: it hands one finished mail on, exactly once where it can. */
import type { Delivery } from '#lib/store/store'

/** One mail, ready to be streamed; asked for again, it gives the same headers and body. */
export type Mail = {
  delivery: Delivery
  /** The RFC 5322 message with LF line ends; transports that speak SMTP make CRLF of them. */
  content(): AsyncIterable<Uint8Array>
}

export type TransportResult =
  | { ok: true }
  | {
      ok: false
      /** What went wrong and the cure, for the log: never content of a tip. */
      reason: string
    }

export type Transport = {
  /** Its name in `MAIL_TRANSPORT`. */
  name: string
  /**
   * Hands the mail on. `ok` means that it will survive a power cut there. The delivery's id is the
   * idempotency key: a second call after an unknown outcome must not make a second mail.
   */
  deliver(mail: Mail): Promise<TransportResult>
}
