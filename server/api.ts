/** The door between Node's http and the intake's Fetch-API handler. */
import type { IncomingMessage, Server, ServerOptions, ServerResponse } from 'node:http'
import { isIP, type Socket } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import type { Intake } from '#lib/intake/intake'
import { addressPrefix } from '#lib/intake/sources'
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

/** Of them at most so many from one household or office, so that one cannot take them all. */
export const MAX_CONNECTIONS_OF_SOURCE = 100

/**
 * Sets what Node takes no option for.
 * @param isProxy whether an address is one that many come through, and so is not counted
 */
export function limitConnections(
  server: Server,
  isProxy: (address: string) => boolean = isLoopback,
): void {
  server.maxConnections = MAX_CONNECTIONS
  const open = new Map<string, number>()
  server.on('connection', (socket: Socket) => {
    const address = socket.remoteAddress
    const source = address === undefined || isProxy(address) ? null : addressPrefix(address)
    if (source === null) return
    const count = (open.get(source) ?? 0) + 1
    if (count > MAX_CONNECTIONS_OF_SOURCE) {
      socket.destroy()
      return
    }
    open.set(source, count)
    socket.once('close', () => {
      const left = (open.get(source) ?? 1) - 1
      if (left > 0) open.set(source, left)
      else open.delete(source)
    })
  })
}

/** Whether an address is of this machine: there a proxy may stand. */
function isLoopback(address: string): boolean {
  return /^(::ffff:)?127\.|^::1$/i.test(address)
}

/**
 * The address that limits count: that of the socket, or, when a proxy on this machine passed the
 * request on, the last one in its X-Forwarded-For, which is what the proxy itself saw.
 * @param peer of the socket @param forwardedFor the header; believed from this machine only
 */
export function senderAddress(
  peer: string | undefined,
  forwardedFor: string | undefined,
): string | null {
  if (peer === undefined) return null
  const last = forwardedFor?.split(',').at(-1)?.trim() ?? ''
  return isLoopback(peer) && isIP(last) !== 0 ? last : peer
}

/**
 * Makes the listener for requests whose path `intake.owns`. The sender's address goes to the limits
 * and nowhere else.
 */
export function createApiListener(
  intake: Intake,
): (incoming: IncomingMessage, outgoing: ServerResponse) => Promise<void> {
  return getRequestListener(
    (request, { incoming }) =>
      intake.handle(request, {
        source: senderAddress(
          incoming.socket.remoteAddress,
          request.headers.get('x-forwarded-for') ?? undefined,
        ),
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
