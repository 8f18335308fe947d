/**
 * How slow a request's body may come. Node knows one limit for all; most bodies here are one chunk, but a
 * form without scripts brings all its files in one, over whatever line its sender has.
 */
import type { IncomingMessage, Server } from 'node:http'

/**
 * `whole`: so many milliseconds for all of it. `steady`: as long as it likes, if on average so many bytes
 * come in a second once `graceMs` have passed, never nothing for `stillMs`, and at most `bytesMax` in all.
 */
export type Patience =
  | { kind: 'whole'; ms: number }
  | {
      kind: 'steady'
      bytesPerSecond: number
      graceMs: number
      stillMs: number
      bytesMax: number
    }

/** A chunk of 1 MiB in five minutes is 28 kbit/s. */
export const ONE_CHUNK: Patience = { kind: 'whole', ms: 300_000 }

/** What is known of a body that is still coming. */
export type Arrival = {
  /** Milliseconds since its request came, and since something of it came. */
  elapsedMs: number
  stillMs: number
  bytes: number
}

/** Whether a body has come too slowly, or too much of it. */
export function isTooSlow(patience: Patience, { elapsedMs, stillMs, bytes }: Arrival): boolean {
  if (patience.kind === 'whole') return elapsedMs > patience.ms
  if (bytes > patience.bytesMax || stillMs > patience.stillMs) return true
  return elapsedMs > patience.graceMs && bytes < (patience.bytesPerSecond * elapsedMs) / 1000
}

const LOOK_MS = 5_000

type Watched = { patience: Patience; began: number; firstByte: number; last: number; bytes: number }

/**
 * Ends lines whose bodies are too slow, as Node does by its `requestTimeout`, which must be 0.
 * @param patienceOf what is granted to a request
 */
export function limitBodies(
  server: Server,
  patienceOf: (request: IncomingMessage) => Patience,
): void {
  const coming = new Map<IncomingMessage, Watched>()
  const look = () => {
    const now = performance.now()
    for (const [request, watched] of coming) {
      if (request.complete || request.destroyed) {
        coming.delete(request)
        continue
      }
      const bytes = request.socket.bytesRead - watched.firstByte
      if (bytes > watched.bytes) Object.assign(watched, { bytes, last: now })
      const arrival = { elapsedMs: now - watched.began, stillMs: now - watched.last, bytes }
      if (!isTooSlow(watched.patience, arrival)) continue
      coming.delete(request)
      if (request.socket.writable) {
        request.socket.write('HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n')
      }
      request.socket.destroy()
    }
  }
  const timer = setInterval(look, LOOK_MS)
  timer.unref()
  server.once('close', () => clearInterval(timer))
  server.on('request', (request: IncomingMessage) => {
    if (request.complete) return
    const now = performance.now()
    const firstByte = request.socket.bytesRead
    coming.set(request, {
      patience: patienceOf(request),
      began: now,
      firstByte,
      last: now,
      bytes: 0,
    })
    request.once('close', () => coming.delete(request))
  })
}
