/**
 * Bars and ranges as a table with a bar in each row: the numbers stand as text under
 * their bars, so they can be read at every width, copied, printed and heard. The bars are SVG and not
 * backgrounds, because browsers do not print backgrounds.
 */
import { scaleLinear } from 'd3-scale'
import type { Figure, FigureValue } from '#lib/content/data'
import { valueText } from './value-text.ts'

/** The figure's values as a table with one bar each; a value in words alone has no bar. */
export function BarTable({ figure }: { figure: Pick<Figure, 'title' | 'unit' | 'data'> }) {
  const percent = barScale(figure.data)
  return (
    <table>
      <caption>
        {figure.title}
        {figure.unit ? <span> in {figure.unit}</span> : null}
      </caption>
      <tbody>
        {figure.data.map((value) => {
          const bar = barOf(value, percent)
          return (
            <tr key={value.label}>
              <th scope="row">{value.label}</th>
              <td>
                {bar ? (
                  <svg aria-hidden="true" focusable="false">
                    <rect x={`${bar.start}%`} width={`${bar.width}%`} height="100%" />
                  </svg>
                ) : null}
                <b>{valueText(value)}</b> {value.note ? <small>{value.note}</small> : null}
              </td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

/** Maps a value to percent of the widest bar. The scale starts at zero, so lengths may be compared. */
export function barScale(values: readonly FigureValue[]): (value: number) => number {
  const largest = Math.max(0, ...values.flatMap(({ value, high }) => [value ?? 0, high ?? 0]))
  const scale = scaleLinear([0, largest || 1], [0, 100])
  return (value) => Math.round(scale(value) * 10) / 10
}

/** Where a bar starts and how wide it is, in percent; null when the source gives no number. */
export function barOf(
  { value, low, high }: Pick<FigureValue, 'value' | 'low' | 'high'>,
  percent: (value: number) => number,
): { start: number; width: number } | null {
  if (low !== undefined && high !== undefined) {
    const start = percent(low)
    return { start, width: Math.round((percent(high) - start) * 10) / 10 }
  }
  const end = value ?? high ?? low
  return end === undefined ? null : { start: 0, width: percent(end) }
}
