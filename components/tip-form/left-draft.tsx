'use client'
/** After a tip was received: its draft still lies in the browser, and is to be forgotten or kept. */
import { useState } from 'react'
import { Button } from '#components/ui/button'
import { Notice } from '#components/ui/notice'
import { ForgetDraft } from './forget-draft.tsx'
import type { Draft } from './use-draft.ts'
import { useFormPage } from './words.tsx'

const ID = 'draft-left'

/** Asks once; nothing where there was no draft. */
export function LeftDraft({ draft }: { draft: Draft }) {
  const { received, forget } = useFormPage().words.draft
  const [asks, setAsks] = useState(draft.exists)
  if (!asks) return null
  return (
    <Notice look="quiet" title={draft.exists ? received.heading : forget.done} id={ID}>
      {draft.exists ? (
        <>
          <p>{received.text}</p>
          <ForgetDraft
            draft={draft}
            look="plain"
            onForgotten={() => document.getElementById(ID)?.focus()}
            beside={<Button onClick={() => setAsks(false)}>{received.keep}</Button>}
          />
        </>
      ) : null}
    </Notice>
  )
}
