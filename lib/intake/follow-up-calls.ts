/**
 * What a sender who comes back may ask: how the tip stands, the desk's replies, and to end it all. Every
 * call costs the same time and the same share whether the return number is right or not, so that
 * nobody learns anything from a wrong one.
 */
import { setTimeout as wait } from 'node:timers/promises'
import {
  emptyAnswer,
  jsonAnswer,
  laterAnswer,
  problemAnswer,
  streamAnswer,
} from '#lib/protocol/answers'
import { hourOf } from '#lib/protocol/hours'
import { type FollowUpAnswer, readRepliesRequest } from '#lib/protocol/shapes'
import { readJson } from './bodies.ts'
import type { IntakeContext } from './context.ts'
import { lookupOf, unknownConversation } from './conversation-of.ts'
import { takeTurn } from './turns.ts'

/** Answers are padded to a multiple of this. */
const STEP_BYTES = 8 * 1024

/**
 * Runs what looks a conversation up, and gives what it found, or null: both cost the same share, and
 * neither comes sooner. The failure is the answer to give when too much was looked up.
 * @param source as the routes know it
 */
export async function lookedUp<T>(
  context: IntakeContext,
  source: string | null,
  find: () => Promise<T | null>,
): Promise<{ ok: true; value: T | null } | { ok: false; answer: Response }> {
  const { sources, lookupRate, lookupPace, lookupMs, guessing, observe } = context
  const seconds = await sources.take(source, 'lookups', lookupRate)
  if (seconds > 0) {
    const detail = 'Too many return numbers were tried from here. Wait, and then try again.'
    return { ok: false, answer: laterAnswer('too-many-requests', detail, seconds) }
  }
  const turn = await takeTurn(context, lookupPace, source)
  if (turn !== null) return { ok: false, answer: turn }
  const least = wait(lookupMs, undefined, { ref: false })
  const value = await find()
  await least
  if (value === null) guessing.wrong()
  observe({ kind: 'looked-up', found: value !== null })
  return { ok: true, value }
}

/** Answers a call of a conversation; `run` gives null when there is none of this return number. */
async function guarded(
  context: IntakeContext,
  request: Request,
  source: string | null,
  run: (lookup: string) => Promise<Response | null>,
): Promise<Response> {
  // A number that cannot be one is looked up all the same: its answer must not come sooner.
  const lookup = lookupOf(request) ?? ''
  const found = await lookedUp(context, source, () => run(lookup))
  if (!found.ok) return found.answer
  return found.value ?? unknownConversation()
}

/** `GET /api/follow-up` */
export function followUp(
  context: IntakeContext,
  request: Request,
  source: string | null,
): Promise<Response> {
  return guarded(context, request, source, async (lookup) => {
    const found = await context.store.conversations.find(lookup)
    if (found === null) return null
    const { reference, inbox, expires, box, keyId, messages, replies } = found
    const answer: FollowUpAnswer = {
      reference,
      inbox,
      expires,
      key: box,
      keyId,
      messages,
      replies,
      padding: '',
    }
    const bytes = Buffer.byteLength(JSON.stringify(answer))
    const padding = ' '.repeat((STEP_BYTES - (bytes % STEP_BYTES)) % STEP_BYTES)
    return jsonAnswer(200, { ...answer, padding })
  })
}

/** `GET /api/follow-up/replies/{id}` */
export function followUpReply(
  context: IntakeContext,
  request: Request,
  [id = '']: readonly string[],
  source: string | null,
): Promise<Response> {
  return guarded(context, request, source, async (lookup) => {
    const { conversations } = context.store
    const box = await conversations.readReply(lookup, id)
    if (box === null) {
      const known = (await conversations.find(lookup)) !== null
      return known ? problemAnswer('not-found', 'This conversation has no such reply.') : null
    }
    const body = new Blob([new Uint8Array(box)]).stream()
    return streamAnswer(200, body, {
      'Content-Type': 'application/octet-stream',
      'Content-Length': String(box.length),
    })
  })
}

/** `POST /api/follow-up/read` */
export async function markRepliesRead(
  context: IntakeContext,
  request: Request,
  source: string | null,
): Promise<Response> {
  const body = await readJson(request, readRepliesRequest)
  if (!body.ok) return body.answer
  return guarded(context, request, source, async (lookup) => {
    const { store, clock } = context
    if ((await store.conversations.find(lookup)) === null) return null
    await store.conversations.markRead(lookup, body.value.replies, hourOf(clock()))
    return emptyAnswer()
  })
}

/** `DELETE /api/follow-up` */
export function endFollowUp(
  context: IntakeContext,
  request: Request,
  source: string | null,
): Promise<Response> {
  return guarded(context, request, source, async (lookup) =>
    (await context.store.conversations.end(lookup)) ? emptyAnswer() : null,
  )
}
