/**
 * Answers the forms that browsers without scripts send to `/report/plain`: the page again with what is
 * wrong, or the receipt. The bodies stream straight from the socket into the sealing.
 */
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { plainWords } from '#lib/i18n/plain-words'
import { receiptWords } from '#lib/i18n/receipt-words'
import type { Inbox } from '#lib/inboxes/inbox'
import type { LocalIntake } from '#lib/intake/local'
import { isForm } from '#lib/plain/read-form'
import { createRepeats } from '#lib/plain/repeats'
import { isFromHere } from '#lib/plain/same-site'
import { type Taken, takeTip } from '#lib/plain/take-tip'
import type { Completed } from '#lib/plain/upload'
import { type PlainView, UNTOUCHED } from '#lib/plain/view'
import { savedReceipt } from '#lib/receipt/saved-receipt'
import * as openpgp from '#lib/sealing/openpgp.node'
import { sealStream } from '#lib/sealing/seal-stream'
import { chooseEncoding } from './accept-encoding.ts'
import type { PlainPages } from './plain-pages.ts'
import type { Patience } from './slow-bodies.ts'

/** Forms at a time: each holds a chunk, its text and what is being sealed, some megabytes in all. */
const AT_A_TIME = 48
/**
 * How long a line is read on whose answer is already known: browsers show it only when they have sent
 * everything. One that is too slow ends before (`PLAIN_PATIENCE`).
 */
const LINGER_MS = 600_000
const BUSY_RETRY_SECONDS = 60

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
 * @param headersOf the headers with which the page itself is published
 * @param senderOf the sender's address, for limits only
 * @param onError told of what nobody expected; gets nothing that was sent
 */
export function createPlainDoor(options: {
  pages: PlainPages
  inboxes: readonly Inbox[]
  intake: LocalIntake
  siteUrl: string
  clock: () => Date
  randomBytes: (count: number) => Uint8Array
  headersOf: (address: string) => Readonly<Record<string, string>>
  senderOf: (request: IncomingMessage) => string | null
  onError: (error: unknown) => void
}): PlainDoor {
  const { pages, inboxes, intake, siteUrl, clock, randomBytes, headersOf, senderOf, onError } =
    options
  const repeats = createRepeats<Completed>({
    key: randomBytes(32),
    clock,
    keep: ({ ok }) => ok,
  })
  let inHand = 0

  async function answer(
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
  ): Promise<void> {
    const page = pages.get(path)
    if (page === undefined) throw new Error(`There is no page ${path}.`)
    const { language } = page
    const words = plainWords(language)
    const send = async (
      status: number,
      view: PlainView,
      { unread, retryAfter }: { unread: boolean; retryAfter?: number },
    ) => {
      const encoding = chooseEncoding(request.headers['accept-encoding'], (one) => one === 'gzip')
      const text = Buffer.from(page.draw(view))
      const body = encoding === 'gzip' ? await compress(text) : text
      const headers: OutgoingHttpHeaders = {
        ...headersOf(path),
        'cache-control': 'no-store',
        'content-type': 'text/html; charset=utf-8',
        'content-length': body.byteLength,
        ...(encoding === 'gzip' && { 'content-encoding': encoding }),
        ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }),
        ...(unread && { connection: 'close' }),
      }
      response.writeHead(status, headers)
      if (!unread) {
        response.end(body)
        return
      }
      response.write(body)
      await linger(request)
      response.end()
    }
    const again = (message: string): PlainView => ({
      ...UNTOUCHED,
      errors: [{ field: null, message }],
    })

    if (!isForm(request.headers)) {
      await send(415, again(words.refused.wrongType), { unread: true })
      return
    }
    if (inHand >= AT_A_TIME) {
      const retryAfter = BUSY_RETRY_SECONDS
      await send(503, again(words.refused.busy), { unread: true, retryAfter })
      return
    }
    inHand += 1
    try {
      const taken = await takeTip(
        {
          body: request,
          headers: request.headers,
          source: senderOf(request),
          fromHere: isFromHere(request.headers, siteUrl),
        },
        {
          inboxes,
          openpgp,
          repeats,
          intake,
          clock,
          randomBytes,
          onError,
          language,
          signTitles: page.signTitles,
          seal: (recipients, content) => sealStream(openpgp, recipients, content, { bytes: null }),
        },
      )
      if (response.destroyed) return
      await show(taken)
    } finally {
      inHand -= 1
    }

    async function show(taken: Taken): Promise<void> {
      if (taken.kind === 'received') {
        const { receipt, leavingNow } = taken
        const saved = savedReceipt(receipt, receiptWords(language), { url: siteUrl, language })
        await send(200, { state: 'received', receipt, saved, leavingNow }, { unread: false })
        return
      }
      const { values, errors, filesAgain, unread, status, retryAfterMs } = taken
      const view: PlainView = { state: 'asking', values, errors, filesAgain }
      await send(status, view, {
        unread,
        ...(retryAfterMs !== undefined && {
          retryAfter: Math.max(1, Math.ceil(retryAfterMs / 1000)),
        }),
      })
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
