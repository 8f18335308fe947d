/** Opening a tip: who may, how much, and what it costs. */

import { jsonAnswer, laterAnswer, problemAnswer } from '#lib/protocol/answers'
import { chunkCount } from '#lib/protocol/chunks'
import { addHours, type Hour, hourAtOrAfter } from '#lib/protocol/hours'
import { type OpenTipAnswer, openTipRequest } from '#lib/protocol/shapes'
import type { FollowUp } from '#lib/store/store'
import { readJson } from './bodies.ts'
import type { IntakeContext } from './context.ts'
import { unknownConversation } from './conversation-of.ts'
import type { Evicted } from './half-open.ts'
import { checkSizes, limitsOf } from './sizes.ts'
import { threadFor } from './threads.ts'
import { sha256 } from './tokens.ts'
import { takeTurn } from './turns.ts'

/** An open tip expires this long after its last new chunk, or after it was opened. */
export const OPEN_HOURS = 72
/** Seconds after which room may have come free. */
const HALF_OPEN_RETRY = 300
/** Seconds after which an operator may have made room for large tips. */
const DISK_RETRY = 3600

/** `POST /api/tips` */
export async function openTip(
  context: IntakeContext,
  request: Request,
  source: string | null,
): Promise<Response> {
  const { inboxes, limits, proofs, pace, work } = context
  const body = await readJson(request, openTipRequest)
  if (!body.ok) return body.answer
  const { inbox: id, parts, proof, urgent } = body.value
  const thread = await threadFor(context, request, source, body.value)
  if (!thread.ok) return thread.answer
  const inbox = inboxes.find((one) => one.id === id)
  if (inbox === undefined) return unknownInbox()
  const tooMuch = checkSizes(parts, limitsOf(inbox, limits))
  if (tooMuch !== null) return tooMuch
  const checked = await proofs.check(proof)
  if (!checked.ok) {
    return checked.reason === 'refused'
      ? problemAnswer('proof-refused', checked.detail)
      : problemAnswer('invalid-values', 'Correct the fields that “errors” names.', {
          errors: [{ pointer: '/proof', detail: checked.detail }],
        })
  }
  const full = await fullDisk(context, sizeOf(parts))
  if (full !== null) return full
  const turn = await takeTurn(context, pace, source)
  if (turn !== null) {
    proofs.discard(checked.spend)
    return turn
  }
  const begun = await beginTip(context, {
    inbox: id,
    parts,
    urgent: urgent === true,
    source,
    spend: checked.spend,
    hours: OPEN_HOURS,
    ...thread.begins,
  })
  if (!begun.ok) return begun.answer
  if (checked.spend !== null) await work.opened()
  const { tip, token, expires } = begun
  const answer: OpenTipAnswer = { tip, token, chunkBytes: limits.chunkBytes, expires }
  return jsonAnswer(201, answer)
}

export const unknownInbox = () =>
  problemAnswer('unknown-inbox', 'Choose an inbox that GET /api/inboxes names.', {
    errors: [{ pointer: '/inbox', detail: 'There is no inbox of this id.' }],
  })

/**
 * Begins a tip that may: makes room for it and writes it.
 * @param begin.hours how long it is kept after its last chunk
 */
export async function beginTip(
  context: IntakeContext,
  begin: {
    inbox: string
    parts: readonly { bytes: number }[]
    urgent: boolean
    source: string | null
    spend: { id: string; expires: Hour } | null
    hours: number
    followUp?: FollowUp
    conversation?: string
  },
): Promise<
  { ok: true; tip: string; token: string; expires: Hour } | { ok: false; answer: Response }
> {
  const { store, limits, halfOpen, clock, randomBytes, observe } = context
  const { inbox, parts, urgent, source, spend, hours, ...thread } = begin
  const tip = Buffer.from(randomBytes(16)).toString('base64url')
  const chunks = parts.reduce((total, part) => total + chunkCount(part.bytes, limits.chunkBytes), 0)
  context.learnOthers()
  const room = halfOpen.admit(tip, source, chunks)
  if (!room.ok) return { ok: false, answer: tooMuchHalfOpen() }
  const token = Buffer.from(randomBytes(32)).toString('base64url')
  const expires = hourAtOrAfter(addHours(clock(), hours))
  try {
    await forgetEvicted(context, room.evicted)
    const opened = await store.tips.open({
      id: tip,
      inbox,
      tokenSha256: sha256(token),
      parts: [...parts],
      expires,
      urgent,
      proof: spend,
      ...thread,
    })
    if (!opened.ok) {
      halfOpen.release(tip)
      if (opened.reason === 'conversation-ended')
        return { ok: false, answer: unknownConversation() }
      const detail = 'This proof was used before. Solve a new challenge.'
      return { ok: false, answer: problemAnswer('proof-refused', detail) }
    }
  } catch (error) {
    halfOpen.release(tip)
    throw error
  }
  observe({ kind: 'opened' })
  return { ok: true, tip, token, expires }
}

/** 429 for a quota that is reached. */
export function tooMuchHalfOpen(): Response {
  return laterAnswer(
    'too-much-half-open',
    'Too much was begun and not completed. Complete what you began, or try again later.',
    HALF_OPEN_RETRY,
  )
}

/**
 * The answer when the disk has no room for a tip of so many announced bytes; null when it has. While
 * smaller tips still pass it is 413 with Retry-After (RFC 9110, 15.5.14): waiting alone may not help.
 */
export async function fullDisk(
  { disk }: Pick<IntakeContext, 'disk'>,
  bytes: number,
): Promise<Response | null> {
  const room = await disk.admits(bytes)
  if (room.ok) return null
  if (room.most === 0) return diskIsFull()
  const detail = `This server is short of room: until its operator has made some, it takes tips of at most ${room.most} bytes. Leave large files out, say in the report that you have them, or try again later.`
  return problemAnswer('too-large', detail, {
    headers: { 'Retry-After': String(DISK_RETRY) },
    errors: [
      { pointer: '/parts', detail: `All parts have at most ${room.most} bytes together now.` },
    ],
  })
}

/** 503 for a disk that has no room for what has begun, or for anything. */
export function diskIsFull(): Response {
  return laterAnswer(
    'storage-unavailable',
    'The disk of this server is full. What has arrived is kept; try again later.',
    HALF_OPEN_RETRY,
  )
}

/** Bytes of all parts together. */
export function sizeOf(parts: readonly { bytes: number }[]): number {
  return parts.reduce((total, { bytes }) => total + bytes, 0)
}

/**
 * Has the store and everybody else forget tips that made room for others. Where other servers take tips
 * in as well, one of which they have stored a chunk stays: somebody is sending it there.
 */
export async function forgetEvicted(
  { store, completions, locks, shared, observe }: IntakeContext,
  evicted: readonly Evicted[],
): Promise<void> {
  const gone: string[] = []
  for (const { tip, chunks } of evicted) {
    if (shared && chunks !== (await store.tips.heldChunks(tip)).flat().length) continue
    gone.push(tip)
    completions.forget(tip)
    locks.forget(tip)
  }
  if (gone.length === 0) return
  await store.tips.abandon(gone)
  observe({ kind: 'evicted', tips: gone.length })
}
