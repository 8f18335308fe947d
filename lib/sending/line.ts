/**
 * One call to the intake over a line that may be lost at any moment: what came back, or that
 * nothing did. Waiting between attempts grows, is jittered, and ends some day.
 */
import type { SendFailure } from './worker-messages.ts'

/** The world outside, handed in. */
export type Line = {
  fetch: (address: string, init: RequestInit) => Promise<Response>
  /** Waits `ms`; rejects with the signal's reason when it is aborted. */
  sleep: (ms: number, signal: AbortSignal) => Promise<void>
  /** A number from 0 (inclusive) to 1 (exclusive), for jitter. */
  random: () => number
}

/** What the server said. `slug` is the problem type (docs/protocol.md), '' when there is none. */
export type Reply = {
  status: number
  body: unknown
  slug: string
  detail: string
  retryAfterMs: number | null
}

/** Ends a send early; caught where the send began and turned into a value. */
export class SendError extends Error {
  readonly failure: SendFailure
  constructor(failure: SendFailure) {
    super(failure.message)
    this.failure = failure
  }
}

const FIRST_WAIT_MS = 1_000
const LONGEST_WAIT_MS = 60_000
/** With the waits above, about a quarter of an hour without any progress. */
const ATTEMPTS_MAX = 20
/** While the server holds chunks, giving up would lose them: about twelve hours without progress. */
const ATTEMPTS_MAX_WITH_CHUNKS = 800
/** A server that asks for more patience than this is told to the sender instead. */
const RETRY_AFTER_MAX_MS = 10 * 60_000

/** `Retry-After` in milliseconds, given in seconds (RFC 9110, section 10.2.3); null without one. */
function retryAfter(response: Response): number | null {
  const value = response.headers.get('retry-after')
  return value !== null && /^\d{1,6}$/.test(value) ? Number(value) * 1000 : null
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

/** Reads the body as JSON; anything else (a proxy's error page) counts as empty. */
export async function readReply(response: Response): Promise<Reply> {
  const text = await response.text()
  let body: unknown = null
  try {
    body = text === '' ? null : JSON.parse(text)
  } catch {
    // Only our own server answers JSON; what stands in between is judged by its status.
  }
  const type = isRecord(body) && typeof body.type === 'string' ? body.type : ''
  const detail = isRecord(body) && typeof body.detail === 'string' ? body.detail : ''
  return {
    status: response.status,
    body,
    slug: type.startsWith('/problems/') ? type.slice('/problems/'.length) : '',
    detail,
    retryAfterMs: retryAfter(response),
  }
}

/**
 * Makes one request.
 * @param timeoutMs after which the line counts as lost
 * @returns the reply, or null when the line was lost
 * @throws the signal's reason when the send was aborted
 */
export function call(
  line: Pick<Line, 'fetch'>,
  address: string,
  init: RequestInit,
  limits: { signal: AbortSignal; timeoutMs: number },
): Promise<Reply | null> {
  return exchange(line, address, init, limits, readReply)
}

/** The same, for answers that are not JSON: `read` takes them. */
export async function exchange<Answer>(
  line: Pick<Line, 'fetch'>,
  address: string,
  init: RequestInit,
  { signal, timeoutMs }: { signal: AbortSignal; timeoutMs: number },
  read: (response: Response) => Promise<Answer>,
): Promise<Answer | null> {
  signal.throwIfAborted()
  const attempt = new AbortController()
  const stop = () => attempt.abort()
  const timer = setTimeout(stop, timeoutMs)
  signal.addEventListener('abort', stop, { once: true })
  try {
    const response = await line.fetch(address, {
      // No cookies, no referrer, no cache: the request says no more than it must.
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      cache: 'no-store',
      redirect: 'error',
      ...init,
      signal: attempt.signal,
    })
    return await read(response)
  } catch {
    signal.throwIfAborted()
    return null
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', stop)
  }
}

/** Whether the same request may be made again later: a lost line, a busy or a failing server. */
export function isPassing(reply: Reply | null): boolean {
  return reply === null || reply.status === 408 || reply.status === 429 || reply.status >= 500
}

/** Waits between attempts and gives up when there has been no progress for long. */
export type Patience = {
  /**
   * Waits as long as this reply asks for. Who comes while others wait joins them: a line that is lost
   * is lost once, however many requests were under way.
   * @throws SendError when it is enough
   */
  wait: (reply: Reply | null) => Promise<void>
  /** Something worked: start again with short waits. `stored`: and from now on wait for hours. */
  progress: (stored?: 'stored') => void
}

/** @param onWait is told before each wait */
export function createPatience(line: Line, signal: AbortSignal, onWait: () => void): Patience {
  let attempts = 0
  let attemptsMax = ATTEMPTS_MAX
  let waiting: Promise<void> | null = null

  async function wait(reply: Reply | null): Promise<void> {
    attempts += 1
    const asked = reply?.retryAfterMs ?? 0
    if (attempts > attemptsMax || asked > RETRY_AFTER_MAX_MS) {
      throw new SendError(giveUp(reply, asked))
    }
    onWait()
    const ceiling = Math.min(FIRST_WAIT_MS * 2 ** Math.min(attempts - 1, 16), LONGEST_WAIT_MS)
    // Half of the wait is random, so that senders cut off together do not come back together.
    const pause = ceiling * (0.5 + line.random() / 2)
    await line.sleep(Math.max(pause, asked * (1 + line.random() / 10)), signal)
  }

  return {
    progress: (stored) => {
      attempts = 0
      if (stored) attemptsMax = ATTEMPTS_MAX_WITH_CHUNKS
    },
    wait: (reply) => {
      waiting ??= wait(reply).finally(() => {
        waiting = null
      })
      return waiting
    },
  }
}

/** What the sender is told when waiting has not helped. */
function giveUp(reply: Reply | null, askedMs: number): SendFailure {
  if (reply === null) {
    return {
      code: 'offline',
      retryable: true,
      message:
        'The connection is gone, and nothing has been received. Check the connection and press the button again. Everything you wrote is still here.',
    }
  }
  const when = askedMs > 0 ? `in about ${Math.ceil(askedMs / 60_000)} minutes` : 'in some minutes'
  return {
    code: 'busy',
    retryable: true,
    message: `The server takes nothing more at the moment, and what you wrote has not been received. Press the button again ${when}. Everything you wrote is still here.`,
  }
}
