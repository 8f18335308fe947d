/** How a notice reaches the operator: by the first transport that takes it. */
import { within } from './sending.ts'
import type { Notice, Transport } from './transport.ts'

/** How long one mail may wait for other machines. */
const MAIL_MS = 60_000
const GRACE_MS = 1_000

/** `unknown`: one of them may have taken it, so that only the very same notice may be offered again. */
export type Notified = { ok: true } | { ok: false; unknown: boolean; reason: string }

/**
 * Offers the notice to the transports in their order.
 * @param stopping breaks off what is being mailed
 */
export async function notifyBy(
  transports: readonly Transport[],
  notice: Notice,
  stopping: AbortSignal,
): Promise<Notified> {
  const reasons: string[] = []
  let unknown = false
  for (const transport of transports) {
    const signal = AbortSignal.any([stopping, AbortSignal.timeout(MAIL_MS)])
    const result = await within(transport.notify(notice, signal), signal, GRACE_MS)
    if (result.ok) return { ok: true }
    reasons.push(`${transport.name}: ${result.reason}`)
    unknown ||= result.retry === 'now'
    if (stopping.aborted) break
  }
  return { ok: false, unknown, reason: reasons.join(' · ') }
}
