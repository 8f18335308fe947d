/** What may be announced when a tip is opened. */

import { problemAnswer } from '#lib/protocol/answers'
import type { Limits } from '#lib/protocol/limits'

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
