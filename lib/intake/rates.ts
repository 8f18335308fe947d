/** How much may be asked for at a time, by one source and by all. */
import type { Rate } from './sources.ts'

export type Rates = {
  /** Challenges and openings of one source, each. */
  openings: Rate
  /** All other calls of one source. */
  requests: Rate
  /** New bytes that one source stores in tips over 1 MiB, whatever becomes of them. */
  bytes: Rate
  /** Tips that are begun on the whole site: above it openings wait for their turn. */
  site: Rate
  /** Return numbers that one source brings, right or wrong, and of the whole site. */
  lookups: Rate
  siteLookups: Rate
  /** Tips begun without a proof, by senders whose pages run no script: of one source, and of all. */
  localOpenings: Rate
  localSite: Rate
  /** Bytes of such tips on the whole site: above it they are taken more slowly. */
  localBytes: Rate
}

const GIB = 1024 ** 3

/**
 * Of one source: more than an office, a newsroom or an exit of Tor makes who must work for each, so that
 * whoever floods with one machine does not shut out the next desk; and far below what hurts. Bytes: six
 * tips of full size at once. Of the site: what one disk takes in with ease. Without a proof: what a
 * machine can seal beside its other work.
 */
export const RATES: Rates = {
  openings: { burst: 1_200, perHour: 14_400 },
  requests: { burst: 1_200, perHour: 72_000 },
  bytes: { burst: 12 * GIB, perHour: 6 * GIB },
  site: { burst: 600, perHour: 36_000 },
  lookups: { burst: 60, perHour: 240 },
  siteLookups: { burst: 300, perHour: 7_200 },
  localOpenings: { burst: 20, perHour: 60 },
  localSite: { burst: 60, perHour: 720 },
  localBytes: { burst: 4 * GIB, perHour: 8 * GIB },
}
