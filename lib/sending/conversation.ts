/**
 * The conversation of a sender who came back: looks it up with what the nine words give, opens the
 * desk's replies, and knows what a further message belongs to. The words are dropped as soon as the
 * keys are derived; the keys stay in memory until they are forgotten.
 */
import { deriveKeys, type Stretch } from '#lib/follow-up/derive'
import { type Opener, openReply, ReplyError } from '#lib/follow-up/open-reply'
import { BoxError, type KeyMaker, openTipKey, type TipKey } from '#lib/follow-up/tip-key'
import { fromBase64url } from '#lib/protocol/base64url'
import { readCertificates, readFollowUp } from './conversation-answers.ts'
import type { Thread } from './course.ts'
import { jsonBody, REQUEST_TIMEOUT_MS } from './journey.ts'
import { call, exchange, isPassing, type Line, readReply } from './line.ts'
import type {
  ConversationAnswer,
  ConversationAsk,
  ConversationState,
  OpenOutcome,
  ReadOutcome,
} from './worker-messages.ts'

/** A reply has 25 MiB at most; on a slow line that takes its time. In milliseconds. */
const REPLY_TIMEOUT_MS = 30 * 60_000
const LENGTH_BYTES = 4

const OFFLINE =
  'The connection is gone. Check it and try again. Nothing is lost: messages wait for you on the server.'
const NOT_OPEN = 'The conversation is not open any more. Type your code again.'

/** The world outside, handed in. */
export type ConversationSurroundings = {
  loadOpenPgp: () => Promise<Opener & KeyMaker>
  line: Pick<Line, 'fetch'>
  stretch: Stretch
}

export type OpenConversation = {
  /** Answers one question of the page. Never rejects. */
  ask: (question: ConversationAsk) => Promise<ConversationAnswer>
  /** What a further message needs to know; null when no conversation is open. */
  thread: () => Thread | null
  /** A further message was received. */
  sent: () => void
}

type Held = {
  origin: string
  returnNumber: string
  key: TipKey
  state: ConversationState
  /** Messages that were sent since the state was asked for. */
  sentSince: number
  /** Of the desk, armored; null until they are needed. */
  certificates: readonly string[] | null
}

type Failed = Extract<OpenOutcome, { ok: false }>
type Looked = Failed | { ok: true; state: ConversationState; box: string }

