/**
 * Completing a tip: every part is walked and hashed as it lies in the store, then one transaction
 * receives it. Runs at most once per tip at a time, a few tips at a time, and goes on when the
 * asker has gone away.
 */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Inbox } from '#lib/inboxes/inbox'
import { addHours, hourAtOrAfter, hourOf } from '#lib/protocol/hours'
import type { ProblemError } from '#lib/protocol/problems'
import type { CompleteRequest, Receipt } from '#lib/protocol/shapes'
import { type WalkVerdict, walkSealedPart } from '#lib/sealing/walk-packets'
import { ChunkGone } from '#lib/store/chunks'
import type { Store, StoredTip } from '#lib/store/store'
import type { AcceptedKeys } from './accepted-keys.ts'
import { newReference, type Receipts } from './receipts.ts'

/** Checks at a time: they read from one database and hash on one processor. */
const CHECKS_MAX = 2
/** Of larger tips one is checked at a time, beside the others, so that small ones wait for none of them. */
const LARGE_BYTES = 32 * 1024 ** 2
/**
 * A reference that is taken is rolled again; that it happens so often in a row means a fault, or that a
 * sender completes as many messages of one conversation at once.
 */
const REFERENCE_TRIES = 64
const DAY_HOURS = 24

export type Completion =
  | { ok: true; receipt: Receipt }
  | { ok: false; reason: 'not-sealed' | 'hash-mismatch'; errors: ProblemError[] }
  /** `changed`: bytes went while it was checked: it has expired, or a part was announced anew elsewhere. */
  | { ok: false; reason: 'changed' | 'expired' | 'unknown' }

export type Completions = {
  /**
   * Completes the tip, or joins whoever does so with the same hashes. What was found in its parts is
   * remembered: stored bytes do not change, so that asking again, with whatever hashes, would only
   * do the same work again.
   */
  complete(tip: StoredTip, hashes: CompleteRequest['parts'], inbox: Inbox): Promise<Completion>
  /** Whether the tip is being checked or waits for it. */
  isChecking(tip: string): boolean
  /** Forgets what is remembered of a tip that has expired. */
  forget(tip: string): void
}

/** What was found in the parts of a tip, and the fingerprints of the certificates it is sealed to. */
type Walked = { verdicts: WalkVerdict[]; sealedTo: string[] }

/** Nobody who answers could read it. */
const ARCHIVE_ALONE: WalkVerdict = {
  ok: false,
  reason: 'it is sealed to the archive alone; seal it to the other certificates of the inbox too',
}

type Attempt = { hashes: string; running: boolean; outcome: Promise<Completion> }

