/**
 * Calendar dates as editors write them (`2026-11-22`): strings from the file to the page, so that no
 * time zone can move a publication day.
 */
import { z } from 'zod'

const CURE = 'Write a real day as 2026-11-22'

/** True for a day that exists in the Gregorian calendar, written `YYYY-MM-DD`, from 1900 on. */
export function isDay(value: string): boolean {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(value)
  if (!match) return false
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])]
  const date = new Date(Date.UTC(year, month - 1, day))
  return year >= 1900 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
}

/** True for a month that exists, written `YYYY-MM`, from 1900 on. */
export function isMonth(value: string): boolean {
  return isDay(`${value}-01`)
}

/** True for a year, a month or a day: how exactly a source is dated differs. */
export function isPartialDate(value: string): boolean {
  return isDay(value) || isMonth(value) || /^(19|20)\d{2}$/.test(value)
}

/** A day, `YYYY-MM-DD`. */
export const daySchema = z.string(CURE).refine(isDay, `This day does not exist. ${CURE}`)

/** A month, `YYYY-MM`. */
export const monthSchema = z
  .string('Write a month as 2026-04')
  .refine(isMonth, 'This month does not exist. Write it as 2026-04')

/** A year, month or day, as exact as the source itself is dated. */
export const partialDateSchema = z
  .string('Write a day, month or year in quotes: "2026-11-22", "2026-11" or "2026"')
  .refine(isPartialDate, 'This date does not exist. Write "2026-11-22", "2026-11" or "2026"')

const INSTANT_CURE = 'Write a time in UTC like 2026-12-01T09:00Z'

/** A minute in UTC, `2026-12-01T09:00Z`; as text, earlier ones sort before later ones. */
export const instantSchema = z
  .string(INSTANT_CURE)
  .refine(isInstant, `This time does not exist. ${INSTANT_CURE}`)

/** True for a minute that exists, written `YYYY-MM-DDTHH:MMZ`. */
export function isInstant(value: string): boolean {
  const match = /^(.{10})T([01]\d|2[0-3]):[0-5]\dZ$/.exec(value)
  return match !== null && isDay(match[1] ?? '')
}

/** The minute of a date, as `instantSchema` takes it. */
export function instantOf(date: Date): string {
  return `${date.toISOString().slice(0, 16)}Z`
}
