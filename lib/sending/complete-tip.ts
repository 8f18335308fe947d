/** The last step of a send: the tip is completed, and its receipt checked. */
import { readKeySet, verifyReceipt } from '#lib/protocol/receipt-check'
import type { OpenTipAnswer, Receipt } from '#lib/protocol/shapes'
import { readReceipt } from './answers.ts'
import {
  Gone,
  insist,
  internal,
  type Journey,
  jsonBody,
  REQUEST_TIMEOUT_MS,
  refused,
} from './journey.ts'
import { call } from './line.ts'

/** Grows with each answer that the parts are still being checked, up to the longest. */
const FIRST_CHECKING_WAIT_MS = 1_000
const LONGEST_CHECKING_WAIT_MS = 15_000

/**
 * Completes the tip and waits for the receipt.
 * @param parts size and hash of each sealed part, in order
 * @returns the receipt, or null when the server lacks chunks
 * @throws Gone when the tip has to begin again, SendError when it cannot go on
 */
export async function completeTip(
  journey: Journey,
  opened: OpenTipAnswer,
  parts: Receipt['parts'],
): Promise<Receipt | null> {
  const { line, signal } = journey
  const request = jsonBody({ parts: parts.map(({ sha256 }) => ({ sha256 })) })
  const headers = { ...request.headers, authorization: `Bearer ${opened.token}` }
  const ask = () => insist(journey, `/api/tips/${opened.tip}/complete`, { ...request, headers })
  journey.completing = true
  journey.report('checking')
  let reply = await ask()
  for (let waits = 0; reply.status === 202; waits += 1) {
    journey.report('checking')
    const least = Math.min(FIRST_CHECKING_WAIT_MS * 2 ** waits, LONGEST_CHECKING_WAIT_MS)
    await line.sleep(reply.retryAfterMs ?? least, signal)
    reply = await ask()
  }
  if (reply.slug === 'chunks-missing') {
    journey.completing = false
    return null
  }
  if (reply.status === 404 || reply.slug === 'hash-mismatch') throw new Gone()
  if (reply.status !== 201 && reply.status !== 200) throw refused(reply)
  const receipt = readReceipt(reply.body)
  const same =
    receipt?.inbox === journey.inbox &&
    receipt.parts.length === parts.length &&
    receipt.parts.every(
      ({ bytes, sha256 }, index) =>
        bytes === parts[index]?.bytes && sha256 === parts[index]?.sha256,
    )
  if (receipt === null || !same) throw internal('the receipt does not belong to it.')
  if (!(await isSigned(journey, receipt))) {
    throw internal('the receipt does not bear the signature of this site.')
  }
  return receipt
}

/**
 * Whether the site's key signed the receipt. Where nothing can be told, because the keys do not come
 * or the browser has no Ed25519, the receipt counts: it can be checked later.
 */
async function isSigned({ line, origin, signal }: Journey, receipt: Receipt): Promise<boolean> {
  const reply = await call(
    line,
    `${origin}/.well-known/tip-receipt-key`,
    { method: 'GET' },
    { signal, timeoutMs: REQUEST_TIMEOUT_MS },
  )
  const keys = reply?.status === 200 ? readKeySet(reply.body) : null
  const verdict = keys === null ? 'unsupported' : await verifyReceipt(receipt, keys)
  return verdict === 'genuine' || verdict === 'unsupported'
}
