/**
 * Keeps what reads the parts of a tip (storing a chunk, checking) apart from what changes them
 * (announcing a part anew): many may read at a time, a change is alone. In memory of one process.
 */

export type TipLocks = {
  /** Waits for changes in hand; until the function given back is called, no change begins. */
  share(tip: string): Promise<() => void>
  /** Runs a change when all that shares the tip is over; whoever comes later waits for it. */
  change<T>(tip: string, run: () => Promise<T>): Promise<T>
  /** Another number whenever a change of the tip has begun or ended. */
  version(tip: string): number
  /** Forgets the version of a tip that takes nothing more. */
  forget(tip: string): void
}

type Entry = { sharing: Set<Promise<void>>; change: Promise<void> | null }

/** Makes locks that nobody holds. */
export function createTipLocks(): TipLocks {
  const held = new Map<string, Entry>()
  const versions = new Map<string, number>()
  let latest = 0

  function bump(tip: string): void {
    latest += 1
    versions.set(tip, latest)
  }

  function entryOf(tip: string): Entry {
    const entry = held.get(tip) ?? { sharing: new Set(), change: null }
    held.set(tip, entry)
    return entry
  }

  function tidy(tip: string, { sharing, change }: Entry): void {
    if (sharing.size === 0 && change === null) held.delete(tip)
  }

  return {
    async share(tip) {
      let entry = entryOf(tip)
      // Nothing may be awaited between the last look and the entry's use.
      for (; entry.change !== null; entry = entryOf(tip)) await entry.change
      const { promise, resolve } = Promise.withResolvers<void>()
      entry.sharing.add(promise)
      return () => {
        entry.sharing.delete(promise)
        resolve()
        tidy(tip, entry)
      }
    },
    async change(tip, run) {
      let entry = entryOf(tip)
      for (; entry.change !== null; entry = entryOf(tip)) await entry.change
      const { promise, resolve } = Promise.withResolvers<void>()
      entry.change = promise
      try {
        await Promise.all(entry.sharing)
        bump(tip)
        return await run()
      } finally {
        bump(tip)
        entry.change = null
        tidy(tip, entry)
        resolve()
      }
    },
    version: (tip) => versions.get(tip) ?? 0,
    forget: (tip) => void versions.delete(tip),
  }
}
