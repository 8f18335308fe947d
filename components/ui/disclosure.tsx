/** A part of the form that stays closed until somebody has something for it. */
import type { ReactNode } from 'react'

/** A native `<details>`: it opens without a script, and by keyboard. */
export function Disclosure({
  title,
  hint,
  onToggle,
  children,
}: {
  title: string
  hint?: string
  /** Told whenever it opens or closes. */
  onToggle?: (open: boolean) => void
  children: ReactNode
}) {
  return (
    <details
      className="group border-t border-rule last:border-b"
      onToggle={({ currentTarget }) => onToggle?.(currentTarget.open)}
    >
      <summary className="cursor-pointer py-4">
        <span className="font-serif text-lg font-bold text-action underline underline-offset-3">
          {title}
        </span>
        {hint ? <span className="mt-1 block pl-4 text-sm text-ink-soft">{hint}</span> : null}
      </summary>
      <div className="space-y-10 pt-2 pb-8">{children}</div>
    </details>
  )
}

/** Opens every `<details>` around an element, so that it can be seen and take the focus. */
export function openAround(element: Element): void {
  for (
    let details = element.closest('details');
    details;
    details = details.parentElement?.closest('details') ?? null
  ) {
    details.open = true
  }
}
