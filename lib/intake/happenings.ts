/** What happens at the intake, for whoever counts: never which tip, whose, or from where. */
import type { ProblemSlug } from '#lib/protocol/problems'

export type IntakeHappening =
  | { kind: 'opened' }
  | { kind: 'received' }
  | { kind: 'refused'; reason: ProblemSlug }
  /** New bytes were stored. */
  | { kind: 'chunk'; bytes: number }
  /** Unfinished tips were forgotten before their time, to make room. */
  | { kind: 'evicted'; tips: number }