/** @param onReceived called after the tip is on disk, so that delivery need not wait for its next look */
export function createCompletions(options: {
  store: Store
  receipts: Receipts
  acceptedKeys: AcceptedKeys
  clock: () => Date
  randomBytes: (count: number) => Uint8Array
  /** For how many days a conversation is kept after its last message. */
  retentionDays: number
  onReceived: (tip: string) => void
  /** Whether other servers may change what is stored: then nothing that was found is remembered. */
  shared: boolean
}): Completions {
  const { store, receipts, acceptedKeys, clock, randomBytes, onReceived, shared } = options
  const keptHours = options.retentionDays * DAY_HOURS
  const known = new Map<string, Attempt>()
  const walks = new Map<string, Promise<Walked>>()
  const turns = createTurns(CHECKS_MAX)
  const largeTurns = createTurns(1)

  async function walkParts(tip: StoredTip, inbox: Inbox): Promise<Walked> {
    const accepted = await acceptedKeys.of(inbox)
    const keyIds = new Set(accepted.keys())
    const verdicts: WalkVerdict[] = []
    for (const [part, { bytes }] of tip.parts.entries()) {
      const chunks = unhurried(store.tips.readPart(tip.id, part))
      const verdict = await walkSealedPart(chunks, { bytes, keyIds })
      const archived =
        verdict.ok &&
        verdict.keyIds.every((keyId) => accepted.get(keyId) === inbox.archive?.fingerprint)
      verdicts.push(archived ? ARCHIVE_ALONE : verdict)
    }
    const met = verdicts.flatMap((one) => (one.ok ? one.keyIds : []))
    const sealedTo = new Set(met.flatMap((keyId) => accepted.get(keyId) ?? []))
    return { verdicts, sealedTo: [...sealedTo] }
  }

  /** Walks the parts of a tip once, however often it is asked; a failure to read is not remembered. */
  function walkOnce(tip: StoredTip, inbox: Inbox): Promise<Walked> {
    const present = walks.get(tip.id)
    if (present !== undefined) return present
    const bytes = tip.parts.reduce((sum, part) => sum + part.bytes, 0)
    const walk = (bytes > LARGE_BYTES ? largeTurns : turns)(() => walkParts(tip, inbox))
    walks.set(tip.id, walk)
    walk.catch(() => walks.delete(tip.id))
    return walk
  }

  async function check(
    tip: StoredTip,
    hashes: CompleteRequest['parts'],
    inbox: Inbox,
  ): Promise<ProblemError[] | { mismatched: ProblemError[]; sealedTo: string[] }> {
    const { verdicts, sealedTo } = await walkOnce(tip, inbox)
    const unsealed: ProblemError[] = []
    const mismatched: ProblemError[] = []
    for (const [part, walked] of verdicts.entries()) {
      if (!walked.ok) {
        unsealed.push({ pointer: `/parts/${part}`, detail: `Part ${part}: ${walked.reason}.` })
      } else if (walked.sha256 !== hashes[part]?.sha256) {
        mismatched.push({
          pointer: `/parts/${part}/sha256`,
          detail: `The stored bytes have the hash ${walked.sha256}.`,
        })
      }
    }
    return unsealed.length > 0 ? unsealed : { mismatched, sealedTo }
  }

  /** A new one, or for a further message that of its tip with a number. */
  async function referenceFor(tip: string): Promise<string> {
    const thread = await store.conversations.threadOf(tip)
    return thread === null ? newReference(randomBytes) : `${thread.reference}-${thread.next}`
  }

  async function run(
    tip: StoredTip,
    hashes: CompleteRequest['parts'],
    inbox: Inbox,
  ): Promise<Completion> {
    const faults = await check(tip, hashes, inbox).catch((error: unknown) => {
      if (error instanceof ChunkGone) return null
      throw error
    })
    // Its hour came while it was checked or waited for it, or another server took bytes away.
    if (faults === null) return { ok: false, reason: 'changed' }
    if (Array.isArray(faults)) return { ok: false, reason: 'not-sealed', errors: faults }
    if (faults.mismatched.length > 0) {
      return { ok: false, reason: 'hash-mismatch', errors: faults.mismatched }
    }
    for (let attempt = 0; attempt < REFERENCE_TRIES; attempt += 1) {
      const hour = hourOf(clock())
      const receipt = receipts.sign({
        reference: await referenceFor(tip.id),
        received: hour,
        inbox: tip.inbox,
        parts: tip.parts.map(({ bytes }, part) => ({ bytes, sha256: hashes[part]?.sha256 ?? '' })),
      })
      const received = await store.tips.receive({
        tip: tip.id,
        hour,
        receipt,
        sealedTo: faults.sealedTo,
        outbox: mailsFor(inbox, randomBytes),
        conversationExpires: hourAtOrAfter(addHours(clock(), keptHours)),
      })
      if (received.ok) {
        onReceived(tip.id)
        return received
      }
      if (received.reason !== 'reference-taken') return { ok: false, reason: received.reason }
    }
    throw new Error('No free reference was found: the source of randomness repeats itself.')
  }

  return {
    isChecking: (tip) => known.get(tip)?.running ?? false,
    forget(tip) {
      known.delete(tip)
      walks.delete(tip)
    },
    complete(tip, hashes, inbox) {
      const wanted = JSON.stringify(hashes)
      const present = known.get(tip.id)
      if (present?.hashes === wanted) return present.outcome
      const attempt: Attempt = {
        hashes: wanted,
        running: true,
        outcome: run(tip, hashes, inbox),
      }
      known.set(tip.id, attempt)
      const settle = (keep: boolean) => {
        attempt.running = false
        if (!keep || shared) walks.delete(tip.id)
        if (!keep && known.get(tip.id) === attempt) known.delete(tip.id)
      }
      attempt.outcome.then(
        (outcome) => settle(!outcome.ok && outcome.reason !== 'changed' && !shared),
        () => settle(false),
      )
      return attempt.outcome
    },
  }
}

/**
 * The mails a tip makes: one to the inbox and, when it has an archive, one to that. The archive gets its
 * copy also of what was sealed without its certificate, so that nothing is missing there.
 */
function mailsFor(inbox: Inbox, randomBytes: (count: number) => Uint8Array) {
  const mail = (recipient: 'first' | 'archive') => ({
    id: Buffer.from(randomBytes(16)).toString('hex'),
    inbox: inbox.id,
    recipient,
  })
  return inbox.archive === null ? [mail('first')] : [mail('first'), mail('archive')]
}

/** The same chunks, with a turn of the event loop between two of them, so that others are served. */
async function* unhurried(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  let first = true
  for await (const chunk of chunks) {
    if (!first) await nextTurn()
    first = false
    yield chunk
  }
}

/** Runs what it is given, `max` at a time, in the order of asking. */
function createTurns(max: number): <T>(run: () => Promise<T>) => Promise<T> {
  let free = max
  const waiting: (() => void)[] = []
  return async (run) => {
    if (free > 0) free -= 1
    else await new Promise<void>((resolve) => waiting.push(resolve))
    try {
      return await run()
    } finally {
      const next = waiting.shift()
      if (next === undefined) free += 1
      else next()
    }
  }
}
