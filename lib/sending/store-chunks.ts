/** The second step of a send: the chunks of its parts, taken up where a lost line left them. */
import { chunkCount, chunkRange } from '#lib/protocol/chunks'
import type { OpenTipAnswer } from '#lib/protocol/shapes'
import { readState } from './answers.ts'
import { Gone, insist, type Journey, refused, type SealedPart } from './journey.ts'
import { call, isPassing } from './line.ts'

/** A slow line gets a whole chunk through in this: 1 MiB at 4 kB/s, in milliseconds. */
const CHUNK_TIMEOUT_MS = 5 * 60_000

/** Chunks of the tip, as `part/chunk`; a set of what the server holds. */
export type Held = Set<string>

/**
 * What the server holds, by its own word; null when the tip takes no more.
 * @throws Gone when the tip has expired or is unknown
 */
export async function askHeld(journey: Journey, opened: OpenTipAnswer): Promise<Held | null> {
  const reply = await insist(journey, `/api/tips/${opened.tip}`, {
    method: 'GET',
    headers: { authorization: `Bearer ${opened.token}` },
  })
  if (reply.status === 404) throw new Gone()
  const state = reply.status === 200 ? readState(reply.body) : null
  if (state === null) throw refused(reply)
  if (state.state === 'expired') throw new Gone()
  if (state.state !== 'open') return null
  return new Set(
    state.parts.flatMap(({ chunks }, part) => chunks.map((chunk) => `${part}/${chunk}`)),
  )
}

/** How many bytes the held chunks are. */
function heldBytes(parts: readonly SealedPart[], chunkBytes: number, held: Held): number {
  let sum = 0
  parts.forEach(({ content }, part) => {
    for (let chunk = 0; chunk < chunkCount(content.size, chunkBytes); chunk += 1) {
      const range = chunkRange(content.size, chunkBytes, chunk)
      if (range !== null && held.has(`${part}/${chunk}`)) sum += range.end - range.start
    }
  })
  return sum
}

/**
 * Stores one chunk.
 * @returns 'stored', 'closed' when the tip takes no more because it is complete, or 'lost'
 */
async function putChunk(
  journey: Journey,
  opened: OpenTipAnswer,
  part: number,
  chunk: number,
  content: Blob,
): Promise<'stored' | 'closed' | 'lost'> {
  const { line, origin, signal, patience } = journey
  const address = `${origin}/api/tips/${opened.tip}/parts/${part}/chunks/${chunk}`
  const headers = {
    authorization: `Bearer ${opened.token}`,
    'content-type': 'application/octet-stream',
  }
  const init = { method: 'PUT', headers, body: content }
  const reply = await call(line, address, init, { signal, timeoutMs: CHUNK_TIMEOUT_MS })
  if (reply?.status === 204) return 'stored'
  if (reply === null || isPassing(reply)) {
    await patience.wait(reply)
    return 'lost'
  }
  if (reply.slug === 'tip-closed') return 'closed'
  if (reply.slug === 'unknown-tip' || reply.slug === 'tip-expired' || reply.status === 409) {
    throw new Gone()
  }
  throw refused(reply)
}

/**
 * Stores every chunk that `known` does not name, in order, one at a time.
 * @throws Gone when the tip has to begin again, SendError when it cannot go on
 */
export async function putMissing(
  journey: Journey,
  opened: OpenTipAnswer,
  known: Held,
): Promise<void> {
  const { parts } = journey
  const { chunkBytes } = opened
  let held = known
  journey.report('sending')
  for (const [part, { content }] of parts.entries()) {
    const count = chunkCount(content.size, chunkBytes)
    for (let chunk = 0; chunk < count; chunk += 1) {
      const range = chunkRange(content.size, chunkBytes, chunk)
      if (range === null) continue
      while (!held.has(`${part}/${chunk}`)) {
        const slice = content.slice(range.start, range.end)
        const result = await putChunk(journey, opened, part, chunk, slice)
        if (result === 'closed') return
        if (result === 'stored') {
          journey.patience.progress()
          held.add(`${part}/${chunk}`)
        } else {
          // The chunk may have arrived although the answer did not: ask before sending it again.
          const asked = await askHeld(journey, opened)
          if (asked === null) return
          held = asked
        }
        journey.stored(heldBytes(parts, chunkBytes, held))
        journey.report('sending')
      }
    }
  }
}
