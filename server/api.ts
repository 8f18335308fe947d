/** The door between Node's http and the intake's Fetch-API handler. */
import type { RequestListener, ServerOptions } from 'node:http'
import type { Writable } from 'node:stream'
import { getRequestListener } from '@hono/node-server'
import type { Door, Line } from '#lib/delivery/door'
import { problem } from '#lib/protocol/problems'
import { createProxies, type Proxies } from './proxies.ts'

/**
 * Options for `http.createServer`: a sender may be slow, but may not hold a line for ever. How long a
 * body may take depends on its request (`slow-bodies.ts`), which Node's own limit cannot.
 */
export const SERVER_OPTIONS: ServerOptions = {
  headersTimeout: 20_000,
  requestTimeout: 0,
  keepAliveTimeout: 10_000,
  maxHeaderSize: 8 * 1024,
}

/**
 * Makes the listener for requests that this door answers for. The sender's address goes to the limits
 * and nowhere else.
 * @param proxies whose word is taken for that address; nobody's unless told
 */
export function createApiListener(
  door: Pick<Door, 'handle'>,
  proxies: Proxies = createProxies([]),
): RequestListener {
  return getRequestListener(
    (request, { incoming, outgoing }) =>
      door.handle(request, {
        source: proxies.senderOf(
          incoming.socket.remoteAddress,
          request.headers.get('x-forwarded-for') ?? undefined,
        ),
        line: lineOf(outgoing),
      }),
    {
      // Next and others in this process keep their own Request and Response.
      overrideGlobalObjects: false,
      errorHandler: () =>
        new Response(JSON.stringify(problem('not-found', 'The address or Host is not readable.')), {
          status: 404,
          headers: { 'Content-Type': 'application/problem+json', 'Cache-Control': 'no-store' },
        }),
    },
  )
}

/** What an answer can learn of its line. Node has handed all bytes to the system when it has finished. */
function lineOf(outgoing: Writable): Line {
  return {
    finished: () =>
      new Promise((resolve) => {
        outgoing.once('close', () => resolve(outgoing.writableFinished))
      }),
    cut: () => void outgoing.destroy(),
  }
}
