'use client'
/** A list of rows inside the form. react-hook-form's own field arrays do more and weigh 1.5 kB more. */
import { useFormContext, useWatch } from 'react-hook-form'
import type { FormValues } from './form-values.ts'

export type RowsName = 'identifiers' | 'delivery' | 'money' | 'reported'

/**
 * The rows of `name`, and what can be done to them. Rows have no identity of their own: when one is
 * removed, the values of those after it move up by one.
 */
export function useRows<Name extends RowsName>(name: Name) {
  const { control, getValues, setValue } = useFormContext<FormValues>()
  const rows = useWatch({ control, name }) as FormValues[Name]
  const change = (next: FormValues[RowsName]) => {
    setValue<RowsName>(name, next, { shouldDirty: true })
  }
  return {
    rows,
    append: (...added: FormValues[Name][number][]) =>
      change([...getValues(name), ...added] as FormValues[Name]),
    remove: (index: number) => change(getValues(name).toSpliced(index, 1) as FormValues[Name]),
  }
}
