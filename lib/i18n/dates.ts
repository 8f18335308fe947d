/** Calendar dates in words. They are never turned into local time, so no reader sees a shifted day. */
import type { Language } from './languages.ts'

/**
 * A day, month or year (`2026-11-22`, `2026-11`, `2026`) as readers write it, as exact as it was given.
 * In English: "22 November 2026", "November 2026", "2026".
 */
export function dateInWords(date: string, language: Language): string {
  const [year, month, day] = date.split('-')
  if (month === undefined) return date
  return new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
    timeZone: 'UTC',
    year: 'numeric',
    month: 'long',
    ...(day === undefined ? {} : { day: 'numeric' }),
  }).format(new Date(`${year}-${month}-${day ?? '01'}T00:00:00Z`))
}
