/** What every step of a send shares: the line, the patience, the way to report, and how steps fail. */
import type { OpenTipRequest } from '#lib/protocol/shapes'
import { call, isPassing, type Line, type Patience, type Reply, SendError } from './line.ts'
import type { SendPhase } from './worker-messages.ts'

/** For small requests, in milliseconds. */
export const REQUEST_TIMEOUT_MS = 60_000
/** How often a proof may be refused, or a tip be gone, before the sender is told. */
export const STARTS_MAX = 4

/** The tip has gone from the server: begin again with a new one. */
export class Gone extends Error {}

export type Journey = {
  /** Origin of the site, e.g. `https://example.org`. */
  origin: string
  inbox: string
  /** Asks the server to say in the mail's subject that it is urgent; only if the sender allows it. */
  urgent?: boolean
  /** The conversation that the tip begins. */
  followUp?: OpenTipRequest['followUp']
  /** Of the conversation to which it is a further message. */
  returnNumber?: string | undefined
  line: Line
  signal: AbortSignal
  patience: Patience
  report: (phase: SendPhase) => void
  /** Everything was handed over; only the confirmation is missing. */
  completing: boolean
}

/** A failure of either side that should not happen; `detail` is a whole sentence. */
export function internal(detail: string): SendError {
  return new SendError({
    code: 'internal',
    retryable: true,
    message: `What you wrote has not been received: ${detail} Press the button again. If it happens again, use another way that this page names.`,
  })
}

/** The failure for an answer that no waiting will change. */
export function refused(reply: Reply): SendError {
  if (reply.status === 413) {
    return new SendError({
      code: 'too-large',
      retryable: false,
      message:
        `This is more than the server takes. Remove files, and write that you have them. ${reply.detail}`.trim(),
    })
  }
  if (reply.slug === 'unknown-conversation') {
    return new SendError({
      code: 'refused',
      retryable: false,
      message:
        'The conversation has ended or was forgotten, so your message was not received. Copy what you wrote. You can send it as a new tip.',
    })
  }
  return new SendError({
    code: 'refused',
    retryable: false,
    message: `The server refused what you sent (${reply.detail || `answer ${reply.status}`}). Load the page again, because it may have changed. If it happens again, use another way that this page names.`,
  })
}

/**
 * Repeats a request to `path` while its failure is a passing one.
 * @throws SendError when it has been waited long enough
 */
export async function insist(journey: Journey, path: string, init: RequestInit): Promise<Reply> {
  const { line, origin, signal, patience } = journey
  for (;;) {
    const reply = await call(line, `${origin}${path}`, init, {
      signal,
      timeoutMs: REQUEST_TIMEOUT_MS,
    })
    if (reply !== null && !isPassing(reply)) return reply
    await patience.wait(reply)
  }
}

/** A request with a JSON body. */
export const jsonBody = (
  value: unknown,
  method: 'POST' | 'PUT' = 'POST',
): Pick<RequestInit, 'method' | 'headers' | 'body'> => ({
  method,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(value),
})
