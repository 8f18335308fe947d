/**
 * How many chunks are under way at once. A quick line carries more with several; on a slow one each
 * would take so long that it is lost before it arrives, so it gets one at a time.
 */

/** With the two files that are sent at a time, browsers would queue more (six to one host). */
const CHUNKS_MAX = 4
const QUICK_MS = 2_000
const SLOW_MS = 15_000

export type ChunkWindow = {
  /** Waits for a place. @throws the signal's reason when it is aborted meanwhile */
  enter: (signal: AbortSignal) => Promise<void>
  /** Gives the place back. `ms` is how long the chunk took; null when it was lost. */
  leave: (ms: number | null) => void
}

/** A window that begins with one place and grows as long as chunks arrive quickly. */
export function createChunkWindow(): ChunkWindow {
  let places = 1
  let taken = 0
  const queue: (() => void)[] = []

  function admit(): void {
    while (taken < places) {
      const next = queue.shift()
      if (next === undefined) return
      taken += 1
      next()
    }
  }

  return {
    enter: (signal) =>
      new Promise((resolve, reject) => {
        signal.throwIfAborted()
        const enter = () => {
          signal.removeEventListener('abort', stop)
          resolve()
        }
        const stop = () => {
          queue.splice(queue.indexOf(enter), 1)
          reject(signal.reason)
        }
        signal.addEventListener('abort', stop, { once: true })
        queue.push(enter)
        admit()
      }),
    leave: (ms) => {
      taken -= 1
      if (ms === null || ms > SLOW_MS) places = 1
      else if (ms < QUICK_MS) places = Math.min(CHUNKS_MAX, places + 1)
      admit()
    },
  }
}
