'use client'
/** A way out for somebody who is no longer alone. */
import { Button } from '#components/ui/button'
import { useFormPage } from './words.tsx'

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

/** Stays at the top of the window while the form scrolls, unless the window is very low. */
export function ExitPage({ onExit }: { onExit: () => void }) {
  const { exit } = useFormPage().words
  return (
    <div className="z-10 -mx-2 mb-8 flex flex-wrap items-center gap-x-4 gap-y-1 border-b border-rule bg-paper px-2 py-2 [@media(min-height:34rem)]:sticky [@media(min-height:34rem)]:top-0 print:hidden">
      <Button look="warning" onClick={onExit}>
        {exit.button}
      </Button>
      <p className="min-w-0 flex-1 basis-64 text-sm text-ink-soft">{exit.why}</p>
    </div>
  )
}
