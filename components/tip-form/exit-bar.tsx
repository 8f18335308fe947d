'use client'
/** The bar with the way out, on every page on which somebody reads or writes about a tip. */
import type { ReactNode, Ref } from 'react'
import { Button } from '#components/ui/button'

/** Where the page goes: busy, harmless, in every language, and it asks nothing. */
const NEUTRAL_PAGE = 'https://www.wikipedia.org/'

/**
 * Leaves for a neutral page at once. The entry of this page in the history is replaced; older ones
 * stay, which the page says. The content is hidden first, because the new page may take a while.
 */
export function leaveForNeutralPage(): void {
  document.title = ''
  document.body.hidden = true
  location.replace(NEUTRAL_PAGE)
}

/**
 * Stays at the top of the window while the page scrolls, unless the window is very low. `why` says what
 * the button does; `children` stand between the two.
 */
export function ExitBar({
  ref,
  button,
  why,
  onExit,
  children,
}: {
  ref?: Ref<HTMLButtonElement>
  button: string
  why: string
  onExit: () => void
  children?: ReactNode
}) {
  return (
    <div className="z-10 -mx-2 mb-8 flex flex-wrap items-center gap-x-4 gap-y-1 border-b border-rule bg-paper px-2 py-2 [@media(min-height:34rem)]:sticky [@media(min-height:34rem)]:top-0 noscript:hidden print:hidden">
      <Button ref={ref} look="warning" onClick={onExit}>
        {button}
      </Button>
      <div className="text-sm empty:hidden">{children}</div>
      <p className="min-w-0 flex-1 basis-64 text-sm text-ink-soft">{why}</p>
    </div>
  )
}
