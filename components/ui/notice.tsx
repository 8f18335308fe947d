/** A box that must not be overlooked. */
import type { ReactNode } from 'react'

/** `warning` for what is dangerous or urgent, `quiet` for what is only set apart. */
export function Notice({
  look = 'warning',
  title,
  id,
  children,
}: {
  look?: 'warning' | 'quiet'
  title: string
  id: string
  children: ReactNode
}) {
  const frame = look === 'warning' ? 'border-4 border-warning' : 'border-l-4 border-ink bg-sunk'
  return (
    <section aria-labelledby={id} className={`p-4 sm:p-6 ${frame}`}>
      <h2
        id={id}
        tabIndex={-1}
        className={`font-serif text-xl leading-snug font-bold ${look === 'warning' ? 'text-warning' : ''}`}
      >
        {title}
      </h2>
      <div className="mt-2 space-y-3">{children}</div>
    </section>
  )
}
