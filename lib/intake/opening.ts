/** Opening a tip: who may, how much, and what it costs. */

import { jsonAnswer, laterAnswer, problemAnswer } from '#lib/protocol/answers'
import { chunkCount } from '#lib/protocol/chunks'
import { addHours, hourAtOrAfter } from '#lib/protocol/hours'
import { type OpenTipAnswer, openTipRequest } from '#lib/protocol/shapes'
import { readJson } from './bodies.ts'
import type { IntakeContext } from './context.ts'
import { checkSizes } from './sizes.ts'
import { sha256 } from './tokens.ts'

/** An open tip expires this long after its last new chunk, or after it was opened. */
export const OPEN_HOURS = 72
/** Seconds after which room may have come free. */
const HALF_OPEN_RETRY = 300

/** `POST /api/tips` */
export async function openTip(
  context: IntakeContext,
  request: Request,
  source: string | null,
): Promise<Response> {
  const { store, inboxes, limits, proofs, halfOpen, disk, clock, randomBytes } = context
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
  const bytes = parts.reduce((total, part) => total + part.bytes, 0)
  if (!(await disk.hasRoomFor(bytes))) return diskIsFull()
  const tip = Buffer.from(randomBytes(16)).toString('base64url')
  const chunks = parts.reduce((total, part) => total + chunkCount(part.bytes, limits.chunkBytes), 0)
  const room = halfOpen.admit(tip, source, chunks)
  if (!room.ok) return tooMuchHalfOpen()
  try {
    await forgetEvicted(context, room.evicted)
  } catch (error) {
    halfOpen.release(tip)
    throw error
  }
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
  context.observe({ kind: 'opened' })
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

/** 503 for a disk that has too little left for this tip. */
export function diskIsFull(): Response {
  return laterAnswer(
    'storage-unavailable',
    'The disk of this server is nearly full. Send the report without large files, or try again later.',
    HALF_OPEN_RETRY,
  )
}

/** Has the store and everybody else forget tips that made room for others. */
export async function forgetEvicted(
  { store, completions, observe }: IntakeContext,
  tips: readonly string[],
): Promise<void> {
  if (tips.length === 0) return
  for (const tip of tips) completions.forget(tip)
  await store.tips.abandon(tips)
  observe({ kind: 'evicted', tips: tips.length })
}
