/**
 * The inner door for senders whose pages run no script: this server seals their tip while it arrives,
 * so that sizes are known only at the end, and nobody can be asked for a proof of work.
 */
import { problemSlugOf } from '#lib/protocol/answers'
import { addHours, hourAtOrAfter } from '#lib/protocol/hours'
import type { ProblemSlug } from '#lib/protocol/problems'
import { isStorageFailure } from '#lib/store/faults'
import { storeBytes, takeBytes } from './chunk-calls.ts'
import type { IntakeContext } from './context.ts'
import type { LocalIntake, LocalRefusal, LocalThread } from './contract.ts'
import { SMALL_TIP_BYTES } from './disk.ts'
import { lookedUp } from './follow-up-calls.ts'
import { createTipsInHand, IDLE_MS, type InHand } from './in-hand.ts'
import { beginTip, fullDisk } from './opening.ts'
import type { Pace } from './pace.ts'
import type { Rates } from './rates.ts'
import { limitsOf } from './sizes.ts'
import { type Begins, storedFollowUp } from './threads.ts'
import { sha256 } from './tokens.ts'
import { takeTurn } from './turns.ts'

/** A tip that nobody completes is in nobody's hands: its sender's request is all there is of it. */
const KEPT_HOURS = 2
/** The longest wait for a share of the bytes of all, before the sender is told. */
const BYTES_PATIENCE_MS = 60_000

/**
 * @param options.pace the ceiling of all; null when limits are off
 * @param options.sourceOf what stands for an address @param options.onError told of what nobody expected
 */
