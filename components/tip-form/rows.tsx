'use client'
/** A question whose answer is a list of rows: addresses, payments, who was told. */
import { type ReactNode, useEffect, useRef } from 'react'
import { Button } from '#components/ui/button'
import { FieldGroup } from '#components/ui/field'
import { fill } from '#lib/i18n/fill'
import { useQuestion } from './bound-fields.tsx'
import { controlId, type FormValues } from './form-values.ts'
import { jumpTo } from './use-page-behaviour.ts'
import { type RowsName, useRows } from './use-rows.ts'
import { useFormPage } from './words.tsx'

/**
 * Shows the rows of `name` and a button that adds one. The focus goes to a new row's first control,
 * and back to the button when a row is removed.
 */
export function Rows<Name extends Exclude<RowsName, 'identifiers'>>({
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
  const { rows, append, remove } = useRows(name)
  const added = useRef(false)
  const addButton = useRef<HTMLButtonElement>(null)
  const text = useQuestion(name)
  const first = Object.keys(empty)[0]
  useEffect(() => {
    if (!added.current) return
    added.current = false
    jumpTo(controlId(`${name}.${rows.length - 1}.${first}`))
  }, [rows.length, name, first])
  return (
    <FieldGroup text={text}>
      {rows.map((_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place, see useRows
        <fieldset key={index} className="mb-6 border-l-2 border-rule pl-4">
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
      {rows.length < max ? (
        <Button
          ref={addButton}
          id={controlId(name)}
          onClick={() => {
            added.current = true
            append(empty)
          }}
        >
          {add}
        </Button>
      ) : null}
    </FieldGroup>
  )
}