/** A conversation that is not open yet. */
export function createConversation(surroundings: ConversationSurroundings): OpenConversation {
  const { loadOpenPgp, line, stretch } = surroundings
  const never = new AbortController().signal
  const limits = { signal: never, timeoutMs: REQUEST_TIMEOUT_MS }
  let held: Held | null = null
  /** What was being opened when everything was forgotten must not come back. */
  let opening = 0

  const bearer = (returnNumber: string) => ({ authorization: `Bearer ${returnNumber}` })

  async function look(origin: string, returnNumber: string): Promise<Looked> {
    const init = { method: 'GET', headers: bearer(returnNumber) }
    const reply = await call(line, `${origin}/api/follow-up`, init, limits)
    if (reply === null) return { ok: false, reason: 'offline', message: OFFLINE }
    if (reply.slug === 'unknown-conversation') {
      const message =
        'There is no conversation for this code. Check each word against what you wrote down. If they are right, the conversation has ended or was forgotten.'
      return { ok: false, reason: 'unknown', message }
    }
    if (isPassing(reply)) return busy(reply.retryAfterMs)
    const answer = reply.status === 200 ? readFollowUp(reply.body) : null
    if (answer === null) return internal('the server gave an answer that this page does not know')
    const { key, keyId, ...state } = answer
    return { ok: true, state, box: key }
  }

  async function open(words: readonly string[], origin: string): Promise<OpenOutcome> {
    forget()
    const mine = opening
    const { returnNumber, sealKey } = await deriveKeys(words, stretch)
    const looked = await look(origin, returnNumber)
    if (!looked.ok) return looked
    const box = fromBase64url(looked.box)
    if (box === null) return internal('the box with its key cannot be read')
    let key: TipKey
    try {
      key = await openTipKey(await loadOpenPgp(), box, sealKey)
    } catch (error) {
      if (error instanceof BoxError) return internal('your code does not open the box with its key')
      throw error
    }
    const { state } = looked
    if (mine === opening) {
      held = { origin, returnNumber, key, state, sentSince: 0, certificates: null }
    }
    return { ok: true, state }
  }

  async function refresh(): Promise<OpenOutcome> {
    if (held === null) return { ok: false, reason: 'internal', message: NOT_OPEN }
    const now = held
    const looked = await look(now.origin, now.returnNumber)
    if (!looked.ok) return looked
    now.state = looked.state
    now.sentSince = 0
    return { ok: true, state: looked.state }
  }

  async function certificatesOf(now: Held): Promise<readonly string[] | null> {
    if (now.certificates !== null) return now.certificates
    const reply = await call(line, `${now.origin}/api/inboxes`, { method: 'GET' }, limits)
    now.certificates = reply?.status === 200 ? readCertificates(reply.body, now.state.inbox) : null
    return now.certificates
  }

  async function read(id: string): Promise<ReadOutcome> {
    if (held === null) return { ok: false, message: NOT_OPEN }
    const now = held
    const certificates = await certificatesOf(now)
    if (certificates === null) return { ok: false, message: OFFLINE }
    const answer = await exchange(
      line,
      `${now.origin}/api/follow-up/replies/${encodeURIComponent(id)}`,
      { method: 'GET', headers: bearer(now.returnNumber) },
      { signal: never, timeoutMs: REPLY_TIMEOUT_MS },
      async (response) =>
        response.status === 200
          ? new Uint8Array(await response.arrayBuffer())
          : await readReply(response),
    )
    if (answer === null) return { ok: false, message: OFFLINE }
    if (!(answer instanceof Uint8Array)) {
      if (isPassing(answer)) return { ok: false, message: busy(answer.retryAfterMs).message }
      const message = 'This message is not on the server any more. Ask for new messages.'
      return { ok: false, message }
    }
    const sealed = unpadded(answer)
    if (sealed === null) {
      return { ok: false, message: 'This message came incomplete. Try to open it again.' }
    }
    try {
      const reply = await openReply(await loadOpenPgp(), sealed, now.key.secret, certificates)
      return { ok: true, reply }
    } catch (error) {
      if (error instanceof ReplyError) return { ok: false, message: error.message }
      throw error
    }
  }

  /** Whether the server has done what was asked of it. */
  async function tell(path: string, init: RequestInit): Promise<{ status: number } | null> {
    if (held === null) return null
    const headers = { ...init.headers, ...bearer(held.returnNumber) }
    return call(line, `${held.origin}${path}`, { ...init, headers }, limits)
  }

  async function end(): Promise<boolean> {
    const reply = await tell('/api/follow-up', { method: 'DELETE' })
    // 404: it had ended before.
    const done = reply?.status === 204 || reply?.status === 404
    if (done) forget()
    return done
  }

  function forget(): void {
    opening += 1
    held = null
  }

  async function answer(question: ConversationAsk): Promise<ConversationAnswer> {
    const { what } = question
    switch (what) {
      case 'open':
        return { what, outcome: await open(question.words, question.origin) }
      case 'refresh':
        return { what, outcome: await refresh() }
      case 'read':
        return { what, outcome: await read(question.reply) }
      case 'mark-read': {
        const reply = await tell('/api/follow-up/read', jsonBody({ replies: question.replies }))
        return { what, done: reply?.status === 204 }
      }
      case 'end':
        return { what, done: await end() }
      case 'forget':
        forget()
        return { what, done: true }
    }
  }

  return {
    ask: (question) => answer(question).catch((error: unknown) => failedAnswer(question, error)),
    thread: () =>
      held && {
        reference: held.state.reference,
        number:
          Math.max(1, ...held.state.messages.map(({ number }) => number)) + held.sentSince + 1,
        returnNumber: held.returnNumber,
        tipKey: {
          address: held.key.secret.users[0]?.userID?.email ?? '',
          armored: held.key.armored,
        },
      },
    sent: () => {
      if (held !== null) held.sentSince += 1
    },
  }
}

/** What the page is told when something failed that should not. */
export function failedAnswer({ what }: ConversationAsk, error: unknown): ConversationAnswer {
  const outcome = internal(error instanceof Error ? error.message : String(error))
  return what === 'open' || what === 'refresh'
    ? { what, outcome }
    : what === 'read'
      ? { what, outcome: { ok: false, message: outcome.message } }
      : { what, done: false }
}

/** @param detail is part of a sentence */
function internal(detail: string): Failed {
  return {
    ok: false,
    reason: 'internal',
    message: `The conversation could not be opened: ${detail}. Try again. If it happens again, load the page again.`,
  }
}

function busy(retryAfterMs: number | null): Failed {
  const seconds = Math.ceil((retryAfterMs ?? 0) / 1000)
  const when =
    seconds === 0
      ? 'in some minutes'
      : seconds < 90
        ? `in ${seconds} seconds`
        : `in about ${Math.ceil(seconds / 60)} minutes`
  return {
    ok: false,
    reason: 'busy',
    message: `The server takes no more of these questions at the moment. Try again ${when}.`,
    ...(retryAfterMs !== null && { retryAfterMs }),
  }
}

/** The OpenPGP message in the box of a reply; null when the box is not whole. */
function unpadded(box: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> | null {
  if (box.length < LENGTH_BYTES) return null
  const length = new DataView(box.buffer, box.byteOffset).getUint32(0)
  return length > 0 && length <= box.length - LENGTH_BYTES
    ? box.slice(LENGTH_BYTES, LENGTH_BYTES + length)
    : null
}
