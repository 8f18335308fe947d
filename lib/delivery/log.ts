/**
 * What the delivery loop tells the operator's log. Logs stamp every line with the exact time, so a
 * mail that went is not logged, and one that failed is logged without its reference.
 */
export type DeliveryEvent =
  | { event: 'delivery-failed'; inbox: string; attempts: number; reason: string }
  /** The mail went by the next transport of `MAIL_TRANSPORT`; this one needs somebody's eyes. */
  | { event: 'transport-failed'; inbox: string; transport: string; reason: string }
  | { event: 'purged'; tips: number }
  | { event: 'loop-failed'; reason: string }
  /** Something new is wrong; as it is mailed to the operator. */
  | { event: 'alarm'; key: string; level: 'alarm' | 'warning'; text: string }
  /** A mail to the operator did not go; it is tried again. */
  | { event: 'operator-not-told'; reason: string }

export type DeliveryLog = (event: DeliveryEvent) => void
