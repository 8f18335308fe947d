/** Values as a plain table, where a drawing would say no more than the numbers do. */
import type { Figure } from '#lib/content/data'
import { FigureCaption } from './figure-caption.tsx'
import { valueText } from './value-text.ts'

/** The figure's values, one row each, with the unit in the table's caption. */
export function ValueTable({
  figure,
  titled = true,
}: {
  figure: Pick<Figure, 'title' | 'unit' | 'data'>
  /** False where the title stands above already. */
  titled?: boolean
}) {
  return (
    <table>
      <FigureCaption figure={figure} titled={titled} />
      <tbody>
        {figure.data.map((value) => (
          <tr key={value.label}>
            <th scope="row">{value.label}</th>
            <td>
              {valueText(value)} {value.note ? <small>{value.note}</small> : null}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
