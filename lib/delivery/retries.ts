/** When a mail that did not go is tried again, and when somebody must look. */

const FIRST_MS = 30_000
const LONGEST_MS = 6 * 3_600_000
/** The fifth failure in a row comes about five minutes after the first. */
export const ALARM_ATTEMPTS = 5

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
