/** The calls on a tip that was opened: storing a chunk, its state, completing it. */

import { emptyAnswer, jsonAnswer, problemAnswer } from '#lib/protocol/answers'
import { chunkCount, chunkRange } from '#lib/protocol/chunks'
import { addHours, hourAtOrAfter } from '#lib/protocol/hours'
import { announcedLength, readBytes } from '#lib/protocol/read-bytes'
import { completeRequest, type TipStateAnswer } from '#lib/protocol/shapes'
import type { StoredTip } from '#lib/store/store'
import { isEncoded, mediaType, readJson } from './bodies.ts'
import type { Completion } from './completions.ts'
import type { IntakeContext } from './context.ts'
import { diskIsFull, forgetEvicted, OPEN_HOURS, tooMuchHalfOpen } from './opening.ts'
import { sha256 } from './tokens.ts'

/** curl's default for --data-binary counts as bytes too. */
const CHUNK_TYPES = ['', 'application/octet-stream', 'application/x-www-form-urlencoded']

/** The tip that the request's bearer token belongs to, or the one 404 for all other cases. */
async function findTip(
  context: IntakeContext,
  request: Request,
  id: string,
): Promise<{ ok: true; tip: StoredTip } | { ok: false; answer: Response }> {
  const token = /^Bearer +([A-Za-z0-9_-]{43})$/i.exec(request.headers.get('authorization') ?? '')
  const tip = token?.[1] === undefined ? null : await context.store.tips.find(id, sha256(token[1]))
  if (tip !== null) return { ok: true, tip }
  return {
    ok: false,
    answer: problemAnswer(
      'unknown-tip',
      'Send the token that POST /api/tips gave for this tip, as Authorization: Bearer.',
    ),
  }
}

const expired = () =>
  problemAnswer('tip-expired', `A tip is kept for ${OPEN_HOURS} hours. Open a new one.`)
const closed = () => problemAnswer('tip-closed', 'The tip was received. There is nothing to add.')

/** `PUT /api/tips/{tip}/parts/{p}/chunks/{c}` */
export async function putChunk(
  context: IntakeContext,
  request: Request,
  [id = '', partText = '', chunkText = '']: readonly string[],
): Promise<Response> {
  const { limits, disk } = context
  const found = await findTip(context, request, id)
  if (!found.ok) return found.answer
  const { state, parts } = found.tip
  if (state === 'expired') return expired()
  if (state === 'received') return closed()
  const [part, chunk] = [wholeNumber(partText), wholeNumber(chunkText)]
  const bytes = parts[part]?.bytes ?? 0
  const range = chunkRange(bytes, limits.chunkBytes, chunk)
  if (range === null) {
    return problemAnswer(
      'chunk-out-of-range',
      'Parts and chunks are counted from 0, up to what was announced at POST /api/tips.',
    )
  }
  if (!CHUNK_TYPES.includes(mediaType(request)) || isEncoded(request)) {
    return problemAnswer(
      'wrong-content-type',
      'Send the bytes as application/octet-stream, not compressed.',
    )
  }
  const size = range.end - range.start
  if ((announcedLength(request) ?? size) < size) return tooShort(size)
  const announced = parts.reduce((total, one) => total + one.bytes, 0)
  if (!(await disk.hasRoomFor(announced))) return diskIsFull()
  // From here to the end nobody's flood makes the server forget this tip.
  const done = context.halfOpen.begin(id)
  try {
    return await storeChunk(context, request, { id, part, chunk, size })
  } finally {
    done()
  }
}

/** Reads a chunk of exactly `size` bytes and stores it. */
async function storeChunk(
  context: IntakeContext,
  request: Request,
  { id, part, chunk, size }: { id: string; part: number; chunk: number; size: number },
): Promise<Response> {
  const { store, halfOpen, clock } = context
  const body = await readBytes(request, size)
  if (!body.ok && body.reason === 'too-large') {
    return problemAnswer('too-large', `This chunk has exactly ${size} bytes.`)
  }
  if (!body.ok || body.bytes.byteLength < size) return tooShort(size)
  const expires = hourAtOrAfter(addHours(clock(), OPEN_HOURS))
  const room = halfOpen.hold(id, size)
  let stored = false
  try {
    await forgetEvicted(context, room.evicted)
    if (!room.ok) return tooMuchHalfOpen()
    const put = await store.tips.putChunk({ tip: id, part, chunk, data: body.bytes, expires })
    stored = put.ok && put.stored
    if (stored) context.observe({ kind: 'chunk', bytes: size })
    return put.ok ? emptyAnswer() : refusedChunk(put.reason)
  } finally {
    if (!stored && room.ok) halfOpen.drop(id, size)
  }
}

