/** What the calls of the intake share; made once, by createIntake. */
import type { Inbox } from '#lib/inboxes/inbox'
import type { Limits } from '#lib/protocol/limits'
import type { Store } from '#lib/store/store'
import type { Completions } from './completions.ts'
import type { Disk } from './disk.ts'
import type { HalfOpen } from './half-open.ts'
import type { IntakeHappening } from './happenings.ts'
import type { Proofs } from './proofs.ts'
import type { Sources } from './sources.ts'

export type IntakeContext = {
  store: Store
  inboxes: readonly Inbox[]
  limits: Limits
  clock: () => Date
  randomBytes: (count: number) => Uint8Array
  proofs: Proofs
  sources: Sources
  halfOpen: HalfOpen
  disk: Disk
  completions: Completions
  /** How long `complete` waits before it answers 202, in milliseconds. */
  patienceMs: number
  observe: (happening: IntakeHappening) => void
}
