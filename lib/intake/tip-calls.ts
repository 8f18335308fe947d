/** The calls on a tip that was opened besides storing: its state, completing it. */
import { jsonAnswer, problemAnswer } from '#lib/protocol/answers'
import { chunkCount } from '#lib/protocol/chunks'
import { type CompleteRequest, completeRequest, type TipStateAnswer } from '#lib/protocol/shapes'
import type { StoredTip } from '#lib/store/store'
import { readJson } from './bodies.ts'
import type { Completion } from './completions.ts'
import type { IntakeContext } from './context.ts'
import { expired, findTip } from './find-tip.ts'

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
  parameters: readonly string[],
): Promise<Response> {
  const [id = ''] = parameters
  const body = await readJson(request, completeRequest)
  // From the look at what is there to the end of the check no part may be announced anew.
  const release = await context.locks.share(id)
  let checking: Promise<unknown> = Promise.resolve()
  try {
    const begun = await beginCheck(context, request, id, body)
    if ('answer' in begun) return begun.answer
    // Should nobody wait for it any more, its failure is told to the next who asks.
    checking = begun.completion.catch(() => undefined)
    const outcome = await within(context.patienceMs, begun.completion)
    if (outcome === null) return stillChecking()
    if (outcome.ok || outcome.reason !== 'changed') return completionAnswer(outcome)
    // What has become of it is seen by looking again; if nothing, the next call checks it anew.
    const again = await beginCheck(context, request, id, body)
    if ('answer' in again) return again.answer
    checking = again.completion.catch(() => undefined)
    return stillChecking()
  } finally {
    void checking.then(release)
  }
}

/** Begins to check a tip that is all there, or joins a check in hand. */
async function beginCheck(
  context: IntakeContext,
  request: Request,
  id: string,
  body: Awaited<ReturnType<typeof readJson<CompleteRequest>>>,
): Promise<{ answer: Response } | { completion: Promise<Completion> }> {
  const { store, inboxes, limits, completions } = context
  const found = await findTip(context, request, id)
  if (!found.ok) return found
  const { tip } = found
  if (tip.state === 'expired') return { answer: expired() }
  if (!body.ok) return body
  const hashes = body.value.parts
  if (hashes.length !== tip.parts.length) {
    const answer = problemAnswer('invalid-values', 'Give one hash for each part.', {
      errors: [{ pointer: '/parts', detail: `This tip has ${tip.parts.length} parts.` }],
    })
    return { answer }
  }
  if (tip.receipt !== null) return { answer: answerAgain(tip.receipt, hashes) }
  const missing = missingChunks(tip, await store.tips.heldChunks(id), limits.chunkBytes)
  if (missing.length > 0) {
    const detail = 'Send the chunks that “missing” names, then complete.'
    return { answer: problemAnswer('chunks-missing', detail, { missing }) }
  }
  const inbox = inboxes.find((one) => one.id === tip.inbox)
  if (inbox === undefined) {
    const detail = 'The inbox was closed. Open a new tip for another one.'
    return { answer: problemAnswer('unknown-inbox', detail) }
  }
  return { completion: completions.complete(tip, hashes, inbox) }
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

const stillChecking = () => jsonAnswer(202, { state: 'checking' }, { 'Retry-After': '1' })

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
    case 'changed':
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
