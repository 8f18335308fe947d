'use client'
/** The paste box: what is pasted is recognised on this device and put into a list to be confirmed. */
import { useState } from 'react'
import { useFormContext } from 'react-hook-form'
import { Button } from '#components/ui/button'
import { FieldGroup } from '#components/ui/field'
import { TextArea } from '#components/ui/text-input'
import { fill, fillPlural } from '#lib/i18n/fill'
import { recogniseIdentifiers } from '#lib/tip/identifiers'
import { BoundSelect, BoundText, useQuestion } from './bound-fields.tsx'
import { controlId, type FormValues } from './form-values.ts'
import { useRows } from './use-rows.ts'
import { useFormPage } from './words.tsx'

/** Accounts and devices: paste, recognise, correct, remove. */
export function IdentifiersField() {
  const { words, questions, language } = useFormPage()
  const { register, getValues, setValue, setFocus } = useFormContext<FormValues>()
  const { rows, append, remove } = useRows('identifiers')
  const [said, setSaid] = useState('')
  const question = useQuestion('identifiers')
  const own = words.identifiers

  function recognise() {
    const known = new Set(getValues('identifiers').map(({ type, value }) => `${type} ${value}`))
    const found = recogniseIdentifiers(getValues('pasted'))
    const added = found.filter(({ type, value }) => !known.has(`${type} ${value}`))
    if (found.length === 0) {
      setSaid(own.nothing)
      setFocus('pasted')
      return
    }
    append(...added)
    setValue('pasted', '')
    setSaid(fillPlural(language, own.found, added.length))
  }

  return (
    <FieldGroup text={question}>
      <TextArea
        look="part"
        text={{ id: controlId('pasted'), label: own.paste }}
        control={{ ...register('pasted'), rows: 4 }}
      />
      <div className="mt-3 flex flex-wrap items-center gap-4">
        <Button onClick={recognise}>{own.recognise}</Button>
        <p role="status">{said}</p>
      </div>
      {rows.length > 0 ? (
        <ul className="mt-4" aria-label={own.confirm}>
          {rows.map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place, see useRows
            <li key={index} className="border-t border-rule py-4">
              <fieldset className="grid min-w-0 gap-x-4 gap-y-3 sm:grid-cols-[11rem_1fr_auto] sm:items-end">
                <legend className="sr-only">{fill(own.row, { number: index + 1 })}</legend>
                <BoundSelect
                  name={`identifiers.${index}.type`}
                  label={own.type}
                  nothing={words.fields.choose}
                >
                  {Object.entries(questions.options.identifier).map(([value, label]) => (
                    <option key={value} value={value}>
                      {label}
                    </option>
                  ))}
                </BoundSelect>
                <BoundText name={`identifiers.${index}.value`} label={own.value} />
                <p className="sm:pb-2">
                  <Button
                    look="link"
                    onClick={() => {
                      remove(index)
                      setFocus('pasted')
                    }}
                  >
                    {words.remove}
                    <span className="sr-only"> {row.value}</span>
                  </Button>
                </p>
              </fieldset>
            </li>
          ))}
        </ul>
      ) : null}
    </FieldGroup>
  )
}
