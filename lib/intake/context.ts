/** What the calls of the intake share; made once, by createIntake. */
import type { Inbox } from '#lib/inboxes/inbox'
import type { Limits } from '#lib/protocol/limits'
import type { Store } from '#lib/store/store'
import type { Completions } from './completions.ts'
import type { Disk } from './disk.ts'
import type { Guessing } from './guessing.ts'
import type { HalfOpen } from './half-open.ts'
import type { IntakeHappening } from './happenings.ts'
import type { TipLocks } from './locks.ts'
import type { Pace } from './pace.ts'
import type { Proofs } from './proofs.ts'
import type { Rate, Sources } from './sources.ts'
import type { Work } from './work.ts'

export type IntakeContext = {
  store: Store
  inboxes: readonly Inbox[]
  limits: Limits
  clock: () => Date
  randomBytes: (count: number) => Uint8Array
  proofs: Proofs
  work: Work
  sources: Sources
  /** What one source may store in new bytes, whatever becomes of them. */
  byteRate: Rate
  /** The ceiling that slows; null when limits are off. */
  pace: Pace | null
  /** How many return numbers one source may bring, and the ceiling of all that slows. */
  lookupRate: Rate
  lookupPace: Pace | null
  /** No look-up is answered earlier: longer than the slowest one takes, so that its length tells nothing. */
  lookupMs: number
  /** Told of each number that finds nothing. */
  guessing: Guessing
  /** The reply address with its `*`; null when senders cannot be answered. */
  followUp: string | null
  halfOpen: HalfOpen
  /** Whether other servers take tips into the same store. */
  shared: boolean
  /** Looks now and then at what they hold; at once over. */
  learnOthers: () => void
  disk: Disk
  locks: TipLocks
  completions: Completions
  /** How long `complete` waits before it answers 202, in milliseconds. */
  patienceMs: number
  observe: (happening: IntakeHappening) => void
}
