/**
 * How much work a challenge asks for: the usual amount in calm times, and up to eight times as much
 * for everybody while many tips are begun, or for one source that asks for many challenges.
 */
import type { LimitStore } from '#lib/store/store'
import type { Rate } from './sources.ts'

/** The steps: each is reached when the buckets of those below are empty, and doubles the work. */
export type WorkSteps = { site: readonly Rate[]; source: readonly Rate[] }

/**
 * For the site, tips begun: 12 a minute at the usual work after 120 at once, 36 at twice, 84 at four
 * times. For a source, challenges: an office, a newsroom or an exit of Tor may ask for sixty at once.
 * The most is four times twice the usual: under half a minute on a phone that takes 3 s in calm times.
 */
export const WORK_STEPS: WorkSteps = {
  site: [
    { burst: 120, perHour: 720 },
    { burst: 240, perHour: 1440 },
    { burst: 480, perHour: 2880 },
  ],
  source: [
    { burst: 60, perHour: 120 },
    { burst: 60, perHour: 240 },
    { burst: 120, perHour: 480 },
  ],
}

/** How long a step of the site lasts after it was reached last. */
const LASTS_MS = 60_000

export type Work = {
  /** Counts a challenge; gives how many times the usual work it asks for: 1, 2, 4 or 8. */
  challenged(source: string | null): Promise<number>
  /** Counts a tip that is begun with a good proof. */
  opened(): Promise<void>
  /** What everybody is asked for at least. */
  factor(): number
}

/** @param limits where the buckets are, which servers share: so all ask for about the same */
export function createWork(options: {
  limits: Pick<LimitStore, 'take'>
  steps: WorkSteps
  clock: () => Date
}): Work {
  const { limits, steps, clock } = options
  /** When each step of the site was reached last; the first one is the usual work. */
  const reached: number[] = []

  /** How many steps are full. A bucket that cannot be asked is not. */
  async function climb(name: string, rates: readonly Rate[]): Promise<number> {
    for (const [step, { burst, perHour }] of rates.entries()) {
      const share = { key: `work ${step} ${name}`, amount: 1, burst, perHour, now: clock() }
      const taken = await limits.take(share).catch(() => ({ ok: true }))
      if (taken.ok) return step
    }
    return rates.length
  }

  function factor(): number {
    const since = clock().getTime() - LASTS_MS
    const step = reached.findLastIndex((at) => at > since)
    return 2 ** Math.max(0, step)
  }

  return {
    async challenged(source) {
      const own = source === null ? 0 : await climb(source, steps.source)
      return Math.max(factor(), 2 ** own)
    },
    async opened() {
      reached[await climb('site', steps.site)] = clock().getTime()
    },
    factor,
  }
}
