/** One chosen file: name, size, what it says it is, its note, and a way to take it out again. */
import type { ReactNode } from 'react'
import { errorBar } from './field.tsx'

/** `children` holds the note and buttons; `error` stands beside the name. */
export function FileRow({
  id,
  name,
  facts,
  error,
  children,
}: {
  id: string
  name: string
  facts: string
  error?: string | undefined
  children: ReactNode
}) {
  return (
    <li id={id} tabIndex={-1} className={`border-t border-rule py-4 ${errorBar(error)}`}>
      <p className="font-semibold break-words">{name}</p>
      <p className="text-sm text-ink-soft">{facts}</p>
      {error ? <p className="mt-1 font-semibold text-warning">{error}</p> : null}
      <div className="mt-2 flex flex-wrap items-end gap-x-4 gap-y-2">{children}</div>
    </li>
  )
}
