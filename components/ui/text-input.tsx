/** A one-line answer, a longer one, and a choice from a list. */
import type { ComponentPropsWithRef, ReactNode } from 'react'
import { controlAttributes, controlClass, Field, type FieldSize, type FieldText } from './field.tsx'

type Props<Tag extends 'input' | 'textarea' | 'select'> = {
  text: FieldText
  look?: FieldSize
  control: ComponentPropsWithRef<Tag>
}

/** A labelled one-line text field. */
export function TextInput({ text, look = 'part', control }: Props<'input'>) {
  return (
    <Field text={text} look={look}>
      <input type="text" {...control} {...controlAttributes(text)} className={controlClass} />
    </Field>
  )
}

/** A labelled field of several lines. */
export function TextArea({ text, look = 'question', control }: Props<'textarea'>) {
  return (
    <Field text={text} look={look}>
      <textarea rows={4} {...control} {...controlAttributes(text)} className={controlClass} />
    </Field>
  )
}

/** A labelled list to choose one from. */
export function Select({
  text,
  look = 'part',
  control,
  children,
}: Props<'select'> & { children: ReactNode }) {
  return (
    <Field text={text} look={look}>
      <select {...control} {...controlAttributes(text)} className={controlClass}>
        {children}
      </select>
    </Field>
  )
}
