/**
 * The sender's side of the protocol (docs/protocol.md): opens a tip with a fresh proof of work,
 * stores its sealed parts chunk by chunk, and completes it. A lost line is waited for and taken up
 * at the chunks that are missing; an expired proof or tip begins again without losing anything.
 */
import type { OpenTipAnswer, Receipt } from '#lib/protocol/shapes'
import { readReceipt } from './answers.ts'
import {
  Gone,
  insist,
  internal,
  type Journey,
  jsonBody,
  refused,
  type SendSealedOptions,
  STARTS_MAX,
} from './journey.ts'
import { createPatience, SendError } from './line.ts'
import { openTip } from './open-tip.ts'
import { askHeld, putMissing } from './store-chunks.ts'
import type { SendFailure, SendPhase } from './worker-messages.ts'

export type SendSealedOutcome = { ok: true; receipt: Receipt } | { ok: false; failure: SendFailure }

/** Grows with each answer that the parts are still being checked, up to the longest. */
const FIRST_CHECKING_WAIT_MS = 1_000
const LONGEST_CHECKING_WAIT_MS = 15_000

/** Completes the tip and waits for the receipt. */
async function complete(journey: Journey, opened: OpenTipAnswer): Promise<Receipt> {
  const { inbox, parts, line, signal } = journey
  const body = { parts: parts.map(({ sha256 }) => ({ sha256 })) }
  const request = jsonBody(body)
  const headers = { ...request.headers, authorization: `Bearer ${opened.token}` }
  journey.completing = true
  journey.report('checking')
  let reply = await insist(journey, `/api/tips/${opened.tip}/complete`, { ...request, headers })
  for (let waits = 0; reply.status === 202; waits += 1) {
    journey.report('checking')
    const least = Math.min(FIRST_CHECKING_WAIT_MS * 2 ** waits, LONGEST_CHECKING_WAIT_MS)
    await line.sleep(reply.retryAfterMs ?? least, signal)
    reply = await insist(journey, `/api/tips/${opened.tip}/complete`, { ...request, headers })
  }
  if (reply.slug === 'chunks-missing') {
    await journey.patience.wait(reply)
    const held = await askHeld(journey, opened)
    if (held !== null) await putMissing(journey, opened, held)
    return complete(journey, opened)
  }
  if (reply.status === 404 || reply.slug === 'hash-mismatch') throw new Gone()
  if (reply.status !== 201 && reply.status !== 200) throw refused(reply)
  const receipt = readReceipt(reply.body)
  const same =
    receipt?.inbox === inbox &&
    receipt.parts.length === parts.length &&
    receipt.parts.every(
      ({ bytes, sha256 }, index) =>
        bytes === parts[index]?.content.size && sha256 === parts[index]?.sha256,
    )
  if (receipt === null || !same) throw internal('the receipt does not belong to it.')
  return receipt
}

/** Opens, stores and completes; begins again when the tip has gone from the server. */
async function travel(journey: Journey): Promise<Receipt> {
  for (let start = 1; ; start += 1) {
    try {
      journey.completing = false
      const opened = await openTip(journey)
      journey.stored(0)
      await putMissing(journey, opened, new Set())
      return await complete(journey, opened)
    } catch (error) {
      if (!(error instanceof Gone)) throw error
      if (start >= STARTS_MAX) {
        throw new SendError({
          code: 'expired',
          retryable: true,
          message:
            'The server lost track of your tip several times, and it has not been received. Press the button again. Everything you wrote is still here.',
        })
      }
    }
  }
}

/** What the sender reads after stopping a send. */
export const CANCELLED: SendFailure = {
  code: 'cancelled',
  retryable: true,
  message:
    'You stopped the sending. Your tip has not been received. Everything you wrote is still here.',
}

/** Once everything was handed over, a failure to hear back no longer means that nothing arrived. */
function inDoubt(failure: SendFailure): SendFailure {
  const message =
    'Everything was handed over, but the confirmation did not come back, so your tip may have been received or not. Press the button again to be sure: a tip that arrives twice does no harm.'
  return failure.code === 'offline' || failure.code === 'busy' || failure.code === 'cancelled'
    ? { ...failure, message }
    : failure
}

/** Turns whatever ended a send into what the sender reads. */
function toFailure(error: unknown, { signal, completing }: Journey): SendFailure {
  if (error instanceof SendError) return completing ? inDoubt(error.failure) : error.failure
  if (signal.aborted) return completing ? inDoubt(CANCELLED) : CANCELLED
  return internal(`${error instanceof Error ? error.message : String(error)}.`).failure
}

/**
 * Sends sealed parts to an inbox and gives the receipt. Never rejects: an abort, a lost line after
 * long patience and every refusal are failures as values.
 */
export async function sendSealed(options: SendSealedOptions): Promise<SendSealedOutcome> {
  const totalBytes = options.parts.reduce((sum, { content }) => sum + content.size, 0)
  let doneBytes = 0
  const report = (phase: SendPhase) => options.onProgress({ phase, doneBytes, totalBytes })
  const journey: Journey = {
    ...options,
    patience: createPatience(options.line, options.signal, () => report('waiting')),
    report,
    stored: (bytes) => {
      doneBytes = bytes
    },
    completing: false,
  }
  try {
    return { ok: true, receipt: await travel(journey) }
  } catch (error) {
    return { ok: false, failure: toFailure(error, journey) }
  }
}
