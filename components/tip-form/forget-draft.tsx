'use client'
/** Forgetting the saved draft: at once where it is open in this page, else after one question. */
import { type ReactNode, useState } from 'react'
import { Button } from '#components/ui/button'
import type { Draft } from './use-draft.ts'
import { useFormPage } from './words.tsx'

/**
 * Nothing when there is no draft; afterwards it says that it is gone. `onForgotten` moves the focus,
 * since the button goes away; `beside` stands next to the button.
 */
export function ForgetDraft({
  draft,
  look,
  onForgotten,
  beside,
}: {
  draft: Draft
  look: 'link' | 'plain'
  onForgotten: () => void
  beside?: ReactNode
}) {
  const { forget } = useFormPage().words.draft
  const [asking, setAsking] = useState(false)
  const [said, setSaid] = useState('')

  function remove() {
    setAsking(false)
    const removed = draft.forget()
    setSaid(removed ? forget.done : forget.failed)
    if (removed) onForgotten()
  }

  return (
    <>
      {!draft.exists ? null : asking ? (
        <span className="flex flex-wrap items-center gap-x-4 gap-y-2">
          <span className="font-semibold">{forget.sure}</span>
          <Button look="warning" onClick={remove}>
            {forget.yes}
          </Button>
          <Button onClick={() => setAsking(false)}>{forget.no}</Button>
        </span>
      ) : (
        <span className="flex flex-wrap items-center gap-x-4 gap-y-2">
          {/* What is open here is not lost with it. */}
          <Button look={look} onClick={() => (draft.open ? remove() : setAsking(true))}>
            {forget.button}
          </Button>
          {beside}
        </span>
      )}
      <span role="status" className="block empty:hidden">
        {draft.exists && said === forget.done ? '' : said}
      </span>
    </>
  )
}
