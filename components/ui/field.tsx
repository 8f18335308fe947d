/**
 * What every question looks like: its label or legend, its hint, its error, and the ids that tie
 * them to the control for a screen reader. Nothing here knows what is asked.
 */
import type { ReactNode } from 'react'

export type FieldText = {
  /** Id of the control; hint and error take theirs from it. */
  id: string
  label: string
  hint?: string | undefined
  error?: string | undefined
  /** Short words after the label, like “optional”. */
  tag?: string | undefined
}

/** The value of `aria-describedby` for a control: the hint, then the error, where there are any. */
export function describedBy({ id, hint, error }: FieldText): string | undefined {
  const ids = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean)
  return ids.length > 0 ? ids.join(' ') : undefined
}

/** Attributes every text control shares: its id, description, and whether it is in error. */
export function controlAttributes(text: FieldText) {
  return {
    id: text.id,
    'aria-describedby': describedBy(text),
    'aria-invalid': text.error ? (true as const) : undefined,
    // Answers of a tip must not turn up as suggestions on a shared device.
    autoComplete: 'off',
  }
}

/** Look of a text control: square, as strong as the text, red when in error. */
export const controlClass =
  'block min-h-12 w-full border-2 border-ink bg-paper px-3 py-2 text-base text-ink aria-invalid:border-warning'

const size = {
  question: 'font-serif text-xl leading-snug font-bold',
  part: 'font-semibold',
} as const

/** How a label is set: `question` for a question of its own, `part` for one line of a question. */
export type FieldSize = keyof typeof size

/** Hint and error below a label or legend. */
export function FieldNotes({ id, hint, error }: FieldText) {
  return (
    <>
      {hint ? (
        <p id={`${id}-hint`} className="mt-1 text-sm text-ink-soft">
          {hint}
        </p>
      ) : null}
      {error ? (
        <p id={`${id}-error`} className="mt-2 font-semibold text-warning">
          {error}
        </p>
      ) : null}
    </>
  )
}

/** The bar at the left of a question in error; colour never stands alone, the words stand inside. */
export function errorBar(error: string | undefined): string {
  return error ? 'border-l-4 border-warning pl-4' : ''
}

/** One labelled control. */
export function Field({
  text,
  look = 'part',
  children,
}: {
  text: FieldText
  look?: FieldSize
  children: ReactNode
}) {
  return (
    <div className={errorBar(text.error)}>
      <label htmlFor={text.id} className={size[look]}>
        {text.label}
        <Tag words={text.tag} />
      </label>
      <FieldNotes {...text} />
      <div className="mt-2">{children}</div>
    </div>
  )
}

/** Several controls that answer one question; the id belongs to the first control. */
export function FieldGroup({
  text,
  look = 'question',
  children,
}: {
  text: FieldText
  look?: FieldSize
  children: ReactNode
}) {
  return (
    <fieldset aria-describedby={describedBy(text)} className={`min-w-0 ${errorBar(text.error)}`}>
      <legend className={size[look]}>
        {text.label}
        <Tag words={text.tag} />
      </legend>
      <FieldNotes {...text} />
      <div className="mt-3">{children}</div>
    </fieldset>
  )
}

function Tag({ words }: { words: string | undefined }) {
  return words ? (
    <span className="font-sans text-sm font-normal text-ink-soft"> ({words})</span>
  ) : null
}
