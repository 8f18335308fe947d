/**
 * Bars and ranges as a table with a bar in each row: the numbers stand as text under
 * their bars, so they can be read at every width, copied, printed and heard. The bars are SVG and not
 * backgrounds, because browsers do not print backgrounds.
 */
import { scaleLinear } from 'd3-scale'
import { line } from 'd3-shape'
import type { Figure, FigureValue } from '#lib/content/data'
import { FigureCaption } from './figure-caption.tsx'
import { boundOf, valueText } from './value-text.ts'

/** The point of a bar that goes on to the right: as high as the bar; it overlaps it, so no seam shows. */
const POINT = line()([
  [-1, 0],
  [0, 0],
  [9, 9],
  [0, 18],
  [-1, 18],
])

/**
 * The figure's values as a table with one bar each; a value in words alone has no bar. A bar for "at
 * least" ends in a point, one for "up to" is an outline.
 */
export function BarTable({
  figure,
  titled = true,
}: {
  figure: Pick<Figure, 'title' | 'unit' | 'data'>
  /** False where the title stands above already. */
  titled?: boolean
}) {
  const percent = barScale(figure.data)
  return (
    <table>
      <FigureCaption figure={figure} titled={titled} />
      {groupsOf(figure.data).map(({ group, values }) => (
        <tbody key={group ?? values[0]?.label}>
          {group ? (
            <tr>
              <th scope="rowgroup" colSpan={2}>
                <b>{group}</b>
              </th>
            </tr>
          ) : null}
          {values.map((value) => (
            <tr key={value.label}>
              <th scope="row">{value.label}</th>
              <td>
                <Bar value={value} percent={percent} />
                <b>{valueText(value)}</b> {value.note ? <small>{value.note}</small> : null}
              </td>
            </tr>
          ))}
        </tbody>
      ))}
    </table>
  )
}

function Bar({ value, percent }: { value: FigureValue; percent: (value: number) => number }) {
  const bar = barOf(value, percent)
  if (bar === null) return null
  const bound = boundOf(value)
  return (
    <svg aria-hidden="true" focusable="false">
      <rect
        x={`${bar.start}%`}
        width={`${bar.width}%`}
        height="100%"
        className={bound === 'most' ? 'most' : undefined}
      />
      {bound === 'least' && POINT ? (
        <svg x={`${bar.start + bar.width}%`} overflow="visible" aria-hidden="true">
          <path d={POINT} />
        </svg>
      ) : null}
    </svg>
  )
}

/** Neighbours with the same heading, together; values without one stand in one group without. */
export function groupsOf(
  values: readonly FigureValue[],
): { group: string | undefined; values: FigureValue[] }[] {
  const groups: { group: string | undefined; values: FigureValue[] }[] = []
  for (const value of values) {
    const last = groups.at(-1)
    if (last && last.group === value.group) last.values.push(value)
    else groups.push({ group: value.group, values: [value] })
  }
  return groups
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
