/** One number of a figure within a sentence, with the words that bound it and its unit. */
import type { Figure } from '#lib/content/data'
import { labelledValue } from '#lib/content/figure-values'
import { valueWithUnit } from './value-text.ts'

/** "at least 640 million US dollars"; nothing when `label` names no value, which the check refuses. */
export function ValueInText({ figure, label }: { figure: Figure | undefined; label: string }) {
  const value = figure && labelledValue(figure, label)
  return value ? <>{valueWithUnit(value, figure.unit)}</> : null
}