export function createLocalIntake(
  context: IntakeContext,
  options: {
    rates: Pick<Rates, 'localOpenings' | 'localBytes'>
    pace: Pace | null
    sourceOf: (address: string | null) => Promise<string | null>
    sleep: (ms: number) => Promise<unknown>
    onError: (error: unknown) => void
  },
): LocalIntake {
  const { store, inboxes, limits, clock, sources, halfOpen, completions, observe } = context
  const { rates, pace, sourceOf, sleep, onError } = options
  const inHand = createTipsInHand({ clock, isPinned: (tip) => completions.isChecking(tip) })

  const refuse = (problem: ProblemSlug, retryAfterMs?: number): LocalRefusal => {
    observe({ kind: 'refused', reason: problem })
    return { ok: false, problem, ...(retryAfterMs !== undefined && { retryAfterMs }) }
  }
  /** What an answer of the outer door says, when it is a problem. */
  function refusalIn(answer: Response): LocalRefusal | null {
    const slug = problemSlugOf(answer)
    if (slug === null) return null
    const after = answer.headers.get('retry-after')
    return refuse(slug, after === null ? undefined : Number(after) * 1000)
  }
  const gone = () => refuse('unknown-tip')
  const expires = () => hourAtOrAfter(addHours(clock(), KEPT_HOURS))

  async function guarded<T>(run: () => Promise<T>): Promise<T | LocalRefusal> {
    try {
      return await run()
    } catch (error) {
      onError(error)
      return refuse(isStorageFailure(error) ? 'storage-unavailable' : 'internal-error', 60_000)
    }
  }

  async function abandon(tip: string): Promise<void> {
    if (!inHand.remove(tip)) return
    halfOpen.release(tip)
    completions.forget(tip)
    await store.tips.abandon([tip]).catch(onError)
  }

  /** Waits until all together may store so many bytes more; null when they may. */
  async function takeOfAll(bytes: number): Promise<LocalRefusal | null> {
    for (let waited = 0; pace !== null; ) {
      const share = { key: 'local bytes', amount: bytes, ...rates.localBytes, now: clock() }
      const taken = await store.limits.take(share)
      if (taken.ok) return null
      if (waited >= BYTES_PATIENCE_MS) return refuse('too-many-requests', taken.retryAfterMs)
      const ms = Math.min(taken.retryAfterMs, BYTES_PATIENCE_MS - waited)
      await sleep(ms)
      waited += ms
    }
    return null
  }

  /** The problem with so many bytes in that part and all others; null when there is none. */
  async function sizeRefused(entry: InHand, part: number, bytes: number) {
    const inbox = inboxes.find((one) => one.id === entry.inbox)
    if (inbox === undefined) return refuse('unknown-inbox')
    const { messageBytes, tipBytes } = limitsOf(inbox, limits)
    const all = entry.bytes.with(part, bytes).reduce((sum, one) => sum + one, 0)
    if (all > tipBytes || (part === 0 && bytes > messageBytes)) return refuse('too-large')
    const full = await fullDisk(context, all)
    return full === null ? null : refusalIn(full)
  }

  /** What the store is told of it; null where this site has no way back. */
  function begins(thread: LocalThread | null): Begins | null {
    if (thread === null) return {}
    if ('conversation' in thread) return thread
    return context.followUp === null ? null : { followUp: storedFollowUp(thread.followUp) }
  }

  return {
    lookUp: (lookup, address) =>
      guarded(async () => {
        const source = await sourceOf(address)
        const found = await lookedUp(context, source, () => store.conversations.find(lookup))
        if (!found.ok) return refusalIn(found.answer) ?? refuse('internal-error')
        return { ok: true, conversation: found.value }
      }),

    end: (lookup, address) =>
      guarded(async () => {
        const source = await sourceOf(address)
        const { conversations } = store
        const end = async () => (await conversations.end(lookup)) || null
        const found = await lookedUp(context, source, end)
        if (!found.ok) return refusalIn(found.answer) ?? refuse('internal-error')
        return { ok: true, ended: found.value !== null }
      }),

    open: ({ inbox, urgent, source: address, thread = null }) =>
      guarded(async () => {
        if (!inboxes.some((one) => one.id === inbox)) return refuse('unknown-inbox')
        const beginning = begins(thread)
        if (beginning === null) return refuse('invalid-values')
        const source = await sourceOf(address)
        // Over its share a source is not refused, but comes after all others.
        const last = (await sources.take(source, 'local', rates.localOpenings)) > 0
        const full = await fullDisk(context, 1)
        const turn = full ?? (await takeTurn(context, pace, source, last))
        if (turn !== null) return refusalIn(turn) ?? refuse('internal-error')
        const place = inHand.placeFor(source)
        if (!place.ok) return refuse('too-much-half-open', IDLE_MS)
        if (place.idle !== undefined) await abandon(place.idle)
        // The size is not known yet: a placeholder of one byte, which is set in the end.
        const parts = [{ bytes: 1 }]
        const begin = { inbox, parts, urgent, source, spend: null, hours: KEPT_HOURS }
        const begun = await beginTip(context, { ...begin, ...beginning })
        if (!begun.ok) return refusalIn(begun.answer) ?? refuse('internal-error')
        const { tip, token } = begun
        inHand.add(tip, { inbox, token, source, bytes: [0] })
        return { ok: true, tip }
      }),

    addPart: (tip, part) =>
      guarded(async () => {
        const entry = inHand.get(tip)
        if (entry === undefined) return gone()
        if (part < entry.bytes.length) return { ok: true }
        const inbox = inboxes.find((one) => one.id === entry.inbox)
        if (inbox === undefined) return refuse('unknown-inbox')
        const tooMany = part >= limitsOf(inbox, limits).parts || part > entry.bytes.length
        if (tooMany) return refuse('invalid-values')
        const added = { tip, part, bytes: 1, keepChunks: true, expires: expires() }
        const set = await store.tips.setPart(added)
        if (!set.ok) return gone()
        entry.bytes[part] = 0
        inHand.touch(tip)
        return { ok: true }
      }),

    putChunk: (tip, part, chunk, data) =>
      guarded(async () => {
        const entry = inHand.get(tip)
        const before = entry?.bytes[part]
        if (entry === undefined || before === undefined) return gone()
        const size = data.byteLength
        if (size > limits.chunkBytes || chunk * limits.chunkBytes !== before || size === 0) {
          return refuse('chunk-out-of-range')
        }
        const done = halfOpen.begin(tip)
        entry.calls += 1
        try {
          const refused = (await sizeRefused(entry, part, before + size)) ?? (await takeOfAll(size))
          if (refused !== null) return refused
          const total = entry.bytes.reduce((sum, one) => sum + one, size)
          const tooMuch =
            total > SMALL_TIP_BYTES ? await takeBytes(context, entry.source, size) : null
          if (tooMuch !== null) return refusalIn(tooMuch) ?? refuse('internal-error')
          const bytes = { id: tip, part, chunk, data, hours: KEPT_HOURS }
          const stored = refusalIn(await storeBytes(context, bytes))
          if (stored !== null) return stored
          entry.bytes[part] = before + size
          inHand.touch(tip)
          return { ok: true }
        } finally {
          entry.calls -= 1
          done()
        }
      }),

    endPart: (tip, part, bytes) =>
      guarded(async () => {
        const entry = inHand.get(tip)
        if (entry === undefined || entry.bytes[part] === undefined) return gone()
        if (entry.bytes[part] !== bytes || bytes === 0) return refuse('invalid-values')
        const ended = { tip, part, bytes, keepChunks: true, expires: expires() }
        const set = await store.tips.setPart(ended)
        if (!set.ok) return gone()
        inHand.touch(tip)
        return { ok: true }
      }),

    complete: (tip, sha256s) =>
      guarded(async () => {
        const entry = inHand.get(tip)
        if (entry === undefined) return gone()
        const found = await store.tips.find(tip, sha256(entry.token))
        const inbox = inboxes.find((one) => one.id === entry.inbox)
        if (found === null || inbox === undefined || found.state !== 'open') return gone()
        if (sha256s.length !== found.parts.length) return refuse('invalid-values')
        const hashes = sha256s.map((one) => ({ sha256: one }))
        const outcome = await completions.complete(found, hashes, inbox)
        if (!outcome.ok) {
          const { reason } = outcome
          const sealed = reason === 'not-sealed' || reason === 'hash-mismatch'
          return refuse(sealed ? reason : 'tip-expired')
        }
        inHand.remove(tip)
        return outcome
      }),

    abandon,
  }
}
