/** Asks for one address over and over on kept-open lines, and counts the answers. */
import { openLine } from './line.ts'
import type { Started } from './servers.ts'
import { cpuPer, summary } from './summary.ts'

export type Load = {
  perSecond: number
  /** Processor time of the server for one answer, in microseconds: steady on a busy machine. */
  cpuMicroseconds: number | undefined
  bytes: number
  p50: number
  p99: number
}

/**
 * Loads `server` with `path` for `seconds`, on `lines` connections.
 * @throws when an answer is not 200
 */
export async function loadPage(
  server: Started,
  path: string,
  { seconds = 5, lines = 32, encoding = 'br, gzip' } = {},
): Promise<Load> {
  const request = `GET ${path} HTTP/1.1\r\nHost: localhost:${server.port}\r\nAccept-Encoding: ${encoding}\r\n\r\n`
  const durations: number[] = []
  let bytes = 0
  const opened = await Promise.all(Array.from({ length: lines }, () => openLine(server.port)))
  const cpuBefore = await server.cpu()
  const started = performance.now()
  const until = started + seconds * 1000
  await Promise.all(
    opened.map(async (line) => {
      for (let asked = performance.now(); asked < until; ) {
        const answer = await line.ask(request)
        if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}.`)
        const now = performance.now()
        durations.push(now - asked)
        bytes = answer.bytes
        asked = now
      }
      line.close()
    }),
  )
  const passed = (performance.now() - started) / 1000
  return {
    perSecond: Math.round(durations.length / passed),
    cpuMicroseconds: cpuPer(durations.length, cpuBefore, await server.cpu()),
    bytes,
    ...summary(durations),
  }
}
