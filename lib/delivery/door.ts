/**
 * The two addresses that delivery answers: links to parts that were too large for their mail, and
 * what Resend tells of a mail. Whoever serves requests asks this door before the intake's.
 */
import { emptyAnswer, laterAnswer, problemAnswer } from '#lib/protocol/answers'

/** What is known of the line an answer goes out on. */
export type Line = {
  /** Settles when the line is done with this answer; false when some of it has not left this process. */
  finished(): Promise<boolean>
  /** Ends the line at once, so that nobody takes what was sent for the whole. */
  cut(): void
}

/** Where a request comes from. `source` is an address for limits only, kept nowhere; null when unknown. */
export type From = { source: string | null; line?: Line }

/** A part of the house that answers requests. */
export type Door = {
  /** Whether it answers for the path. */
  owns(pathname: string): boolean
  /** Answers a request; never throws. */
  handle(request: Request, from?: From): Promise<Response>
}

const RETRY_SECONDS = 60
const WEBHOOK = '/api/webhooks/resend'
const LINK = /^\/d\/(.*)$/s

type Call = (request: Request, from?: From) => Promise<Response>

/**
 * Makes the door.
 * @param webhooks null when no secret is set: the address then does not exist
 * @param onError told of what nobody expected; never gets content, capabilities or addresses
 */
export function createDoor(options: {
  webhooks: ((request: Request) => Promise<Response>) | null
  downloads: (request: Request, capability: string, line?: Line) => Promise<Response>
  onError: (error: unknown) => void
}): Door {
  const { webhooks, downloads, onError } = options

  /** What answers the path, by method. */
  function callsOf(pathname: string): Record<string, Call> | null {
    if (pathname === WEBHOOK && webhooks !== null) return { POST: webhooks }
    const capability = LINK.exec(pathname)?.[1]
    if (capability === undefined) return null
    const download: Call = (request, from) => downloads(request, capability, from?.line)
    return { GET: download, HEAD: download }
  }

  return {
    owns: (pathname) => callsOf(pathname) !== null,
    async handle(request, from) {
      const calls = callsOf(new URL(request.url).pathname)
      if (calls === null) return problemAnswer('not-found', 'Nothing answers here.')
      const Allow = [...Object.keys(calls), 'OPTIONS'].join(', ')
      if (request.method === 'OPTIONS') return emptyAnswer(204, { Allow })
      const call = Object.hasOwn(calls, request.method) ? calls[request.method] : undefined
      if (call === undefined) {
        return problemAnswer('method-not-allowed', `Use ${Allow.replaceAll(', ', ' or ')}.`, {
          headers: { Allow },
        })
      }
      try {
        return await call(request, from)
      } catch (error) {
        onError(error)
        return laterAnswer(
          'storage-unavailable',
          'The store does not answer. Nothing was changed; try again.',
          RETRY_SECONDS,
        )
      }
    },
  }
}
