'use client'
/** How the desk may reach the sender, and whom it may tell. */
import { useFormContext, useWatch } from 'react-hook-form'
import { Checkbox } from '#components/ui/choices'
import { FieldGroup } from '#components/ui/field'
import { BoundCheckboxes, BoundRadios, BoundText, useQuestion } from './bound-fields.tsx'
import type { FormValues } from './form-values.ts'
import { useChosenInbox } from './inbox-key.tsx'
import { useFormPage } from './words.tsx'

/** Contact, sharing, and whether the mail's subject may say that it is urgent. */
export function YouSection() {
  const { words, questions, followUp } = useFormPage()
  const { register } = useFormContext<FormValues>()
  const { fields } = words
  const contact = useQuestion('contact')
  const urgentSubject = useQuestion('urgentSubject')
  return (
    <>
      <FieldGroup text={contact}>
        <p className="mb-4">
          {followUp === null ? fields.anonymous : words.wayBack.contact} {fields.secondElsewhere}
        </p>
        <div className="grid gap-4 sm:grid-cols-2">
          <BoundText name="contact.how" label={fields.contactHow} hint={fields.contactHowHint} />
          <BoundText name="contact.address" label={fields.contactAddress} />
          <BoundText name="contact.language" label={fields.contactLanguage} />
        </div>
      </FieldGroup>
      <div className="space-y-6">
        <BoundRadios question="sharing" options={questions.options.sharing} />
        <Partners />
      </div>
      <FieldGroup text={urgentSubject}>
        <Checkbox
          id={urgentSubject.id}
          label={fields.urgentSubject}
          control={register('urgentSubject')}
        />
      </FieldGroup>
    </>
  )
}

/** With which partners of the chosen desk it may be shared; asked only when they may see it at all. */
function Partners() {
  const { fields } = useFormPage().words
  const { control } = useFormContext<FormValues>()
  const sharing = useWatch({ control, name: 'sharing' })
  const { partners = [] } = useChosenInbox()
  return (
    // Said to a screen reader when it appears, below the choice that brings it up.
    <div aria-live="polite" className="border-l-2 border-rule pl-4 empty:hidden">
      {sharing !== 'green' ? null : partners.length > 0 ? (
        <BoundCheckboxes question="partners" options={partners.map((name) => [name, name])} />
      ) : (
        <p>{fields.noPartners}</p>
      )}
    </div>
  )
}
