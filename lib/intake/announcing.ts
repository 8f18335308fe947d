/**
 * Announcing a part of an open tip anew: a file was taken out, or has changed, while it was being sent.
 * What had arrived of that part goes, the other parts stay.
 */
import { emptyAnswer, problemAnswer } from '#lib/protocol/answers'
import { chunkRange } from '#lib/protocol/chunks'
import { addHours, hourAtOrAfter } from '#lib/protocol/hours'
import { announcePartRequest } from '#lib/protocol/shapes'
import { readJson } from './bodies.ts'
import { outOfRange, takeBytes } from './chunk-calls.ts'
import type { IntakeContext } from './context.ts'
import { closed, expired, findTip, wholeNumber } from './find-tip.ts'
import { fullDisk, OPEN_HOURS, sizeOf, unknownInbox } from './opening.ts'
import { checkSizes, limitsOf } from './sizes.ts'

/** What a change costs of the bytes a source may store, besides those it sends again. */
const CHANGE_BYTES = 1024 ** 2

/** `PUT /api/tips/{tip}/parts/{p}` */
export async function announcePart(
  context: IntakeContext,
  request: Request,
  [id = '', partText = '']: readonly string[],
  source: string | null,
): Promise<Response> {
  const { completions, locks } = context
  const found = await findTip(context, request, id)
  if (!found.ok) return found.answer
  const body = await readJson(request, announcePartRequest)
  if (!body.ok) return body.answer
  const tooMuch = await takeBytes(context, source, CHANGE_BYTES)
  if (tooMuch !== null) return tooMuch
  // What is being checked must not change under the check, which may last.
  if (completions.isChecking(id)) {
    const detail = 'The tip is being checked. Ask for its receipt by complete.'
    return problemAnswer('tip-closed', detail)
  }
  return locks.change(id, () =>
    change(context, request, { id, part: wholeNumber(partText), bytes: body.value.bytes }),
  )
}

/** Runs alone on its tip, so what is read first is still so in the end. */
async function change(
  context: IntakeContext,
  request: Request,
  { id, part, bytes }: { id: string; part: number; bytes: number },
): Promise<Response> {
  const { store, inboxes, limits, halfOpen, completions, clock, observe } = context
  const found = await findTip(context, request, id)
  if (!found.ok) return found.answer
  const { tip } = found
  if (tip.state === 'expired') return expired()
  if (tip.state === 'received') return closed()
  const before = tip.parts[part]?.bytes
  if (before === undefined) return outOfRange()
  const inbox = inboxes.find((one) => one.id === tip.inbox)
  if (inbox === undefined) return unknownInbox()
  const parts = tip.parts.with(part, { bytes, sha256: null })
  const refused =
    checkSizes(parts, limitsOf(inbox, limits)) ??
    (bytes > before ? await fullDisk(context, sizeOf(parts)) : null)
  if (refused !== null) return refused
  const held = (await store.tips.heldChunks(id))[part] ?? []
  const droppedBytes = held.reduce((sum, chunk) => {
    const range = chunkRange(before, limits.chunkBytes, chunk)
    return range === null ? sum : sum + range.end - range.start
  }, 0)
  const expires = hourAtOrAfter(addHours(clock(), OPEN_HOURS))
  const set = await store.tips.setPart({ tip: id, part, bytes, keepChunks: false, expires })
  if (!set.ok) {
    switch (set.reason) {
      case 'closed':
        return closed()
      case 'expired':
      case 'unknown':
        return expired()
      case 'gap':
        return problemAnswer('chunk-out-of-range', 'Only parts that were announced can change.')
    }
  }
  // A check that failed before looked at other bytes.
  completions.forget(id)
  halfOpen.drop(id, droppedBytes, held.length)
  observe({ kind: 'announced', droppedBytes })
  return emptyAnswer()
}
