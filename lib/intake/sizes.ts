/** What may be announced when a tip is opened, or a part of it anew. */
import { type Inbox, partLimits } from '#lib/inboxes/inbox'
import { problemAnswer } from '#lib/protocol/answers'
import type { Limits } from '#lib/protocol/limits'

/** What counts for tips to an inbox: its own limits where it has some, else the site's. */
export function limitsOf(inbox: Pick<Inbox, 'limits'>, limits: Limits): Limits {
  return inbox.limits === null ? limits : { ...limits, ...partLimits(inbox.limits) }
}

/**
 * The answer for parts that are too many (422) or too big (413); null when they fit.
 * @param parts sealed sizes in bytes
 */
export function checkSizes(parts: readonly { bytes: number }[], limits: Limits): Response | null {
  if (parts.length > limits.parts) {
    return problemAnswer('invalid-values', 'Open a second tip for the rest.', {
      errors: [{ pointer: '/parts', detail: `A tip has at most ${limits.parts} parts.` }],
    })
  }
  const message = parts[0]?.bytes ?? 0
  if (message > limits.messageBytes) {
    return problemAnswer('too-large', 'Move attachments into parts of their own.', {
      errors: [
        { pointer: '/parts/0/bytes', detail: `Part 0 has at most ${limits.messageBytes} bytes.` },
      ],
    })
  }
  const sum = parts.reduce((total, { bytes }) => total + bytes, 0)
  if (sum > limits.tipBytes) {
    return problemAnswer('too-large', 'Leave files out, or open a second tip for them.', {
      errors: [
        { pointer: '/parts', detail: `All parts have at most ${limits.tipBytes} bytes together.` },
      ],
    })
  }
  return null
}
