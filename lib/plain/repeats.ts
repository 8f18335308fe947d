/**
 * Knows what was sent lately, so that a page that is loaded again, or a button that is pressed twice,
 * makes no second tip. Remembers a keyed hash of each form and its receipt, in memory only: nothing of
 * what was sent can be read from it, and a restart forgets it.
 */
import { createHmac } from 'node:crypto'

const REMEMBERED_MS = 3_600_000
const REMEMBERED_MAX = 1_000

/** The hash of a form while it is read. */
export type FormHash = {
  /** Takes the next value; values do not run into each other. */
  add(...values: readonly string[]): void
  /** The hash of all of them; to be asked for once. */
  hex(): string
}

export type Repeats<Outcome> = {
  /** Begins the hash of a form. */
  hash(): FormHash
  /**
   * The outcome of an equal form of the last hour, also of one that is just being completed; otherwise
   * that of `run`, which is remembered unless it fails or `keep` says no.
   */
  once(form: string, run: () => Promise<Outcome>): Promise<{ outcome: Outcome; repeated: boolean }>
}

/** @param options.key random, made at start @param options.keep which outcomes are remembered */
export function createRepeats<Outcome>(options: {
  key: Uint8Array
  clock: () => Date
  keep: (outcome: Outcome) => boolean
}): Repeats<Outcome> {
  const { key, clock, keep } = options
  const known = new Map<string, { until: number; outcome: Promise<Outcome> }>()

  function present(form: string): Promise<Outcome> | undefined {
    const now = clock().getTime()
    for (const [one, { until }] of known) {
      if (until > now && known.size <= REMEMBERED_MAX) break
      known.delete(one)
    }
    return known.get(form)?.outcome
  }

  return {
    hash() {
      const hmac = createHmac('sha256', key)
      return {
        add(...values) {
          for (const value of values) hmac.update(`${Buffer.byteLength(value)}:`).update(value)
        },
        hex: () => hmac.digest('hex'),
      }
    },
    async once(form, run) {
      const earlier = present(form)
      if (earlier !== undefined) return { outcome: await earlier, repeated: true }
      const outcome = run()
      known.set(form, { until: clock().getTime() + REMEMBERED_MS, outcome })
      const forget = () => known.delete(form)
      outcome.then((settled) => keep(settled) || forget(), forget)
      return { outcome: await outcome, repeated: false }
    },
  }
}
