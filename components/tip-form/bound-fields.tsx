'use client'
/** The controls of `components/ui`, tied to a field of the form by its name. */
import type { ReactNode } from 'react'
import { get, useFormContext } from 'react-hook-form'
import { Checkbox, Radio } from '#components/ui/choices'
import { FieldGroup, type FieldSize } from '#components/ui/field'
import { Select, TextArea, TextInput } from '#components/ui/text-input'
import type { TipWords } from '#lib/i18n/tip-words'
import { controlId, type FieldName, type FormValues } from './form-values.ts'
import { useFormPage } from './words.tsx'

type Question = keyof TipWords['labels']

/** The error of a field, or of the list it is; the message that is shown beside it. */
export function useFieldError(name: string): string | undefined {
  const { errors } = useFormContext<FormValues>().formState
  const error: unknown = get(errors, name)
  return typeof error === 'object' && error !== null && 'message' in error
    ? String(error.message)
    : undefined
}

/** Label, hint, error and tag of a question, ready for a control. */
export function useQuestion(question: Question, required = false) {
  const { questions, words } = useFormPage()
  return {
    id: controlId(question),
    label: questions.labels[question],
    hint: questions.hints[question],
    error: useFieldError(question),
    tag: required ? words.required : undefined,
  }
}

type Text = { name: FieldName; label: string; hint?: string | undefined; look?: FieldSize }

/** One line of text. */
export function BoundText({ name, label, hint, look, ...more }: Text & { inputMode?: 'email' }) {
  const { register } = useFormContext<FormValues>()
  const text = { id: controlId(name), label, hint, error: useFieldError(name) }
  return <TextInput text={text} {...(look && { look })} control={{ ...register(name), ...more }} />
}

/** A question answered in several lines. */
export function BoundArea({
  question,
  rows,
  required = false,
}: {
  question: Question & FieldName
  rows: number
  required?: boolean
}) {
  const { register } = useFormContext<FormValues>()
  const text = useQuestion(question, required)
  return <TextArea text={text} control={{ ...register(question), rows }} />
}

/** A question answered by one of a list of radios. */
export function BoundRadios<Value extends string>({
  question,
  options,
  required = false,
}: {
  question: Question & FieldName
  options: Record<Value, string>
  required?: boolean
}) {
  return (
    <Options
      kind="radio"
      question={question}
      options={Object.entries<string>(options)}
      required={required}
    />
  )
}

/** A question answered by any number of checkboxes. */
export function BoundCheckboxes({
  question,
  options,
}: {
  question: Question & FieldName
  options: [value: string, label: string][]
}) {
  return <Options kind="checkbox" question={question} options={options} required={false} />
}

function Options({
  kind,
  question,
  options,
  required,
}: {
  kind: 'radio' | 'checkbox'
  question: Question & FieldName
  options: [value: string, label: string][]
  required: boolean
}) {
  const { register } = useFormContext<FormValues>()
  const text = useQuestion(question, required)
  const Choice = kind === 'radio' ? Radio : Checkbox
  return (
    <FieldGroup text={text}>
      {options.map(([value, label], index) => (
        <Choice
          key={value}
          // The first one answers to the question's own id: links of the error summary lead there.
          id={index === 0 ? text.id : `${text.id}-${index}`}
          label={label}
          control={{ ...register(question), value }}
        />
      ))}
    </FieldGroup>
  )
}

/** One of a long list; the first entry is “nothing chosen”. */
export function BoundSelect({
  name,
  label,
  hint,
  nothing,
  look,
  children,
}: Text & { nothing: string; children: ReactNode }) {
  const { register } = useFormContext<FormValues>()
  const text = { id: controlId(name), label, hint, error: useFieldError(name) }
  return (
    <Select text={text} {...(look && { look })} control={register(name)}>
      <option value="">{nothing}</option>
      {children}
    </Select>
  )
}
