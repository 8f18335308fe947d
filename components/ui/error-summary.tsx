'use client'
/** The box at the top that lists everything wrong and takes the reader to each field. */
import { type ReactNode, useEffect, useRef } from 'react'

export type ShownError = {
  /** Id of the control at fault. */
  target: string
  message: string
}

/**
 * Takes the focus whenever `errors` is a new list, so that a screen reader starts with it. `onJump`
 * is called with the id of a field whose link was followed, before the focus goes there.
 */
export function ErrorSummary({
  heading,
  errors,
  onJump,
  children,
}: {
  heading: string
  errors: readonly ShownError[]
  onJump: (target: string) => void
  children?: ReactNode
}) {
  const box = useRef<HTMLElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: each new list of errors takes the focus again
  useEffect(() => {
    box.current?.focus()
  }, [errors])
  return (
    // No role="alert": the focus already makes a screen reader speak it, twice would be noise.
    <section
      ref={box}
      tabIndex={-1}
      aria-labelledby="error-summary-title"
      className="border-4 border-warning p-4 sm:p-6"
    >
      <h2 id="error-summary-title" className="font-serif text-xl font-bold">
        {heading}
      </h2>
      {errors.length > 0 ? (
        <ul className="mt-2 space-y-1">
          {errors.map(({ target, message }) => (
            <li key={target + message}>
              <a
                href={`#${target}`}
                className="font-semibold text-warning underline underline-offset-3"
                onClick={(event) => {
                  event.preventDefault()
                  onJump(target)
                }}
              >
                {message}
              </a>
            </li>
          ))}
        </ul>
      ) : null}
      {children}
    </section>
  )
}
