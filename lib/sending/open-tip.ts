/** The first step of a send: a proof of work, and a tip opened with it. */
import type { OpenTipAnswer } from '#lib/protocol/shapes'
import { readOpened } from './answers.ts'
import {
  insist,
  internal,
  type Journey,
  jsonBody,
  REQUEST_TIMEOUT_MS,
  refused,
  STARTS_MAX,
} from './journey.ts'
import { call, isPassing } from './line.ts'
import { type Proof, solveChallenge } from './solve-challenge.ts'

/** A fresh proof of work, or null when the server asks for none. */
async function prove(journey: Journey): Promise<Proof | null> {
  journey.report('proving')
  const reply = await insist(journey, '/api/challenge', { method: 'GET' })
  if (reply.status !== 200) throw refused(reply)
  const { body } = reply
  if (typeof body === 'object' && body !== null && 'off' in body && body.off === true) return null
  const proof = await solveChallenge(body, journey.signal)
  if (proof === null) throw internal('the server asks for a proof that this page does not know.')
  return proof
}

/**
 * Opens a tip. Each attempt takes a fresh proof, because a proof is spent even when the answer is lost.
 * @param sizes of its sealed parts, in order
 * @throws SendError when the server refuses it or cannot be reached
 */
export async function openTip(journey: Journey, sizes: readonly number[]): Promise<OpenTipAnswer> {
  const { line, origin, inbox, urgent, followUp, returnNumber, signal, patience } = journey
  let refusals = 0
  for (;;) {
    const proof = await prove(journey)
    const parts = sizes.map((bytes) => ({ bytes }))
    const request = jsonBody({
      inbox,
      parts,
      proof,
      ...(urgent && { urgent }),
      ...(followUp && { followUp }),
      ...(returnNumber && { conversation: true }),
    })
    const headers = {
      ...request.headers,
      ...(returnNumber && { authorization: `Bearer ${returnNumber}` }),
    }
    const reply = await call(
      line,
      `${origin}/api/tips`,
      { ...request, headers },
      { signal, timeoutMs: REQUEST_TIMEOUT_MS },
    )
    if (reply === null || isPassing(reply)) {
      await patience.wait(reply)
      continue
    }
    if (reply.slug === 'proof-refused' && refusals < STARTS_MAX) {
      refusals += 1
      continue
    }
    if (reply.status !== 201) throw refused(reply)
    const opened = readOpened(reply.body)
    if (opened === null) throw internal('the server gave an answer that this page does not know.')
    patience.progress()
    return opened
  }
}
