/** Remembers that many return numbers were wrong lately, for an operator to be told; no more than that. */

export type Guessing = {
  /** A number found nothing. */
  wrong(): void
  /** Whether many did so within an hour, in the last day. */
  many(): boolean
}

const HOUR_MS = 3_600_000
const TOLD_MS = 24 * HOUR_MS
/** More than mistyping explains. */
const MANY = 200

/** Makes the memory; a restart forgets it. */
export function createGuessing(clock: () => Date): Guessing {
  let hour = { since: 0, count: 0 }
  let manyAt = Number.NEGATIVE_INFINITY
  return {
    wrong() {
      const now = clock().getTime()
      if (now - hour.since >= HOUR_MS) hour = { since: now, count: 0 }
      hour.count += 1
      if (hour.count >= MANY) manyAt = now
    },
    many: () => clock().getTime() - manyAt < TOLD_MS,
  }
}
