'use client'
/** A way out for somebody who is no longer alone. */
import { useRef } from 'react'
import { Button } from '#components/ui/button'
import { ForgetDraft } from './forget-draft.tsx'
import type { Draft } from './use-draft.ts'
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

/**
 * Stays at the top of the window while the form scrolls, unless the window is very low. It leaves a
 * saved draft where it is, says so, and offers to forget it, in whatever step the tip is.
 */
export function ExitPage({ onExit, draft }: { onExit: () => void; draft: Draft }) {
  const { exit, draft: words } = useFormPage().words
  const button = useRef<HTMLButtonElement>(null)
  return (
    <div className="z-10 -mx-2 mb-8 flex flex-wrap items-center gap-x-4 gap-y-1 border-b border-rule bg-paper px-2 py-2 [@media(min-height:34rem)]:sticky [@media(min-height:34rem)]:top-0 print:hidden">
      <Button ref={button} look="warning" onClick={onExit}>
        {exit.button}
      </Button>
      <div className="text-sm empty:hidden">
        <ForgetDraft draft={draft} look="link" onForgotten={() => button.current?.focus()} />
      </div>
      <p className="min-w-0 flex-1 basis-64 text-sm text-ink-soft">
        {draft.exists ? words.exitWhy : exit.why}
      </p>
    </div>
  )
}
