/**
 * Hands out parts that were too large for their mail, to whoever has the link: sealed bytes, streamed
 * a chunk at a time, whole or from where a broken download ended.
 */
import { emptyAnswer, laterAnswer, problemAnswer, streamAnswer } from '#lib/protocol/answers'
import { ChunkGone } from '#lib/store/chunks'
import type { Download, DownloadStore } from '#lib/store/store'
import { capabilitySha256 } from './capabilities.ts'
import type { Line } from './door.ts'
import { attachmentName } from './parts.ts'
import { wantedBytes } from './ranges.ts'

/** Downloads at a time, each with a few chunks in memory, and of one part: a page or two that hang. */
const AT_A_TIME = 12
const OF_ONE_PART = 4
const RETRY_SECONDS = 30
/** A reader that takes less than a chunk of 1 MiB in this time gives its place to others, and may go on later. */
const STALL_MS = 300_000

/** The file is only ever saved: no page, no script, no copy in a cache, no trace in a search. */
const HEADERS = {
  'Content-Type': 'application/octet-stream',
  'Content-Security-Policy': "sandbox; default-src 'none'",
  'Referrer-Policy': 'no-referrer',
  'X-Robots-Tag': 'noindex',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Accept-Ranges': 'bytes',
}

/**
 * Makes the handler of `GET` and `HEAD` for one capability; throws what the store throws before the
 * answer has begun. Afterwards the line is cut, so that no short file passes for a whole one.
 * @param onError told of faults while bytes were on their way
 */
export function createDownloads(options: {
  store: DownloadStore
  clock: () => Date
  onError: (error: unknown) => void
  stallMs?: number
}): (request: Request, capability: string, line?: Line) => Promise<Response> {
  const { store, clock, onError, stallMs = STALL_MS } = options
  const open = new Map<string, number>()
  let total = 0

  /** Takes a place; gives what gives it back, or null when there is none. */
  function enter(sha256: string): (() => void) | null {
    const own = open.get(sha256) ?? 0
    if (total >= AT_A_TIME || own >= OF_ONE_PART) return null
    total += 1
    open.set(sha256, own + 1)
    let inside = true
    return () => {
      if (!inside) return
      inside = false
      total -= 1
      const left = (open.get(sha256) ?? 1) - 1
      if (left > 0) open.set(sha256, left)
      else open.delete(sha256)
    }
  }

  /** Starts the stream of bytes [from, to); the first of them are read before the answer begins. */
  async function stream(
    { tip, part }: Download,
    { from, to, sha256 }: { from: number; to: number; sha256: string },
    leave: () => void,
    line: Line | undefined,
  ): Promise<ReadableStream<Uint8Array>> {
    const source = store.readRange(tip, part, from, to)[Symbol.asyncIterator]()
    let next: Promise<IteratorResult<Uint8Array>> | null = Promise.resolve(await source.next())
    let read = from
    let stall: NodeJS.Timeout | undefined
    let ended = (_whole: boolean): void => undefined
    const finished = new Promise<boolean>((resolve) => {
      ended = resolve
    })
    // The line knows what has left this process; without one, the end of the stream must do.
    void (line === undefined ? finished : line.finished())
      .then(async (whole) => {
        clearTimeout(stall)
        leave()
        await source.return?.(undefined)
        // Of a broken answer everything may have arrived, but the last byte is asked for again.
        const end = whole ? to : Math.min(read, to - 1)
        if (end > from) await store.recordFetched({ sha256, from, to: end, at: clock() })
      })
      .catch(onError)

    const cut = (controller: ReadableStreamDefaultController, reason: Error) => {
      if (line === undefined) controller.error(reason)
      else line.cut()
      ended(false)
    }
    return new ReadableStream<Uint8Array>(
      {
        async pull(controller) {
          clearTimeout(stall)
          try {
            const { done, value } = await (next ?? source.next())
            next = null
            stall = setTimeout(cut, stallMs, controller, new Error('Nobody reads any more.'))
            stall.unref()
            if (done !== true) {
              read += value.byteLength
              controller.enqueue(value)
            } else if (read === to) {
              controller.close()
              ended(true)
            } else throw new Error('A part has fewer bytes than were announced.')
          } catch (error) {
            onError(error)
            cut(controller, new Error('The part could not be read to its end.'))
          }
        },
        cancel: () => ended(false),
      },
      { highWaterMark: 0 },
    )
  }

  return async (request, capability, line) => {
    const sha256 = capabilitySha256(capability)
    const download = /^[\w-]{43}$/.test(capability) ? await store.find(sha256) : null
    if (download === null) return gone()
    const { part, bytes } = download
    const etag = `"${download.sha256}"`
    const headers = {
      ...HEADERS,
      'Content-Disposition': `attachment; filename="${attachmentName(part)}"`,
      ETag: etag,
    }
    if (request.method === 'HEAD') {
      // Ranges are for GET alone (RFC 9110, 14.2).
      return emptyAnswer(200, { ...headers, 'Content-Length': String(bytes) })
    }
    const wanted = wantedBytes(request.headers, etag, bytes)
    if (wanted.kind === 'unsatisfiable') {
      return problemAnswer('range-not-satisfiable', `The file has ${bytes} bytes.`, {
        headers: { 'Content-Range': `bytes */${bytes}` },
      })
    }
    const leave = enter(sha256)
    if (leave === null) {
      return laterAnswer(
        'too-many-requests',
        'Too much is being downloaded at the moment. Try again soon.',
        RETRY_SECONDS,
      )
    }
    const { from, to } = wanted.kind === 'range' ? wanted : { from: 0, to: bytes }
    try {
      const body = await stream(download, { from, to, sha256 }, leave, line)
      const partial = { 'Content-Range': `bytes ${from}-${to - 1}/${bytes}` }
      return streamAnswer(wanted.kind === 'range' ? 206 : 200, body, {
        ...headers,
        'Content-Length': String(to - from),
        ...(wanted.kind === 'range' ? partial : {}),
      })
    } catch (error) {
      leave()
      if (error instanceof ChunkGone) return gone()
      throw error
    }
  }
}

/** The same for a link that was never one and for one whose part is no more. */
function gone(): Response {
  return problemAnswer(
    'not-found',
    'The link is not complete, or what it stood for was deleted when its time was over.',
  )
}
