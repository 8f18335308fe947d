'use client'
/** The certificate the tip will be sealed to, how to check it, and what checking cannot prove. */
import { useFormContext, useWatch } from 'react-hook-form'
import { Fingerprint } from '#components/ui/fingerprint'
import { fill } from '#lib/i18n/fill'
import { inboxFor } from '#lib/inboxes/routing'
import type { FormValues } from './form-values.ts'
import { type FormInbox, useFormPage } from './words.tsx'

/** The inbox that takes `category`; before one is chosen, the inbox that takes everything else. */
export function chosenInbox(inboxes: readonly FormInbox[], category: string | null): FormInbox {
  return inboxFor(inboxes, { category: category ?? 'other' })
}

/** Shows the fingerprints of the inbox that the chosen category leads to. */
export function InboxKey() {
  const { words, inboxes } = useFormPage()
  const { control } = useFormContext<FormValues>()
  const inbox = chosenInbox(inboxes, useWatch({ control, name: 'category' }))
  const { key } = words
  return (
    <div className="space-y-3">
      <p>{key.lead}</p>
      <p className="font-semibold">{fill(key.inbox, { name: inbox.name })}</p>
      {inbox.certificates.map(({ fingerprint }) => (
        <div key={fingerprint}>
          <p className="mb-1 text-sm text-ink-soft">{key.fingerprint}</p>
          <Fingerprint value={fingerprint} />
        </div>
      ))}
      <p className="text-sm text-ink-soft">{key.check}</p>
      <p className="text-sm font-semibold">{key.warning}</p>
    </div>
  )
}
