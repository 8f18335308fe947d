/** A figure's value as readers see it, with the words that bound it. */
import type { FigureValue } from '#lib/content/data'

/** "at least 1,650", "250 to 600", or the source's own words when it gives no number. */
export function valueText({ value, low, high, bound, text }: FigureValue): string {
  const number = (n: number) => new Intl.NumberFormat('en').format(n)
  const range =
    low !== undefined && high !== undefined
      ? `${number(low)} to ${number(high)}`
      : [value, low, high].find((n) => n !== undefined)
  if (range === undefined) return text ?? ''
  return [bound, typeof range === 'number' ? number(range) : range].filter(Boolean).join(' ')
}

/** Whether a number is the least or the most that the source says; undefined when it is neither. */
export function boundOf({ bound = '' }: Pick<FigureValue, 'bound'>): 'least' | 'most' | undefined {
  if (/\b(at least|more than|over)\b/i.test(bound)) return 'least'
  return /\b(up to|at most|less than)\b/i.test(bound) ? 'most' : undefined
}

/** The same with its unit, for a sentence: "at least 640 million US dollars", "up to 90 percent". */
export function valueWithUnit(value: FigureValue, unit = ''): string {
  const millions = /^millions of (.+)$/.exec(unit)?.[1]
  return [valueText(value), millions === undefined ? unit : `million ${millions}`]
    .filter(Boolean)
    .join(' ')
}
