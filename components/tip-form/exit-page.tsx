'use client'
/** A way out for somebody who is no longer alone. */
import { useRef } from 'react'
import { ExitBar } from './exit-bar.tsx'
import { ForgetDraft } from './forget-draft.tsx'
import type { Draft } from './use-draft.ts'
import { useFormPage } from './words.tsx'

/** Leaves a saved draft where it is, says so, and offers to forget it, in whatever step the tip is. */
export function ExitPage({ onExit, draft }: { onExit: () => void; draft: Draft }) {
  const { exit, draft: words } = useFormPage().words
  const button = useRef<HTMLButtonElement>(null)
  return (
    <ExitBar
      ref={button}
      button={exit.button}
      why={draft.exists ? words.exitWhy : exit.why}
      onExit={onExit}
    >
      <ForgetDraft draft={draft} look="link" onForgotten={() => button.current?.focus()} />
    </ExitBar>
  )
}
