/** Buttons: one that does the page's main thing, one for everything else, one that looks like a link. */
import type { ComponentPropsWithRef } from 'react'

const looks = {
  main: 'border-2 border-action bg-action px-5 py-3 font-semibold text-on-action enabled:hover:border-ink disabled:cursor-not-allowed disabled:border-ink-soft disabled:bg-sunk disabled:text-ink-soft',
  plain:
    'border-2 border-ink bg-paper px-4 py-2 font-semibold text-ink enabled:hover:bg-sunk disabled:cursor-not-allowed disabled:border-ink-soft disabled:text-ink-soft',
  warning:
    'border-2 border-warning bg-paper px-4 py-2 font-semibold text-warning enabled:hover:bg-sunk',
  link: 'min-h-6 text-action underline underline-offset-3 hover:decoration-2',
} as const

/** A button. It never submits unless 'type="submit"' is given. */
export function Button({
  look = 'plain',
  ...button
}: ComponentPropsWithRef<'button'> & { look?: keyof typeof looks }) {
  return <button type="button" {...button} className={looks[look]} />
}
