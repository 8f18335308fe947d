/**
 * A server that behaves as Resend documents its API for received mails
 * (resend.com/docs/api-reference/emails/retrieve-received-email): bearer keys, the mail's facts as JSON, and
 * a signed address of short life where the mail lies as it came. It misbehaves on request.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export const INBOUND_KEY = 're_full_access'

/** What happens to the next request for a mail's facts, or for the mail. */
export type InboundMishap = { facts: number } | { mail: number } | 'hang up' | 'no raw' | 'redirect'

export type TestInbound = {
  url: string
  /** Received mails by their id. */
  mails: Map<string, { raw: Uint8Array; receivedFor: string[] }>
  mishaps: InboundMishap[]
  /** Paths that were asked for, and whether the key came along. */
  asked: { path: string; key: boolean }[]
  close(): Promise<void>
}

/** Starts the server on a free port of loopback. */
export async function startInbound(): Promise<TestInbound> {
  const mails: TestInbound['mails'] = new Map()
  const mishaps: InboundMishap[] = []
  const asked: TestInbound['asked'] = []
  const server = createServer((request, response) => {
    const path = request.url ?? ''
    const key = request.headers.authorization === `Bearer ${INBOUND_KEY}`
    asked.push({ path, key: request.headers.authorization !== undefined })
    const fail = (status: number, name: string) => {
      response.writeHead(status, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ statusCode: status, name, message: 'Refused.' }))
    }
    const [, place, id = ''] = /^\/(emails\/receiving|raw)\/([\w-]+)$/.exec(path) ?? []
    const mail = mails.get(id)
    const [mishap] = mishaps
    if (mishap === 'hang up') {
      mishaps.shift()
      return void request.socket.destroy()
    }
    if (place === undefined || mail === undefined) return fail(404, 'not_found')
    if (place === 'raw') {
      if (mishap === 'redirect') {
        mishaps.shift()
        response.writeHead(302, { location: `/raw/${id}` })
        return response.end()
      }
      if (typeof mishap === 'object' && 'mail' in mishap) {
        mishaps.shift()
        return fail(mishap.mail, 'expired')
      }
      response.writeHead(200, { 'content-type': 'message/rfc822' })
      return response.end(mail.raw)
    }
    if (!key) return fail(403, 'invalid_api_key')
    if (typeof mishap === 'object' && 'facts' in mishap) {
      mishaps.shift()
      return fail(
        mishap.facts,
        mishap.facts === 401 ? 'restricted_api_key' : 'internal_server_error',
      )
    }
    const raw = {
      download_url: `http://127.0.0.1:${port}/raw/${id}`,
      expires_at: '2026-11-23T10:20Z',
    }
    if (mishap === 'no raw') mishaps.shift()
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(
      JSON.stringify({
        object: 'email',
        id,
        // What a webhook or these facts say of people is not to be believed.
        to: ['somebody@else.example'],
        from: 'somebody@else.example',
        subject: 'Hello',
        received_for: mail.receivedFor,
        raw: mishap === 'no raw' ? null : raw,
        attachments: [],
      }),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    mails,
    mishaps,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
