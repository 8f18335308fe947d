'use client'
/** Saving a draft: only when the sender asks, under a passphrase that is typed twice. */
import { type FormEvent, useEffect, useState } from 'react'
import { Button } from '#components/ui/button'
import { Disclosure } from '#components/ui/disclosure'
import { TextInput } from '#components/ui/text-input'
import { isLongEnough } from '#lib/draft/envelope'
import { CopyTyped } from './sealer-notice.tsx'
import type { Draft } from './use-draft.ts'
import { jumpTo } from './use-page-behaviour.ts'
import { useFormPage } from './words.tsx'

const FIRST_ID = 'draft-passphrase'
const AGAIN_ID = 'draft-again'

type Outcome = 'saving' | 'saved' | 'refused'
type Wrong = { first?: string | undefined; again?: string | undefined }

/** Stands outside the form of the questions; `typed` gives the answers as text. */
export function SaveDraft({ draft, typed }: { draft: Draft; typed: () => string }) {
  const words = useFormPage().words.draft
  const own = words.save
  const [first, setFirst] = useState('')
  const [again, setAgain] = useState('')
  const [wrong, setWrong] = useState<Wrong>({})
  const [outcome, setOutcome] = useState<Outcome>()

  async function save(event: FormEvent) {
    event.preventDefault()
    if (outcome === 'saving') return
    if (!draft.open) {
      const found = mistakes(first, again)
      setWrong(found)
      if (found.first || found.again) {
        setOutcome(undefined)
        return
      }
    }
    setOutcome('saving')
    const saved = await draft.save(first)
    setOutcome(saved ? 'saved' : 'refused')
    if (saved) {
      setFirst('')
      setAgain('')
    }
  }

  // Only when the words of the error stand on the page, which push the field down.
  useEffect(() => {
    if (wrong.first || wrong.again) jumpTo(wrong.first ? FIRST_ID : AGAIN_ID)
  }, [wrong])

  function mistakes(typedFirst: string, typedAgain: string): Wrong {
    if (!isLongEnough(typedFirst)) return { first: own.short }
    return typedFirst === typedAgain ? {} : { again: own.differs }
  }

  const said = outcome === 'saved' && !draft.exists ? undefined : outcome
  return (
    <div className="mt-14 print:hidden">
      <Disclosure title={own.heading} hint={own.hint}>
        <form onSubmit={(event) => void save(event)} autoComplete="off" className="space-y-6">
          <ul className="list-disc space-y-2 pl-6">
            {own.lead.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
          {draft.exists && !draft.open ? (
            <p className="font-semibold">{own.replacesDraft}</p>
          ) : null}
          {draft.open ? null : (
            <>
              <TextInput
                text={{
                  id: FIRST_ID,
                  label: words.passphrase,
                  hint: own.passphraseHint,
                  error: wrong.first,
                }}
                control={{
                  type: 'password',
                  value: first,
                  onChange: ({ target }) => setFirst(target.value),
                }}
              />
              <TextInput
                text={{ id: AGAIN_ID, label: own.again, error: wrong.again }}
                control={{
                  type: 'password',
                  value: again,
                  onChange: ({ target }) => setAgain(target.value),
                }}
              />
            </>
          )}
          <div className="space-y-3">
            <Button type="submit">{draft.open ? own.saveAgain : own.button}</Button>
            <p role="status" className={said === 'refused' ? 'font-semibold text-warning' : ''}>
              {said ? own[said] : ''}
            </p>
          </div>
        </form>
        {said === 'refused' ? <CopyTyped text={typed} /> : null}
      </Disclosure>
    </div>
  )
}
