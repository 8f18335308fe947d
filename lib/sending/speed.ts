/** How fast sealed bytes arrive, over the last minute, and what that means for the rest. */

const WINDOW_MS = 60_000
/** Before that, a number would be a guess. */
const LEAST_MS = 3_000
/** On a slow line a chunk takes longer than the window: then the last few count. */
const SAMPLES_MIN = 4

export type Speed = { bytesPerSecond: number | null; secondsLeft: number | null }

export type Speedometer = {
  /** So many bytes are stored at `ms`. */
  at: (ms: number, doneBytes: number) => void
  /** The line was lost: what was measured says nothing about what comes. */
  reset: () => void
  /** The speed, and the seconds that `leftBytes` would take; both null while it cannot be told. */
  read: (leftBytes: number) => Speed
}

/** A speedometer that has seen nothing. */
export function createSpeedometer(): Speedometer {
  let samples: { ms: number; doneBytes: number }[] = []
  return {
    at: (ms, doneBytes) => {
      const last = samples.at(-1)
      // A removed file or a clock that was set back begins a new measurement.
      if (last && (doneBytes < last.doneBytes || ms < last.ms)) samples = []
      samples.push({ ms, doneBytes })
      while (samples.length > SAMPLES_MIN && ms - (samples[0]?.ms ?? ms) > WINDOW_MS) {
        samples.shift()
      }
    },
    reset: () => {
      samples = []
    },
    read: (leftBytes) => {
      const [first] = samples
      const last = samples.at(-1)
      if (!first || !last || last.ms - first.ms < LEAST_MS || last.doneBytes === first.doneBytes) {
        return { bytesPerSecond: null, secondsLeft: null }
      }
      const perSecond = ((last.doneBytes - first.doneBytes) / (last.ms - first.ms)) * 1000
      return {
        bytesPerSecond: Math.round(perSecond),
        secondsLeft: Math.ceil(leftBytes / perSecond),
      }
    },
  }
}
