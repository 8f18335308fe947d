'use client'
/** A draft that was saved in this browser before: opening it, and what it needs once it is open. */
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { Button } from '#components/ui/button'
import { Notice } from '#components/ui/notice'
import { TextInput } from '#components/ui/text-input'
import type { Draft } from './use-draft.ts'
import { jumpTo } from './use-page-behaviour.ts'
import { useFormPage } from './words.tsx'

const OPENED_ID = 'draft-opened'
const PASSPHRASE_ID = 'draft-open-passphrase'

/** `typed`: something stands in the form already. `chosen` are the names of the files in the form. */
export function FoundDraft({
  draft,
  typed,
  chosen,
}: {
  draft: Draft
  typed: boolean
  chosen: readonly string[]
}) {
  if (draft.opened && draft.open) return <OpenedDraft opened={draft.opened} chosen={chosen} />
  return draft.exists && !draft.open ? <OpenDraft draft={draft} typed={typed} /> : null
}

function OpenDraft({ draft, typed }: { draft: Draft; typed: boolean }) {
  const words = useFormPage().words.draft
  const { found } = words
  const [passphrase, setPassphrase] = useState('')
  const [problem, setProblem] = useState<keyof typeof found.problems>()
  const [busy, setBusy] = useState(false)

  async function open(event: FormEvent) {
    event.preventDefault()
    if (busy) return
    setBusy(true)
    setProblem(undefined)
    const wrong = await draft.restore(passphrase)
    setBusy(false)
    setProblem(wrong)
  }
  // Only when the words of the error stand on the page, which push the field down.
  useEffect(() => {
    if (problem) jumpTo(PASSPHRASE_ID)
  }, [problem])

  return (
    <Notice look="quiet" title={found.heading} id="draft-found">
      <p>{found.lead}</p>
      {typed ? <p className="font-semibold">{found.replacesTyped}</p> : null}
      <form onSubmit={(event) => void open(event)} autoComplete="off" className="space-y-4">
        <TextInput
          text={{
            id: PASSPHRASE_ID,
            label: words.passphrase,
            error: problem && found.problems[problem],
          }}
          control={{
            type: 'password',
            value: passphrase,
            onChange: ({ target }) => setPassphrase(target.value),
          }}
        />
        <div className="flex flex-wrap items-center gap-4">
          <Button type="submit">{found.open}</Button>
          <p role="status">{busy ? found.opening : ''}</p>
        </div>
      </form>
    </Notice>
  )
}

/** Takes the focus when it appears, since the field that had it is gone. */
function OpenedDraft({
  opened,
  chosen,
}: {
  opened: NonNullable<Draft['opened']>
  chosen: readonly string[]
}) {
  const words = useFormPage().words.draft.opened
  const files = opened.files.filter(({ name }) => !chosen.includes(name))
  const shown = useRef(false)
  useEffect(() => {
    if (shown.current) return
    shown.current = true
    document.getElementById(OPENED_ID)?.focus()
  }, [])
  return (
    <Notice look="quiet" title={words.heading} id={OPENED_ID}>
      <p>{words.text}</p>
      {files.length > 0 ? (
        <>
          <p className="font-semibold">{words.files}</p>
          <ul translate="no" className="list-disc space-y-1 pl-6">
            {files.map(({ name, note }) => (
              <li key={name} className="break-words">
                {name}
                {note ? `: ${note}` : ''}
              </li>
            ))}
          </ul>
        </>
      ) : null}
      {opened.leftOver.length > 0 ? (
        <>
          <p className="font-semibold">{words.leftOver}</p>
          <ul translate="no" className="list-disc space-y-1 pl-6">
            {opened.leftOver.map(({ path, text }) => (
              <li key={path + text} className="break-words">
                {text}
              </li>
            ))}
          </ul>
        </>
      ) : null}
    </Notice>
  )
}
