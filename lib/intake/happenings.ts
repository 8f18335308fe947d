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
  /** Somebody waited for their turn to begin a tip. */
  | { kind: 'slowed'; ms: number }
  /** Somebody asked for a conversation by its return number. */
  | { kind: 'looked-up'; found: boolean }
  /** A part was announced anew; what had arrived of it was thrown away. */
  | { kind: 'announced'; droppedBytes: number }
