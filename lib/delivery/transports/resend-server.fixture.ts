/**
 * A server that behaves as Resend documents its API (resend.com/docs/api-reference: errors, rate-limit,
 * emails/send-email, and dashboard/emails/idempotency-keys): bearer keys; `Idempotency-Key` kept with the
 * answer and the request's body, 409 for another body or while the first is in hand; 422 for what is
 * missing; limits in headers; errors as `{statusCode, name, message}`. It misbehaves on request.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export const API_KEY = 're_test_123'

const JSON_TYPE = { 'content-type': 'application/json' }
/** What every answer says: two requests in a second. */
const LIMITS = { 'ratelimit-limit': '2', 'ratelimit-remaining': '1', 'ratelimit-reset': '1' }

/** What `POST /emails` carries, as far as tests look at it. */
export type SentEmail = {
  from: string
  to: string[]
  reply_to: string | string[]
  subject: string
  text: string
  headers: Record<string, string>
  tags?: { name: string; value: string }[]
  attachments?: { filename: string; content_type: string; content: string }[]
}

/** What happens to one request; two take the mail first, the last one when the same was asked again. */
export type Mishap =
  | { status: number; name: string; headers?: Record<string, string>; raw?: string }
  | 'hang'
  | 'hang up before'
  | 'hang up after'
  | 'hang after'
  | 'take long'

export type TestResend = {
  url: string
  /** Mails that were accepted, each once. */
  sent: SentEmail[]
  /** Idempotency keys of all requests. */
  keys: unknown[]
  /** For the next requests, in this order; then all goes well. */
  mishaps: Mishap[]
  close(): Promise<void>
}

/** Starts the server on a free port of loopback. */
export async function startResend(): Promise<TestResend> {
  /** By key, what lets a request go on that takes long. */
  const inHand = new Map<string, () => void>()
  const taken = new Map<string, { body: string; id: string }>()
  const state = { sent: [] as SentEmail[], keys: [] as unknown[], mishaps: [] as Mishap[] }

  function take(key: string, body: string): { id: string } | null {
    const before = taken.get(key)
    if (before !== undefined) return before.body === body ? { id: before.id } : null
    const id = `mail-${taken.size}`
    taken.set(key, { body, id })
    state.sent.push(JSON.parse(body))
    return { id }
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const body = Buffer.concat(chunks).toString()
    const fail = (status: number, name: string, headers = {}, raw?: string) => {
      response.writeHead(status, { ...JSON_TYPE, ...LIMITS, ...headers })
      const message = `Refused: 7K3M-Q2 of ${JSON.parse(body).to}`
      response.end(raw ?? JSON.stringify({ statusCode: status, name, message }))
    }
    const key = request.headers['idempotency-key']
    state.keys.push(key)
    if (request.method !== 'POST' || request.url !== '/emails') return fail(404, 'not_found')
    if (request.headers.authorization !== `Bearer ${API_KEY}`) return fail(403, 'invalid_api_key')
    const mishap = state.mishaps.shift()
    if (mishap === 'hang') return
    if (mishap === 'hang up before') return void request.socket.destroy()
    if (typeof mishap === 'object') {
      return fail(mishap.status, mishap.name, mishap.headers, mishap.raw)
    }
    const { from, to, subject, text } = JSON.parse(body)
    if (!from || !to || !subject || !text) return fail(422, 'missing_required_field')
    if (typeof key !== 'string' || key === '' || key.length > 256) {
      return fail(400, 'invalid_idempotency_key')
    }
    const release = inHand.get(key)
    if (release !== undefined) {
      fail(409, 'concurrent_idempotent_requests')
      return release()
    }
    if (mishap === 'take long') {
      await new Promise<void>((resolve) => inHand.set(key, resolve))
      inHand.delete(key)
    }
    const done = take(key, body)
    if (done === null) return fail(409, 'invalid_idempotent_request')
    if (mishap === 'hang after') return
    if (mishap === 'hang up after') return void request.socket.destroy()
    response.writeHead(200, { ...JSON_TYPE, ...LIMITS })
    response.end(JSON.stringify(done))
  }

  const server = createServer((request, response) => void answer(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    ...state,
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
