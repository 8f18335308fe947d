/**
 * Holds what a sender may see once: until an answer that shows it was sent, and for a short while at
 * most, so that a button that is pressed twice does not swallow it.
 */

/** Long enough for the second of two presses, and for an answer that was lost on the way. */
const HELD_MS = 120_000

export type ShownOnce<Value> = {
  /** What it is; null once it was forgotten. */
  look(): Value | null
  /** Forgets it now. To be called when it was shown. */
  forget(): void
}

/** @param value to be held in memory, for two minutes at most unless `heldMs` says otherwise */
export function showOnce<Value>(value: Value, heldMs = HELD_MS): ShownOnce<Value> {
  let held: Value | null = value
  const forget = () => {
    held = null
    clearTimeout(timer)
  }
  const timer = setTimeout(forget, heldMs)
  timer.unref()
  return { look: () => held, forget }
}
