/** Opening a tip: who may, how much, and what it costs. */

import { jsonAnswer, laterAnswer, problemAnswer } from '#lib/protocol/answers'
import { addHours, hourAtOrAfter } from '#lib/protocol/hours'
import { type OpenTipAnswer, openTipRequest } from '#lib/protocol/shapes'
import { readJson } from './bodies.ts'
import type { IntakeContext } from './context.ts'
import { checkSizes } from './sizes.ts'
import { sha256 } from './tokens.ts'

/** An open tip expires this long after its last new chunk, or after it was opened. */
export const OPEN_HOURS = 72
/** Honest senders from one office: a burst, and then one a minute. */
const OPENING = { burst: 60, perHour: 60 }
/** Seconds after which room may have come free. */
const HALF_OPEN_RETRY = 300

/** `POST /api/tips` */
export async function openTip(
  context: IntakeContext,
  request: Request,
  source: string | null,
): Promise<Response> {
  const { store, inboxes, limits, proofs, sources, halfOpen, clock, randomBytes } = context
  const body = await readJson(request, openTipRequest)
  if (!body.ok) return body.answer
  const { inbox, parts, proof, urgent } = body.value
  if (!inboxes.some((one) => one.id === inbox)) {
    return problemAnswer('unknown-inbox', 'Choose an inbox that GET /api/inboxes names.', {
      errors: [{ pointer: '/inbox', detail: 'There is no inbox of this id.' }],
    })
  }
  const tooMuch = checkSizes(parts, limits)
  if (tooMuch !== null) return tooMuch
  const checked = await proofs.check(proof)
  if (!checked.ok) {
    return checked.reason === 'refused'
      ? problemAnswer('proof-refused', checked.detail)
      : problemAnswer('invalid-values', 'Correct the fields that “errors” names.', {
          errors: [{ pointer: '/proof', detail: checked.detail }],
        })
  }
  const seconds = sources.take(source, 'open', OPENING)
  if (seconds > 0) {
    return laterAnswer('too-many-requests', 'Too many tips were opened from here. Wait.', seconds)
  }
  const tip = Buffer.from(randomBytes(16)).toString('base64url')
  if (!(await admit(context, tip, source))) return tooMuchHalfOpen()
  const token = Buffer.from(randomBytes(32)).toString('base64url')
  const expires = hourAtOrAfter(addHours(clock(), OPEN_HOURS))
  try {
    const tokenSha256 = sha256(token)
    const opened = await store.tips.open({
      id: tip,
      inbox,
      tokenSha256,
      parts,
      expires,
      urgent: urgent === true,
      proof: checked.spend,
    })
    if (!opened.ok) {
      halfOpen.release(tip)
      return problemAnswer('proof-refused', 'This proof was used before. Solve a new challenge.')
    }
  } catch (error) {
    halfOpen.release(tip)
    throw error
  }
  const answer: OpenTipAnswer = { tip, token, chunkBytes: limits.chunkBytes, expires }
  return jsonAnswer(201, answer)
}

/** 429 for a quota that is reached. */
export function tooMuchHalfOpen(): Response {
  return laterAnswer(
    'too-much-half-open',
    'Too much was begun and not completed. Complete what you began, or try again later.',
    HALF_OPEN_RETRY,
  )
}

/** Counts the tip; when the site is full, tips that never got a chunk make room first. */
async function admit(context: IntakeContext, tip: string, source: string | null): Promise<boolean> {
  const { store, halfOpen, clock } = context
  const admitted = halfOpen.admit(tip, source)
  if (admitted.ok || admitted.full === 'source') return admitted.ok
  // Opened an hour ago or earlier, and nothing came since.
  const idle = await store.tips.expireEmpty(hourAtOrAfter(addHours(clock(), OPEN_HOURS - 1)))
  for (const one of idle) {
    halfOpen.release(one)
    context.completions.forget(one)
  }
  return halfOpen.admit(tip, source).ok
}
