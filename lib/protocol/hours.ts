/**
 * The only precision in which the site keeps times of tips: the hour, written `2026-11-22T10:00Z`.
 * The form sorts as text in the order of time.
 */

const HOUR_MS = 3_600_000

/** An hour in UTC, `2026-11-22T10:00Z`. */
export type Hour = `${number}-${number}-${number}T${number}:00Z`

/** The hour that `instant` falls in. */
export function hourOf(instant: Date): Hour {
  return `${instant.toISOString().slice(0, 13)}:00Z` as Hour
}

/** The first full hour at or after `instant`, so that a promise kept by the hour is never cut short. */
export function hourAtOrAfter(instant: Date): Hour {
  return hourOf(new Date(Math.ceil(instant.getTime() / HOUR_MS) * HOUR_MS))
}

/** `2026-11-22 10:00 UTC` from `2026-11-22T10:00Z`, for people to read. */
export function hourText(hour: string): string {
  return hour.replace('T', ' ').replace('Z', ' UTC')
}

/** `instant` moved by whole or broken hours. */
export function addHours(instant: Date, hours: number): Date {
  return new Date(instant.getTime() + hours * HOUR_MS)
}
