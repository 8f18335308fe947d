/** What stands above a figure's values: its title, unless that stands there already, and its unit. */
import type { Figure } from '#lib/content/data'

/** The table's `<caption>`; none when there is nothing to say. */
export function FigureCaption({
  figure: { title, unit },
  titled,
}: {
  figure: Pick<Figure, 'title' | 'unit'>
  titled: boolean
}) {
  if (titled)
    return (
      <caption>
        {title}
        {unit ? <span> in {unit}</span> : null}
      </caption>
    )
  return unit ? (
    <caption>
      <span>In {unit}</span>
    </caption>
  ) : null
}
