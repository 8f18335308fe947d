/** When a mail that did not go is tried again, and when somebody must look. */
import type { TransportFailure } from './transport.ts'

const FIRST_MS = 30_000
const LONGEST_MS = 6 * 3_600_000
/** The fifth failure in a row comes about five minutes after the first. */
export const ALARM_ATTEMPTS = 5
/** The seventh failure comes about an hour after the first: so long the first transport is waited for. */
export const PATIENT_ATTEMPTS = 7
/** What only an operator can cure is tried again this often, so that a cure works by itself. */
const REFUSED_MS = 3_600_000
/** The longest pause that another side may ask for. */
const LONGEST_ASKED_MS = 24 * 3_600_000

/**
 * How long to wait after the given number of failures in a row: 30 s doubled each time, at most
 * 6 h, never given up; a quarter up or down by chance, so that what failed together does not
 * return together.
 * @param failures 1 or more @param chance in [0, 1)
 */
export function retryDelayMs(failures: number, chance: number): number {
  const full = Math.min(FIRST_MS * 2 ** Math.min(failures - 1, 20), LONGEST_MS)
  return Math.round(full * (0.75 + chance / 2))
}

/**
 * How long until the next attempt: the back-off, or about an hour where somebody must change something
 * first; but no sooner than the other side asked for (at most a day).
 */
export function nextAttemptMs(
  failures: number,
  chance: number,
  { retry, retryAfterMs = 0 }: Pick<TransportFailure, 'retry' | 'retryAfterMs'>,
): number {
  const own =
    retry === 'never' ? Math.round(REFUSED_MS * (1 + chance / 8)) : retryDelayMs(failures, chance)
  return Math.max(own, Math.min(Math.max(retryAfterMs, 0), LONGEST_ASKED_MS))
}
