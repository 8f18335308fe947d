/** What transports over the network have in common: the size of a mail, and words for the log. */
import type { Delivery } from '#lib/store/store'
import { sizeInWords, wireBytes } from '../mail.ts'
import type { TransportFailure } from '../transport.ts'

/** The largest mail we hand on: common mail servers take no more. */
export const WIRE_BYTES_MAX = 20_000_000

/** A failure when the mail is larger than mail servers take; null when it fits. */
export function tooLarge(delivery: Pick<Delivery, 'parts'>): TransportFailure | null {
  const bytes = wireBytes(delivery)
  if (bytes <= WIRE_BYTES_MAX) return null
  return {
    ok: false,
    retry: 'never',
    reason: `The mail would have ${sizeInWords(bytes)}, and ${sizeInWords(WIRE_BYTES_MAX)} is the most that is sent. Add maildir to MAIL_TRANSPORT as the last one: the Maildir takes any size.`,
  }
}

/**
 * What another machine said, fit for the log: one line of at most 300 characters, without mail
 * addresses and without what would name the tip.
 */
export function quoted(text: string, delivery: Pick<Delivery, 'id' | 'reference'>): string {
  const clean = text
    .replaceAll(delivery.id, '(id)')
    .replaceAll(delivery.reference, '(reference)')
    .replace(/[^\s<>"'(),:;]+@[^\s<>"'(),:;]+/g, '(address)')
    .replace(/[^\x20-\x7e]+/g, ' ')
    .trim()
  return `“${clean.slice(0, 300)}”`
}
