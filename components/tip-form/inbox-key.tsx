'use client'
import { useFormContext, useWatch } from 'react-hook-form'
import { Fingerprint } from '#components/ui/fingerprint'
/** The certificates the tip will be sealed to, how to check them, and what checking cannot prove. */
import { NewTab } from '#components/ui/new-tab'
import { dateInWords } from '#lib/i18n/dates'
import { fill, fillPlural } from '#lib/i18n/fill'
import { chosenInbox } from './chosen-inbox.ts'
import type { FormValues } from './form-values.ts'
import { type FormInbox, useFormPage } from './words.tsx'

/** The inbox that the answers lead to as they stand; follows every change. */
export function useChosenInbox(): FormInbox {
  const page = useFormPage()
  const { control } = useFormContext<FormValues>()
  const [category, now, country] = useWatch({
    control,
    name: ['category', 'now', 'organisation.country'],
  })
  return chosenInbox(page, { category, now, organisation: { country } })
}

/** Shows the fingerprints of the inbox that the answers lead to. */
export function InboxKey() {
  const { words, inboxes, statement, language } = useFormPage()
  const inbox = useChosenInbox()
  const { key } = words
  return (
    <div className="space-y-3">
      <p>{fillPlural(language, key.lead, inbox.certificates.length)}</p>
      {inboxes.length > 1 ? <p>{key.routed}</p> : null}
      {/* The country, which can change it, is asked a few lines above. */}
      <p aria-live="polite" className="font-semibold">
        {fill(key.inbox, { name: inbox.name })}
      </p>
      {inbox.certificates.map(({ fingerprint, archive }) => (
        <div key={fingerprint}>
          <p className="mb-1 text-sm text-ink-soft">
            {archive ? key.archiveFingerprint : key.fingerprint}
          </p>
          <Fingerprint value={fingerprint} />
        </div>
      ))}
      {inbox.certificates.some(({ archive }) => archive) ? <p>{key.archive}</p> : null}
      <p className="text-sm text-ink-soft">{key.check}</p>
      {statement ? (
        <div className="text-sm text-ink-soft">
          <p>
            {fill(words.statement.text, { day: dateInWords(statement.until, language) })}{' '}
            <NewTab
              look="plain"
              href={statement.path}
              text={`${words.statement.link} (${words.newTab})`}
            />
          </p>
          <p className="mt-2 mb-1">{words.statement.signer}</p>
          <Fingerprint value={statement.signer} />
          <p className="mt-2">{words.statement.how}</p>
        </div>
      ) : null}
      <p className="text-sm font-semibold">{key.warning}</p>
    </div>
  )
}
