/** The controls of `components/ui` with what was typed and what is wrong, for a page without any script. */
import type { ReactNode } from 'react'
import { Checkbox, Radio } from '#components/ui/choices'
import { FieldGroup, type FieldSize } from '#components/ui/field'
import { Select, TextArea, TextInput } from '#components/ui/text-input'
import type { TipWords } from '#lib/i18n/tip-words'
import { controlId, PARTS, textOf } from '#lib/plain/fields'
import type { PlainView } from '#lib/plain/view'
import type { PlainPageData } from './plain-page-data.ts'

/** The page's words and data, and the form as it stands. */
export type PlainForm = {
  page: PlainPageData
  view: Extract<PlainView, { state: 'asking' }>
}

/** What a control needs of it: what was typed, and what is wrong. */
export type Typed = { view: Pick<PlainForm['view'], 'values' | 'errors'> }

type Question = keyof TipWords['labels']

/** What is wrong with a field, as it stands beside it. */
export function errorOf({ view }: Typed, name: string): string | undefined {
  return view.errors.find(({ field }) => field === name)?.message
}

/** Label, hint, error and tag of a question. */
export function question(form: PlainForm, name: Question, required = false) {
  const { questions, words } = form.page
  return {
    id: controlId(name),
    label: questions.labels[name],
    hint: questions.hints[name],
    error: errorOf(form, name),
    tag: required ? words.required : undefined,
  }
}

type Text = {
  form: Typed
  name: string
  label: string
  hint?: string | undefined
  look?: FieldSize
}

/** One line of text; `maxLength` only where what is too long could not be told in time. */
export function PlainText({
  form,
  name,
  label,
  hint,
  look,
  maxLength,
}: Text & { maxLength?: number }) {
  return (
    <TextInput
      text={{ id: controlId(name), label, hint, error: errorOf(form, name) }}
      {...(look && { look })}
      control={{ name, defaultValue: textOf(form.view.values, name), maxLength }}
    />
  )
}

/** A question answered in several lines. `label` and `hint` stand in for those of the other form. */
export function PlainArea({
  form,
  name,
  rows,
  required = false,
  ...own
}: {
  form: PlainForm
  name: Question
  rows: number
  required?: boolean
  label?: string
  hint?: string
}) {
  return (
    <TextArea
      text={{ ...question(form, name, required), ...own }}
      control={{ name, rows, required, defaultValue: textOf(form.view.values, name) }}
    />
  )
}

/** A question answered by one of a list, or by any number of it. */
export function PlainChoices({
  form,
  name,
  options,
  kind,
  required = false,
  children,
}: {
  form: PlainForm
  name: Question
  options: readonly (readonly [value: string, label: string])[]
  kind: 'radio' | 'checkbox'
  required?: boolean
  children?: ReactNode
}) {
  const text = question(form, name, required)
  const Choice = kind === 'radio' ? Radio : Checkbox
  const chosen = form.view.values.get(name) ?? []
  return (
    <FieldGroup text={text}>
      {options.map(([value, label], index) => (
        <Choice
          key={value}
          // The first one answers to the question's own id: links of the error summary lead there.
          id={index === 0 ? text.id : `${text.id}-${value}`}
          label={label}
          control={{ name, value, required, defaultChecked: chosen.includes(value) }}
        />
      ))}
      {children}
    </FieldGroup>
  )
}

/** One of a long list; the first entry is “nothing chosen”. */
export function PlainSelect({
  form,
  name,
  label,
  look,
  options,
}: Text & { form: PlainForm; options: readonly (readonly [value: string, label: string])[] }) {
  return (
    <Select
      text={{ id: controlId(name), label, error: errorOf(form, name) }}
      {...(look && { look })}
      control={{ name, defaultValue: textOf(form.view.values, name) }}
    >
      <option value="">{form.page.own.countryNone}</option>
      {options.map(([value, text]) => (
        <option key={value} value={value}>
          {text}
        </option>
      ))}
    </Select>
  )
}

/** Native disclosure; open when something in it was filled in or is wrong. */
export function PlainDetails({
  form,
  names,
  title,
  hint,
  children,
}: {
  form: PlainForm
  /** Beginnings of the names of its fields. */
  names: readonly string[]
  title: string
  hint: string
  children: ReactNode
}) {
  const own = (field: string | null) => names.some((name) => field?.split('.')[0] === name)
  const typed = [...form.view.values].some(
    ([name, texts]) => own(name) && texts.some((text) => text.trim() !== ''),
  )
  const wrong = form.view.errors.some(({ field }) => own(field))
  return (
    <details className="border-t border-rule last:border-b" open={typed || wrong}>
      <summary className="cursor-pointer py-4">
        <span className="font-serif text-lg font-bold text-action underline underline-offset-3">
          {title}
        </span>
        <span className="mt-1 block pl-4 text-sm text-ink-soft">{hint}</span>
      </summary>
      <div className="space-y-10 pt-2 pb-8">{children}</div>
    </details>
  )
}

/** A stretch of the form under a heading. */
export function PlainSection({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="mt-14 border-t-3 border-ink pt-4">
      <h2 className="font-serif text-2xl font-bold">{title}</h2>
      <div className="mt-6 space-y-10">{children}</div>
    </section>
  )
}

/** How somebody can be reached. */
export function PlainReached({
  form,
  name,
}: {
  form: PlainForm
  name: 'contact' | 'secondContact'
}) {
  const { fields } = form.page.words
  const labels: Record<(typeof PARTS.secondContact)[number], string> = {
    name: fields.organisationName,
    how: fields.contactHow,
    address: fields.contactAddress,
    language: fields.contactLanguage,
  }
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      {PARTS[name].map((part) => (
        <PlainText
          key={part}
          form={form}
          name={`${name}.${part}`}
          label={labels[part]}
          hint={part === 'how' ? fields.contactHowHint : undefined}
        />
      ))}
    </div>
  )
}
