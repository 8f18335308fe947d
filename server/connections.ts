/**
 * How many lines may be open at a time, of one source and in all. When there are too many, those that
 * lie idle longest give way, so that whoever holds idle lines shuts out nobody else, not even at the
 * same address.
 */
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { addressPrefix } from '#lib/intake/sources'

export type ConnectionLimits = {
  /** Lines at a time; each may hold up to one chunk in memory. */
  all: number
  /** Of them at most so many from one household or office, so that one cannot take them all. */
  ofSource: number
}

export const CONNECTION_LIMITS: ConnectionLimits = { all: 1_000, ofSource: 250 }

/** The lines of one source, those first on which nothing has happened for longest, with the requests in hand on each. */
type Lines = Map<Socket, number>

/**
 * Watches over the lines of a server.
 * @param isCounted whether lines from an address count against its source's share: not those of a
 * proxy, through which many come; these are never closed
 */
export function limitConnections(
  server: Server,
  isCounted: (address: string) => boolean,
  limits: ConnectionLimits = CONNECTION_LIMITS,
): void {
  const sources = new Map<string, Lines>()
  const linesOf = new WeakMap<Socket, Lines>()
  let all = 0

  function closeIdle(lines: Lines): boolean {
    for (const [socket, inHand] of lines) {
      if (inHand > 0) continue
      lines.delete(socket)
      socket.destroy()
      return true
    }
    return false
  }

  function closeIdleOfMost(): boolean {
    const bySize = [...sources.values()].toSorted((a, b) => b.size - a.size)
    return bySize.some(closeIdle)
  }

  server.on('connection', (socket: Socket) => {
    const address = socket.remoteAddress
    const source = address === undefined || !isCounted(address) ? null : addressPrefix(address)
    const lines: Lines = (source === null ? undefined : sources.get(source)) ?? new Map()
    const over = source !== null && lines.size >= limits.ofSource
    if ((over && !closeIdle(lines)) || (!over && all >= limits.all && !closeIdleOfMost())) {
      socket.destroy()
      return
    }
    all += 1
    if (source !== null) {
      lines.set(socket, 0)
      sources.set(source, lines)
      linesOf.set(socket, lines)
    }
    socket.once('close', () => {
      all -= 1
      lines.delete(socket)
      if (source !== null && lines.size === 0 && sources.get(source) === lines) {
        sources.delete(source)
      }
    })
  })

  server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    const lines = linesOf.get(socket)
    if (lines === undefined) return
    /** Also puts the line at the end: something has just happened on it. */
    const count = (change: number) => {
      const inHand = lines.get(socket)
      if (inHand === undefined) return
      lines.delete(socket)
      lines.set(socket, inHand + change)
    }
    count(1)
    response.once('close', () => count(-1))
  })
}
