'use client'
/** What the browser's own frame does for the form: its title, its warning, where the focus goes. */
import { useEffect, useRef } from 'react'
import { openAround } from '#components/ui/disclosure'

/** Puts `prefix` before the title that the page came with; empty for the title alone. */
export function useTitlePrefix(prefix: string): void {
  const original = useRef<string>(undefined)
  useEffect(() => {
    original.current ??= document.title
    document.title = prefix + original.current
  }, [prefix])
}

/** Asks the browser to ask before the page is left, as long as `unsent`. */
export function useLeaveWarning(unsent: boolean): void {
  useEffect(() => {
    if (!unsent) return
    const warn = (event: BeforeUnloadEvent) => {
      // The exit leaves without a question; it hides the page before it goes.
      if (!document.body.hidden) event.preventDefault()
    }
    addEventListener('beforeunload', warn)
    return () => removeEventListener('beforeunload', warn)
  }, [unsent])
}

/**
 * Moves the focus to the control with the id `target`, opens what hides it, and scrolls so that its
 * question is seen as well.
 */
export function jumpTo(target: string): void {
  const control = document.getElementById(target)
  if (!control) return
  openAround(control)
  const choice = control.matches('[type=radio], [type=checkbox]')
  const title = choice
    ? control.closest('fieldset')?.querySelector('legend')
    : document.querySelector(`label[for="${target}"]:not(.sr-only)`)
  const scrolled = title ?? control
  scrolled.scrollIntoView({ block: 'start' })
  control.focus({ preventScroll: true })
}
