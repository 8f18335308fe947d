/**
 * A way with steps and what leaves it on the way, downward: an ordered list with a line beside it and a
 * curve to each thing that leaves, so text never shrinks and a screen reader hears the same in order.
 */
import { curveBasis, line } from 'd3-shape'
import type { FigureValue } from '#lib/content/data'
import { valueText } from './value-text.ts'

/** Down along the way, then off to the right, in a square of 100. */
const AWAY = line().curve(curveBasis)([
  [0, 0],
  [0, 100],
  [100, 100],
])

/** The steps in order; what leaves is marked by a curve and by its own words. */
export function FlowFigure({ steps, label }: { steps: readonly FigureValue[]; label: string }) {
  return (
    <ol className="stages" aria-label={label}>
      {steps.map((step) => (
        <li key={step.label} className={step.leaves ? 'leaves' : undefined}>
          {step.leaves ? (
            <svg
              viewBox="0 0 100 100"
              preserveAspectRatio="none"
              aria-hidden="true"
              focusable="false"
            >
              <path d={AWAY ?? ''} vectorEffect="non-scaling-stroke" />
            </svg>
          ) : null}
          <b>{step.label}</b>
          <p>{[valueText(step), step.note].filter(Boolean).join('. ')}</p>
        </li>
      ))}
    </ol>
  )
}
