/** Storing chunks of a tip that was opened. */
import { emptyAnswer, laterAnswer, problemAnswer } from '#lib/protocol/answers'
import { chunkCount, chunkRange } from '#lib/protocol/chunks'
import { addHours, hourAtOrAfter } from '#lib/protocol/hours'
import { announcedLength, readBytes } from '#lib/protocol/read-bytes'
import type { StoredPart } from '#lib/store/store'
import { isEncoded, mediaType } from './bodies.ts'
import type { IntakeContext } from './context.ts'
import { SMALL_TIP_BYTES } from './disk.ts'
import { closed, expired, findTip, wholeNumber } from './find-tip.ts'
import { BYTES_WITHOUT_DISK } from './half-open.ts'
import { diskIsFull, forgetEvicted, OPEN_HOURS, sizeOf, tooMuchHalfOpen } from './opening.ts'

/** curl's default for --data-binary counts as bytes too. */
const CHUNK_TYPES = ['', 'application/octet-stream', 'application/x-www-form-urlencoded']

type Place = { part: number; chunk: number }

/** `PUT /api/tips/{tip}/parts/{p}/chunks/{c}` */
export async function putChunk(
  context: IntakeContext,
  request: Request,
  [id = '', partText = '', chunkText = '']: readonly string[],
  source: string | null,
): Promise<Response> {
  const { limits, disk, halfOpen, locks } = context
  const version = locks.version(id)
  const found = await findTip(context, request, id)
  if (!found.ok) return found.answer
  const { state, parts } = found.tip
  if (state === 'expired') return expired()
  if (state === 'received') return closed()
  const place = { part: wholeNumber(partText), chunk: wholeNumber(chunkText) }
  const size = chunkSize(parts, place, limits.chunkBytes)
  if (size === null) return outOfRange()
  if (!CHUNK_TYPES.includes(mediaType(request)) || isEncoded(request)) {
    return problemAnswer(
      'wrong-content-type',
      'Send the bytes as application/octet-stream, not compressed.',
    )
  }
  if ((announcedLength(request) ?? size) < size) return tooShort(size)
  const announced = sizeOf(parts)
  if (!(await disk.letsGoOn(announced))) return diskIsFull()
  const tooMuch = announced > SMALL_TIP_BYTES ? await takeBytes(context, source, size) : null
  if (tooMuch !== null) return tooMuch
  const chunks = parts.reduce((sum, { bytes }) => sum + chunkCount(bytes, limits.chunkBytes), 0)
  halfOpen.adopt(id, source, chunks)
  // From here to the end nobody's flood makes the server forget this tip.
  const done = halfOpen.begin(id)
  try {
    const body = await readBytes(request, size)
    if (!body.ok && body.reason === 'too-large') return tooLong(size)
    if (!body.ok || body.bytes.byteLength < size) return tooShort(size)
    const release = await locks.share(id)
    try {
      if (locks.version(id) !== version) {
        // A part was announced anew meanwhile: these bytes may have no place any more.
        const again = await findTip(context, request, id)
        if (!again.ok) return again.answer
        const now = chunkSize(again.tip.parts, place, limits.chunkBytes)
        if (now !== size) return now === null ? outOfRange() : tooLong(now)
      }
      return await storeBytes(context, { id, ...place, data: body.bytes, hours: OPEN_HOURS })
    } finally {
      release()
    }
  } finally {
    done()
  }
}

/** Takes bytes from what a source may store; null when it may, else the answer. */
export async function takeBytes(
  { sources, byteRate }: Pick<IntakeContext, 'sources' | 'byteRate'>,
  source: string | null,
  bytes: number,
): Promise<Response | null> {
  const seconds = await sources.take(source, 'bytes', byteRate, bytes)
  if (seconds === 0) return null
  const detail = 'Very much came from here in the last hours. Go on after the time in Retry-After.'
  return laterAnswer('too-many-requests', detail, seconds)
}

/** Stores bytes that belong where they say, within the quota. @param chunk.hours as in `beginTip` */
export async function storeBytes(
  context: IntakeContext,
  chunk: Place & { id: string; data: Uint8Array; hours: number },
): Promise<Response> {
  const { store, halfOpen, disk, clock } = context
  const { id, part, data, hours } = chunk
  const size = data.byteLength
  context.learnOthers()
  const fairBytes = await disk.shareOfUnfinished(halfOpen.standing().bytes)
  const room = halfOpen.hold(id, size, fairBytes ?? BYTES_WITHOUT_DISK)
  let stored = false
  try {
    await forgetEvicted(context, room.evicted)
    if (!room.ok) return tooMuchHalfOpen()
    const expires = hourAtOrAfter(addHours(clock(), hours))
    const put = await store.tips.putChunk({ tip: id, part, chunk: chunk.chunk, data, expires })
    stored = put.ok && put.stored
    if (stored) context.observe({ kind: 'chunk', bytes: size })
    return put.ok ? emptyAnswer() : refusedChunk(put.reason)
  } finally {
    if (!stored && room.ok) halfOpen.drop(id, size)
  }
}

/** How many bytes the chunk of that place has; null when there is no such place. */
function chunkSize(
  parts: readonly StoredPart[],
  { part, chunk }: Place,
  chunkBytes: number,
): number | null {
  const range = chunkRange(parts[part]?.bytes ?? 0, chunkBytes, chunk)
  return range === null ? null : range.end - range.start
}

/** 404 for a part or chunk that the tip does not have. */
export const outOfRange = () =>
  problemAnswer(
    'chunk-out-of-range',
    'Parts and chunks are counted from 0, up to what was announced.',
  )
const tooShort = (size: number) =>
  problemAnswer('chunk-too-short', `This chunk has exactly ${size} bytes.`)
const tooLong = (size: number) =>
  problemAnswer('too-large', `This chunk has exactly ${size} bytes.`)

function refusedChunk(reason: 'conflict' | 'closed' | 'expired' | 'unknown'): Response {
  switch (reason) {
    case 'conflict':
      return problemAnswer('chunk-conflict', 'Send the same bytes as before, or open a new tip.')
    case 'closed':
      return closed()
    case 'expired':
    case 'unknown':
      return expired()
  }
}
