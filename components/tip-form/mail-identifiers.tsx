'use client'
/** Offers the addresses that a mail's headers name, for the list that the sender confirms. */
import { useState } from 'react'
import { Button } from '#components/ui/button'
import { fillPlural } from '#lib/i18n/fill'
import type { Identifier } from '#lib/tip/schema'
import { useRows } from './use-rows.ts'
import { useFormPage } from './words.tsx'

/** How many are named before they are added; the list shows them all afterwards. */
const NAMED = 8

/** Shows what can be added and a button that adds what the list does not have yet. */
export function MailIdentifiers({ found }: { found: readonly Identifier[] }) {
  const { words, questions, language } = useFormPage()
  const { rows, append } = useRows('identifiers')
  const [said, setSaid] = useState('')
  const own = words.files.mail
  const known = new Set(rows.map(({ type, value }) => `${type} ${value}`))
  const open = found.filter(({ type, value }) => !known.has(`${type} ${value}`))
  const list = questions.labels.identifiers
  return (
    <div className="mt-3">
      {open.length > 0 ? (
        <>
          <p>{fillPlural(language, own.offer, open.length)}</p>
          <p translate="no" className="mt-1 font-mono text-sm break-all">
            {open
              .slice(0, NAMED)
              .map(({ value }) => value)
              .join(', ')}
            {open.length > NAMED ? ' …' : ''}
          </p>
          <p className="mt-2">
            <Button
              onClick={() => {
                append(...open)
                setSaid(fillPlural(language, own.added, open.length, { list }))
              }}
            >
              {own.add}
            </Button>
          </p>
        </>
      ) : null}
      <p role="status" className="text-sm empty:hidden">
        {said}
      </p>
    </div>
  )
}