const tooShort = (size: number) =>
  problemAnswer('chunk-too-short', `This chunk has exactly ${size} bytes.`)

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

/** `GET /api/tips/{tip}` */
export async function tipState(
  context: IntakeContext,
  request: Request,
  [id = '']: readonly string[],
): Promise<Response> {
  const found = await findTip(context, request, id)
  if (!found.ok) return found.answer
  const { state, parts } = found.tip
  const held = await context.store.tips.heldChunks(id)
  const answer: TipStateAnswer = {
    state: state === 'open' && context.completions.isChecking(id) ? 'checking' : state,
    parts: parts.map(({ bytes }, part) => ({ bytes, chunks: held[part] ?? [] })),
  }
  return jsonAnswer(200, answer)
}

/** `POST /api/tips/{tip}/complete` */
export async function completeTip(
  context: IntakeContext,
  request: Request,
  [id = '']: readonly string[],
): Promise<Response> {
  const { store, inboxes, limits, completions, patienceMs } = context
  const found = await findTip(context, request, id)
  if (!found.ok) return found.answer
  const { tip } = found
  if (tip.state === 'expired') return expired()
  const body = await readJson(request, completeRequest)
  if (!body.ok) return body.answer
  const hashes = body.value.parts
  if (hashes.length !== tip.parts.length) {
    return problemAnswer('invalid-values', 'Give one hash for each part.', {
      errors: [{ pointer: '/parts', detail: `This tip has ${tip.parts.length} parts.` }],
    })
  }
  if (tip.receipt !== null) return answerAgain(tip.receipt, hashes)
  const missing = missingChunks(tip, await store.tips.heldChunks(id), limits.chunkBytes)
  if (missing.length > 0) {
    return problemAnswer('chunks-missing', 'Send the chunks that “missing” names, then complete.', {
      missing,
    })
  }
  const inbox = inboxes.find((one) => one.id === tip.inbox)
  if (inbox === undefined) {
    return problemAnswer('unknown-inbox', 'The inbox was closed. Open a new tip for another one.')
  }
  const completion = completions.complete(tip, hashes, inbox)
  // Should nobody wait for it any more, its failure is told to the next who asks.
  completion.catch(() => undefined)
  const outcome = await within(patienceMs, completion)
  return outcome === null
    ? jsonAnswer(202, { state: 'checking' }, { 'Retry-After': '1' })
    : completionAnswer(outcome)
}

/** What `promise` gives within `ms`, else null; with 0 only what it has given already. */
async function within<T>(ms: number, promise: Promise<T>): Promise<T | null> {
  if (ms === 0) return Promise.race([promise, null])
  // A timer of its own: one that is called off by an AbortSignal makes an error each time.
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, ms, null)
  })
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}

function completionAnswer(outcome: Completion): Response {
  if (outcome.ok) return jsonAnswer(201, outcome.receipt)
  switch (outcome.reason) {
    case 'not-sealed':
      return problemAnswer(
        'not-sealed',
        'Seal the parts to this inbox alone, and open a new tip.',
        {
          errors: outcome.errors,
        },
      )
    case 'hash-mismatch':
      return mismatch(outcome.errors)
    case 'expired':
    case 'unknown':
      return expired()
  }
}

const mismatch = (errors: { pointer: string; detail: string }[]) =>
  problemAnswer('hash-mismatch', 'Give the SHA-256 of each sealed part, or open a new tip.', {
    errors,
  })

/** A received tip gives its receipt again, to whoever knows what it was. */
function answerAgain(
  receipt: NonNullable<StoredTip['receipt']>,
  hashes: { sha256: string }[],
): Response {
  const errors = receipt.parts.flatMap(({ sha256 }, part) =>
    sha256 === hashes[part]?.sha256
      ? []
      : [{ pointer: `/parts/${part}/sha256`, detail: `The stored bytes have the hash ${sha256}.` }],
  )
  return errors.length > 0 ? mismatch(errors) : jsonAnswer(201, receipt)
}

function missingChunks(
  tip: StoredTip,
  held: number[][],
  chunkBytes: number,
): { part: number; chunks: number[] }[] {
  return tip.parts.flatMap(({ bytes }, part) => {
    const there = new Set(held[part])
    const chunks = Array.from({ length: chunkCount(bytes, chunkBytes) }, (_, chunk) => chunk)
    const missing = chunks.filter((chunk) => !there.has(chunk))
    return missing.length > 0 ? [{ part, chunks: missing }] : []
  })
}

/** A decimal without sign or leading zero; NaN for everything else. */
function wholeNumber(text: string): number {
  return /^(0|[1-9]\d{0,8})$/.test(text) ? Number(text) : Number.NaN
}
