/**
 * Answers the forms that browsers without scripts send to `/report/plain` and `/follow-up/plain`: the page
 * again with what is wrong, how a conversation stands, or the receipt. The bodies stream straight from
 * the socket into the sealing.
 */
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { makeFollowUp } from '#lib/follow-up/make-follow-up'
import { stretch } from '#lib/follow-up/stretch.node'
import { plainWords } from '#lib/i18n/plain-words'
import type { Inbox } from '#lib/inboxes/inbox'
import type { LocalIntake } from '#lib/intake/contract'
import { isForm } from '#lib/plain/read-form'
import { createRepeats } from '#lib/plain/repeats'
import { isFromHere } from '#lib/plain/same-site'
import type { Completed } from '#lib/plain/upload'
import { hourOf } from '#lib/protocol/hours'
import * as openpgp from '#lib/sealing/openpgp.node'
import { chooseEncoding } from './accept-encoding.ts'
import { answerForm, type PlainAnswer, refusalView } from './plain-answers.ts'
import type { PlainPages } from './plain-pages.ts'
import type { Patience } from './slow-bodies.ts'

/** Forms at a time: each holds a chunk, its text and what is being sealed, some megabytes in all. */
const AT_A_TIME = 48
/**
 * How long a line is read on whose answer is already known: browsers show it only when they have sent
 * everything. One that is too slow ends before (`PLAIN_PATIENCE`).
 */
const LINGER_MS = 600_000
const BUSY_RETRY_MS = 60_000
/** Answers about a conversation have a multiple of this many bytes: their length tells nobody on the way what they say. */
const PADDED_BYTES = 64 * 1024

/**
 * 100 MB over 32 kbit/s take seven hours. More than what is read and thrown away (`takeTip`) comes of
 * nobody's form.
 */
export const PLAIN_PATIENCE: Patience = {
  kind: 'steady',
  bytesPerSecond: 4_000,
  graceMs: 120_000,
  stillMs: 120_000,
  bytesMax: 1.2 * 1024 ** 3,
}

const compress = promisify(gzip)

export type PlainDoor = {
  /** Whether this request is a form for one of its pages. */
  takes(method: string | undefined, path: string): boolean
  /** Answers it; never throws. */
  handle(request: IncomingMessage, response: ServerResponse, path: string): void
}

/**
 * @param replyAddress the site's reply address with its `*`; null when senders cannot come back
 * @param headersOf the headers with which the page itself is published
 * @param senderOf the sender's address, for limits only
 * @param onError told of what nobody expected; gets nothing that was sent
 */
export function createPlainDoor(options: {
  pages: PlainPages
  inboxes: readonly Inbox[]
  intake: LocalIntake
  replyAddress: string | null
  siteUrl: string
  clock: () => Date
  randomBytes: (count: number) => Uint8Array
  headersOf: (address: string) => Readonly<Record<string, string>>
  senderOf: (request: IncomingMessage) => string | null
  onError: (error: unknown) => void
}): PlainDoor {
  const { pages, siteUrl, replyAddress: pattern, clock, randomBytes } = options
  const { headersOf, senderOf, onError } = options
  const repeats = createRepeats<Completed>({
    key: randomBytes(32),
    clock,
    keep: ({ ok }) => ok,
  })
  const answering = {
    ...options,
    repeats,
    makeFollowUp:
      pattern === null
        ? null
        : () => makeFollowUp(openpgp, stretch, pattern, hourOf(clock()), randomBytes),
  }
  let inHand = 0

  async function answer(
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
  ): Promise<void> {
    const page = pages.get(path)
    if (page === undefined) throw new Error(`There is no page ${path}.`)
    const { language, kind } = page
    const words = plainWords(language)
    const send = async ({ status, view, unread, retryAfterMs, sent }: PlainAnswer) => {
      const drawn = Buffer.from(page.draw(view))
      const text = kind === 'follow-up' ? padded(drawn) : drawn
      const accepted = request.headers['accept-encoding']
      // Compressing would tell the length of what stands in a padded answer.
      const encoding =
        kind === 'follow-up' ? null : chooseEncoding(accepted, (one) => one === 'gzip')
      const body = encoding === 'gzip' ? await compress(text) : text
      const headers: OutgoingHttpHeaders = {
        ...headersOf(path),
        'cache-control': 'no-store',
        'content-type': 'text/html; charset=utf-8',
        'content-length': body.byteLength,
        ...(encoding === 'gzip' && { 'content-encoding': encoding }),
        ...(retryAfterMs !== undefined && {
          'retry-after': String(Math.max(1, Math.ceil(retryAfterMs / 1000))),
        }),
        ...(unread && { connection: 'close' }),
      }
      response.writeHead(status, headers)
      if (sent) response.once('finish', sent)
      if (!unread) {
        response.end(body)
        return
      }
      response.write(body)
      await linger(request)
      response.end()
    }
    const refused = (message: string) => ({ view: refusalView(kind, message), unread: true })

    if (!isForm(request.headers)) {
      await send({ status: 415, ...refused(words.refused.wrongType) })
      return
    }
    if (inHand >= AT_A_TIME) {
      await send({ status: 503, ...refused(words.refused.busy), retryAfterMs: BUSY_RETRY_MS })
      return
    }
    inHand += 1
    try {
      const form = {
        body: request,
        headers: request.headers,
        source: senderOf(request),
        fromHere: isFromHere(request.headers, siteUrl),
      }
      const answered = await answerForm(page, form, answering)
      if (!response.destroyed) await send(answered)
    } finally {
      inHand -= 1
    }
  }

  return {
    takes: (method, path) => method === 'POST' && pages.has(path),
    handle(request, response, path) {
      answer(request, response, path).catch((error: unknown) => {
        onError(error)
        if (response.headersSent || response.destroyed) response.destroy()
        else {
          response.writeHead(500, { 'content-length': 0, connection: 'close' })
          response.end()
        }
      })
    },
  }
}

/** The document, and after its end as many spaces as make its length a round one. */
function padded(document: Buffer): Buffer {
  const left = document.byteLength % PADDED_BYTES
  return left === 0 ? document : Buffer.concat([document, Buffer.alloc(PADDED_BYTES - left, ' ')])
}

/** Reads on for a while, to the end of the body at most, and throws it away. */
async function linger(request: IncomingMessage): Promise<void> {
  if (request.complete || request.destroyed) return
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, LINGER_MS)
    const done = () => {
      clearTimeout(timer)
      resolve()
    }
    request.once('end', done).once('close', done).once('error', done)
    request.resume()
  })
}
