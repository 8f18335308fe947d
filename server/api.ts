/** The door between Node's http and the intake's Fetch-API handler. */
import type { IncomingMessage, Server, ServerOptions, ServerResponse } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import type { Intake } from '#lib/intake/intake'
import { problem } from '#lib/protocol/problems'

/**
 * Options for `http.createServer`: a sender may be slow, but may not hold a line for ever. A chunk
 * of 1 MiB in five minutes is 28 kbit/s.
 */
export const SERVER_OPTIONS: ServerOptions = {
  headersTimeout: 20_000,
  requestTimeout: 300_000,
  keepAliveTimeout: 10_000,
  maxHeaderSize: 8 * 1024,
}

/** Lines at a time; each may hold up to one chunk in memory. */
export const MAX_CONNECTIONS = 1_000

/** Sets what Node takes no option for. */
export function limitConnections(server: Server): void {
  server.maxConnections = MAX_CONNECTIONS
}

/**
 * Makes the listener for requests whose path `intake.owns`. The sender's address is that of the
 * socket; it goes to the limits and nowhere else.
 */
export function createApiListener(
  intake: Intake,
): (incoming: IncomingMessage, outgoing: ServerResponse) => Promise<void> {
  return getRequestListener(
    (request, { incoming }) =>
      intake.handle(request, { source: incoming.socket.remoteAddress ?? null }),
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
