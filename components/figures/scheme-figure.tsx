/**
 * The scheme as one line of stages: across on a wide page, downward on a narrow one, by a container
 * query. It is an ordered list of links with lines drawn around it, so text never shrinks and a
 * screen reader hears the same stages in the same order.
 */
import { linkHorizontal, linkVertical } from 'd3-shape'
import type { FigureStage } from '#lib/content/data'

/** Where access, once gained, can turn to harm: the branch leaves the line here. */
const FORK = 'remote-control'
const TURN = 'theft-extortion'

/** Both curves are drawn in a square of this side and stretched to the room between two stages. */
const SIDE = 100
type Corner = [x: number, y: number]
const across = linkHorizontal<unknown, Corner>()({ source: [0, SIDE], target: [SIDE, 0] })
const down = linkVertical<unknown, Corner>()({ source: [0, 0], target: [SIDE, SIDE] })

/** The stages in order; the turn to theft and extortion stands on a branch of its own, at the end. */
export function SchemeFigure({ stages, label }: { stages: readonly FigureStage[]; label: string }) {
  const line = stages.filter(({ stage }) => stage !== TURN)
  const turn = stages.find(({ stage }) => stage === TURN)
  const fork = turn ? line.findIndex(({ stage }) => stage === FORK) : -1
  return (
    <ol className="stages" aria-label={label}>
      {line.map((stage, index) => (
        <li key={stage.stage} className={fork !== -1 && index > fork ? 'beside' : undefined}>
          {index === fork ? <Curve path={down} /> : null}
          <StageText stage={stage} />
        </li>
      ))}
      {turn ? (
        <li className="turn">
          <Curve path={across} />
          <StageText stage={turn} />
        </li>
      ) : null}
    </ol>
  )
}

function StageText({ stage: { title, text, link } }: { stage: FigureStage }) {
  return (
    <div>
      {link ? <a href={link}>{title}</a> : <b>{title}</b>}
      <p>{text}</p>
    </div>
  )
}

function Curve({ path }: { path: string | null }) {
  return (
    <svg
      viewBox={`0 0 ${SIDE} ${SIDE}`}
      preserveAspectRatio="none"
      aria-hidden="true"
      focusable="false"
    >
      <path d={path ?? ''} vectorEffect="non-scaling-stroke" />
    </svg>
  )
}
