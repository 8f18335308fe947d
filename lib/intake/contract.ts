/** What the intake is given, and what it gives. */
import type { Alarm } from '#lib/alarms'
import type { Inbox } from '#lib/inboxes/inbox'
import type { Limits } from '#lib/protocol/limits'
import type { ProblemSlug } from '#lib/protocol/problems'
import type { OpenTipRequest, Receipt } from '#lib/protocol/shapes'
import type { Conversation, Store } from '#lib/store/store'
import type { DiskSpace } from './disk.ts'
import type { HalfOpenLimits } from './half-open.ts'
import type { IntakeHappening } from './happenings.ts'
import type { Rates } from './rates.ts'
import type { WorkSteps } from './work.ts'

export type IntakeOptions = {
  store: Store
  inboxes: readonly Inbox[]
  limits: Limits
  clock: () => Date
  /** Cryptographic randomness. */
  randomBytes: (count: number) => Uint8Array
  /** `POW_COST`; 0 = no proof is asked for. */
  powCost: number
  /** False turns the limits per source and the ceilings off; the quota of the whole site stays. */
  rateLimits: boolean
  /** Instead of the usual ones. */
  rates?: Partial<Rates>
  workSteps?: WorkSteps
  halfOpenLimits?: HalfOpenLimits
  /** Whether other servers take tips into the same store; no unless told. */
  shared?: boolean
  /** Space on the disk the database lies on; not watched unless told. */
  diskSpace?: () => Promise<DiskSpace | null>
  /** How long an opening waits for its turn at most; 20 seconds unless told. */
  turnPatienceMs?: number
  /** Where the desk replies to, with `*` in the place of the address id; null or left out, there is no way back. */
  followUp?: string | null
  /** How long looking a conversation up takes at least, found or not; 300 ms unless told. */
  lookupMs?: number
  /** For how many days a conversation is kept after its last message; 14 unless told. */
  retentionDays?: number
  /** How long `complete` waits before it answers 202; 2 seconds unless told. */
  patienceMs?: number
  /** Whether all is well, for `/readyz`. */
  ready: () => Promise<boolean>
  /** Called after a tip was received. */
  onReceived?: () => void
  /** Told of what happens, to be counted. */
  observe?: (happening: IntakeHappening) => void
  /** Told of what nobody expected; never gets content, tokens or addresses. */
  onError: (error: unknown) => void
}

export type Intake = {
  /** Whether this handler answers for the path; everything else is for the pages. */
  owns(pathname: string): boolean
  /**
   * Answers a request; never throws.
   * @param from the sender's address, for limits only: it is kept nowhere; null when unknown
   */
  handle(request: Request, from?: { source: string | null }): Promise<Response>
  /** The inner door, for tips that this server seals itself. */
  local: LocalIntake
  /** Expires and forgets what is due. To be called every few minutes. */
  sweep(): Promise<void>
  /** What stands now. */
  standing(): Promise<IntakeStanding>
  /** What an operator must look at: a disk that fills, a quota that shuts senders out. */
  alarms(): Promise<Alarm[]>
}

export type IntakeStanding = {
  /** Tips begun and not completed, and the bytes they hold. */
  tips: number
  bytes: number
  /** What is free on the disk, if known. */
  freeBytes: number | null
  /** Openings that wait for their turn. */
  waiting: number
  /** How many times the usual work everybody is asked for. */
  workFactor: number
}

/** Why a step did not happen; with the milliseconds after which asking again makes sense. */
export type LocalRefusal = { ok: false; problem: ProblemSlug; retryAfterMs?: number }
export type LocalOutcome = { ok: true } | LocalRefusal

/** What a tip has to do with a conversation: it begins one, or goes on in the one of this id. */
export type LocalThread =
  | { followUp: NonNullable<OpenTipRequest['followUp']> }
  | { conversation: string }

export type LocalIntake = {
  /**
   * Begins a tip with an empty part 0. Waits for its turn when much is begun, up to half a minute.
   * @param tip.source the sender's address, for limits only; null when unknown
   * @param tip.thread none, unless its sender can come back
   */
  open(tip: {
    inbox: string
    urgent: boolean
    source: string | null
    thread?: LocalThread | null
  }): Promise<{ ok: true; tip: string } | LocalRefusal>
  /**
   * The conversation of a return number; null for one that is wrong, unused or forgotten. All of them
   * cost the same share and the same time, and as much as at the outer door.
   * @param lookup `lookupSha256` of the number @param source as for `open`
   */
  lookUp(
    lookup: string,
    source: string | null,
  ): Promise<{ ok: true; conversation: Conversation | null } | LocalRefusal>
  /** Ends the conversation of a return number for good; false when there is none. Costs what `lookUp` costs. */
  end(lookup: string, source: string | null): Promise<{ ok: true; ended: boolean } | LocalRefusal>
  /** Adds the part that comes next; part 0 is there already. */
  addPart(tip: string, part: number): Promise<LocalOutcome>
  /** Stores a chunk durably, each of `chunkBytes` (1 MiB) but the last of a part; counted from 0. */
  putChunk(tip: string, part: number, chunk: number, data: Uint8Array): Promise<LocalOutcome>
  /** Says how many bytes the part has, after its last chunk. */
  endPart(tip: string, part: number, bytes: number): Promise<LocalOutcome>
  /** Checks and receives the tip, however long that takes. @param sha256s one for each part, lower-case hex */
  complete(
    tip: string,
    sha256s: readonly string[],
  ): Promise<{ ok: true; receipt: Receipt } | LocalRefusal>
  /** Forgets the tip at once; to be called whenever a begun one is not completed. Never rejects. */
  abandon(tip: string): Promise<void>
}
