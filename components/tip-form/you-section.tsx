'use client'
/** How the desk may reach the sender, and whom it may tell. */
import { useFormContext } from 'react-hook-form'
import { Checkbox } from '#components/ui/choices'
import { FieldGroup } from '#components/ui/field'
import { BoundRadios, BoundText, useQuestion } from './bound-fields.tsx'
import type { FormValues } from './form-values.ts'
import { useFormPage } from './words.tsx'

/** Contact, sharing, and whether the mail's subject may say that it is urgent. */
export function YouSection() {
  const { words, questions } = useFormPage()
  const { register } = useFormContext<FormValues>()
  const { fields } = words
  const contact = useQuestion('contact')
  const urgentSubject = useQuestion('urgentSubject')
  return (
    <>
      <FieldGroup text={contact}>
        <p className="mb-4">{fields.anonymous}</p>
        <div className="grid gap-4 sm:grid-cols-2">
          <BoundText name="contact.how" label={fields.contactHow} hint={fields.contactHowHint} />
          <BoundText name="contact.address" label={fields.contactAddress} />
          <BoundText name="contact.language" label={fields.contactLanguage} />
        </div>
      </FieldGroup>
      <BoundRadios question="sharing" options={questions.options.sharing} />
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
