/** Figures of a measurement: percentiles of durations, and processor time per call. */

const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0

/** Rounded figures of a list of durations in milliseconds. */
export function summary(durations: readonly number[]): { p50: number; p99: number } {
  const sorted = durations.toSorted((one, other) => one - other)
  const rounded = (share: number) => Math.round(percentile(sorted, share) * 100) / 100
  return { p50: rounded(0.5), p99: rounded(0.99) }
}

/** Microseconds per call of what lies between two readings of a processor clock in milliseconds. */
export function cpuPer(
  calls: number,
  before: number | undefined,
  after: number | undefined,
): number | undefined {
  if (before === undefined || after === undefined || calls === 0) return undefined
  return Math.round(((after - before) * 1000) / calls)
}

/** `one / other` with one decimal. */
export function ratio(one: number | undefined, other: number | undefined): number {
  return Math.round((10 * (one ?? 0)) / (other || Number.NaN)) / 10
}
