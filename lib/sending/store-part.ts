/**
 * Stores one sealed part chunk by chunk while it is being sealed. A chunk is kept until the server
 * has it; after a lost line the server is asked what it holds, so that nothing is sent twice.
 */
import { createSha256 } from '#lib/evidence/sha256'
import type { OpenTipAnswer } from '#lib/protocol/shapes'
import { readState } from './answers.ts'
import type { ChunkWindow } from './chunk-window.ts'
import { Gone, insist, internal, type Journey, jsonBody, refused } from './journey.ts'
import { call, isPassing } from './line.ts'

/** A slow line gets a whole chunk through in this: 1 MiB at 4 kB/s, in milliseconds. */
const CHUNK_TIMEOUT_MS = 5 * 60_000

/** A tip that is open on the server. */
export type OpenTip = {
  journey: Journey
  opened: OpenTipAnswer
  window: ChunkWindow
  now: () => number
  /** Told of every chunk that the server holds. */
  onStored: (part: number, bytes: number) => void
}

/** The chunks that a tip lacks or holds, as `part/chunk`. */
export type Held = ReadonlySet<string>

const authorization = ({ opened }: Pick<OpenTip, 'opened'>) => ({
  authorization: `Bearer ${opened.token}`,
})

/**
 * What the server holds, by its own word; null when the tip takes no more.
 * @throws Gone when the tip has expired or is unknown
 */
export async function askHeld({ journey, opened }: OpenTip): Promise<Held | null> {
  const reply = await insist(journey, `/api/tips/${opened.tip}`, {
    method: 'GET',
    headers: authorization({ opened }),
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

/**
 * Gives a part a new size; what the server holds of it goes, the other parts stay.
 * @throws Gone when the tip has to begin again, SendError when it cannot go on
 */
export async function announcePart(tip: OpenTip, part: number, bytes: number): Promise<void> {
  const { journey, opened } = tip
  const request = jsonBody({ bytes }, 'PUT')
  const reply = await insist(journey, `/api/tips/${opened.tip}/parts/${part}`, {
    ...request,
    headers: { ...request.headers, ...authorization(tip) },
  })
  if (reply.status === 404 || reply.status === 409) throw new Gone()
  if (reply.status !== 204) throw refused(reply)
}

/** Stores one chunk, however long it takes. */
async function putChunk(
  tip: OpenTip,
  { part, chunk }: { part: number; chunk: number },
  content: Uint8Array<ArrayBuffer>,
  signal: AbortSignal,
): Promise<void> {
  const { journey, opened } = tip
  const { line, origin, patience } = journey
  const address = `${origin}/api/tips/${opened.tip}/parts/${part}/chunks/${chunk}`
  const headers = { ...authorization(tip), 'content-type': 'application/octet-stream' }
  const init = { method: 'PUT', headers, body: content }
  for (;;) {
    const reply = await call(line, address, init, { signal, timeoutMs: CHUNK_TIMEOUT_MS })
    if (reply?.status === 204 || reply?.slug === 'tip-closed') break
    if (reply !== null && !isPassing(reply)) {
      if (reply.status === 404 || reply.status === 409) throw new Gone()
      throw refused(reply)
    }
    await patience.wait(reply)
    signal.throwIfAborted()
    // The chunk may have arrived although the answer did not: ask before sending it again.
    const held = await askHeld(tip)
    if (held === null || held.has(`${part}/${chunk}`)) break
  }
  patience.progress('stored')
  tip.onStored(part, content.length)
}

/**
 * Stores a whole part.
 * @param part its number; on the server it is empty and has exactly `bytes` bytes
 * @param sealed the part's bytes, in pieces of any size
 * @param signal stops it, for instance because the sender takes the file out
 * @returns its SHA-256 once every chunk is stored
 * @throws Gone when the tip has to begin again, SendError when it cannot go on; what `sealed` throws
 */
export async function storePart(
  tip: OpenTip,
  { part, bytes }: { part: number; bytes: number },
  sealed: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): Promise<string> {
  const { window, now } = tip
  const { chunkBytes } = tip.opened
  const hash = createSha256()
  const underWay = new Set<Promise<void>>()
  let failed: { error: unknown } | null = null
  // Chunks that arrived leave their memory to the next ones: else it would wait for the collector.
  const spare: Uint8Array<ArrayBuffer>[] = []
  let chunk = 0
  let total = 0

  /** Room for the next chunk of the part; none when the part is full. */
  function nextContent(): Uint8Array<ArrayBuffer> {
    const room = spare.pop() ?? new Uint8Array(Math.min(chunkBytes, bytes))
    return room.subarray(0, Math.min(room.length, bytes - total))
  }

  async function send(content: Uint8Array<ArrayBuffer>): Promise<void> {
    await window.enter(signal)
    if (failed) {
      window.leave(null)
      throw failed.error
    }
    const started = now()
    const sending = putChunk(tip, { part, chunk }, content, signal)
      .then(
        () => {
          window.leave(now() - started)
          spare.push(new Uint8Array(content.buffer))
        },
        (error: unknown) => {
          window.leave(null)
          failed ??= { error }
        },
      )
      .finally(() => underWay.delete(sending))
    underWay.add(sending)
    chunk += 1
  }

  try {
    let content = nextContent()
    let filled = 0
    for await (const piece of sealed) {
      hash.update(piece)
      for (let at = 0; at < piece.length; ) {
        const step = Math.min(content.length - filled, piece.length - at)
        if (step === 0) throw internal('a part came out larger than it was announced.')
        content.set(piece.subarray(at, at + step), filled)
        at += step
        filled += step
        total += step
        if (filled === content.length) {
          await send(content)
          content = nextContent()
          filled = 0
        }
      }
    }
    if (total !== bytes) throw internal('a part came out smaller than it was announced.')
  } finally {
    // Whatever happens, no chunk of this part is under way any more when this ends.
    await Promise.all(underWay)
  }
  if (failed !== null) throw (failed as { error: unknown }).error
  return hash.hex()
}
