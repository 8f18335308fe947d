/** Asks for one address over and over on kept-open lines, and counts the answers. */
import { createConnection } from 'node:net'

export type Load = { perSecond: number; bytes: number; p50: number; p99: number }

const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0

/** Rounded figures of a list of durations in milliseconds. */
export function summary(durations: readonly number[]): { p50: number; p99: number } {
  const sorted = [...durations].sort((one, other) => one - other)
  const rounded = (share: number) => Math.round(percentile(sorted, share) * 100) / 100
  return { p50: rounded(0.5), p99: rounded(0.99) }
}

/** The end of an answer, or undefined while it is not all here. */
function answerEnd(received: Buffer): number | undefined {
  const head = received.indexOf('\r\n\r\n')
  if (head === -1) return undefined
  const headers = received.subarray(0, head).toString('latin1')
  const length = /\r\ncontent-length: (\d+)/i.exec(headers)?.[1]
  if (length !== undefined) {
    const end = head + 4 + Number(length)
    return received.length >= end ? end : undefined
  }
  const last = received.indexOf('\r\n0\r\n\r\n', head)
  return last === -1 ? undefined : last + 7
}

/**
 * Loads `port` of this machine with `path` for `seconds`, on `lines` connections.
 * @throws when an answer is not 200
 */
export async function loadPage(
  port: number,
  path: string,
  { seconds = 5, lines = 32, encoding = 'br, gzip' } = {},
): Promise<Load> {
  const request = `GET ${path} HTTP/1.1\r\nHost: localhost:${port}\r\nAccept-Encoding: ${encoding}\r\n\r\n`
  const until = performance.now() + seconds * 1000
  const durations: number[] = []
  let bytes = 0
  const line = () =>
    new Promise<void>((resolve, reject) => {
      let received: Buffer = Buffer.alloc(0)
      let asked = performance.now()
      const socket = createConnection(port, '127.0.0.1', () => socket.write(request))
      socket.setNoDelay(true)
      socket.on('error', reject)
      socket.on('close', () => resolve())
      socket.on('data', (chunk) => {
        received = received.length === 0 ? chunk : Buffer.concat([received, chunk])
        const end = answerEnd(received)
        if (end === undefined) return
        if (!received.subarray(9, 12).equals(Buffer.from('200'))) {
          reject(new Error(`${path} answered ${received.subarray(9, 12).toString()}`))
        }
        const now = performance.now()
        durations.push(now - asked)
        bytes = end
        received = Buffer.alloc(0)
        if (now >= until) socket.end()
        else {
          asked = now
          socket.write(request)
        }
      })
    })
  const started = performance.now()
  await Promise.all(Array.from({ length: lines }, line))
  const passed = (performance.now() - started) / 1000
  return { perSecond: Math.round(durations.length / passed), bytes, ...summary(durations) }
}
