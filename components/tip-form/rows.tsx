'use client'
/** A question whose answer is a list of rows: addresses, payments, who was told. */
import { type ReactNode, useRef } from 'react'
import { type FieldArrayPath, useFieldArray, useFormContext } from 'react-hook-form'
import { Button } from '#components/ui/button'
import { FieldGroup } from '#components/ui/field'
import { fill } from '#lib/i18n/fill'
import { useQuestion } from './bound-fields.tsx'
import { controlId, type FormValues } from './form-values.ts'
import { useFormPage } from './words.tsx'

type RowsName = Exclude<FieldArrayPath<FormValues>, 'identifiers'>

/**
 * Shows the rows of `name` and a button that adds one. The focus goes to a new row's first control,
 * and back to the button when a row is removed.
 */
export function Rows<Name extends RowsName>({
  name,
  row,
  add,
  empty,
  max,
  children,
}: {
  name: Name
  /** Title of a row, with `{number}`. */
  row: string
  add: string
  empty: FormValues[Name][number]
  max: number
  children: (index: number) => ReactNode
}) {
  const { words } = useFormPage()
  const { control } = useFormContext<FormValues>()
  const { fields, append, remove } = useFieldArray<FormValues, RowsName>({ control, name })
  const addButton = useRef<HTMLButtonElement>(null)
  const text = useQuestion(name)
  return (
    <FieldGroup text={text}>
      {fields.map((field, index) => (
        <fieldset key={field.id} className="mb-6 border-l-2 border-rule pl-4">
          <legend className="sr-only">{fill(row, { number: index + 1 })}</legend>
          <div className="grid gap-4 sm:grid-cols-2">{children(index)}</div>
          <p className="mt-3">
            <Button
              look="link"
              onClick={() => {
                remove(index)
                addButton.current?.focus()
              }}
            >
              {words.remove}
              <span className="sr-only"> {fill(row, { number: index + 1 })}</span>
            </Button>
          </p>
        </fieldset>
      ))}
      {fields.length < max ? (
        <Button ref={addButton} id={controlId(name)} onClick={() => append(empty)}>
          {add}
        </Button>
      ) : null}
    </FieldGroup>
  )
}
