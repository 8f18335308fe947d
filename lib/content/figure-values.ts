/** One number of a figure, as a sentence names it: `<Value figure="counts" label="2024" />`. */
import type { Figure, FigureValue } from './data-schema.ts'

/** What `label` may say for each value: its label, or where that stands twice, `group: label`. */
export function valueLabels({ data }: Pick<Figure, 'data'>): string[] {
  const times = Map.groupBy(data, ({ label }) => label)
  return data.map(({ group, label }) =>
    group !== undefined && (times.get(label)?.length ?? 0) > 1 ? `${group}: ${label}` : label,
  )
}

/** The value that `label` names; undefined when none or several are called so. */
export function labelledValue(
  figure: Pick<Figure, 'data'>,
  label: string,
): FigureValue | undefined {
  const labels = valueLabels(figure)
  const index = labels.indexOf(label)
  return index === labels.lastIndexOf(label) ? figure.data[index] : undefined
}

/** Whether a value has a number that can stand in a sentence. */
export function hasNumber({ value, low, high }: FigureValue): boolean {
  return [value, low, high].some((number) => number !== undefined)
}
