/**
 * The inner door for senders whose pages run no script: this server seals their tip while it arrives,
 * so that sizes are known only at the end, and nobody can be asked for a proof of work.
 */
import type { ProblemSlug } from '#lib/protocol/problems'
import type { Receipt } from '#lib/protocol/shapes'

/** Why a step did not happen; with the milliseconds after which asking again makes sense. */
export type LocalRefusal = { ok: false; problem: ProblemSlug; retryAfterMs?: number }
export type LocalOutcome = { ok: true } | LocalRefusal

export type LocalIntake = {
  /**
   * Begins a tip with an empty part 0. Waits for its turn when much is begun, up to half a minute.
   * @param tip.source the sender's address, for limits only; null when unknown
   */
  open(tip: {
    inbox: string
    urgent: boolean
    source: string | null
  }): Promise<{ ok: true; tip: string } | LocalRefusal>
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
