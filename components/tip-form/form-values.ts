/**
 * What the form holds while somebody writes, and how it becomes the answers of a tip. Lists that are
 * one per line in the form are arrays in the tip; the one schema of `lib/tip` judges both.
 */
import { type FieldErrors, type FieldPath, type Resolver, set } from 'react-hook-form'
import { recogniseIdentifiers } from '#lib/tip/identifiers'
import { type Answers, formSchema } from '#lib/tip/schema'

export type DeliveryRow = { address: string; date: string; tracking: string }
export type MoneyRow = {
  amount: string
  currency: string
  from: string
  to: string
  account: string
}
export type ReportedRow = { who: string; reference: string }
export type IdentifierRow = { type: string; value: string }

/** A question that was not answered is an empty string, an empty list, or null (radios). */
export type FormValues = {
  category: string | null
  now: string | null
  story: string
  aware: string | null
  firstNoticed: string
  role: string
  organisation: { name: string; country: string; sector: string }
  engagement: {
    title: string
    from: string
    to: string
    foundThrough: string
    agency: string
    referredBy: string
    theyReferred: string
  }
  /** What was pasted and is not yet in the list of identifiers. */
  pasted: string
  identifiers: IdentifierRow[]
  /** One name on each line. */
  names: string
  delivery: DeliveryRow[]
  money: MoneyRow[]
  /** One tool on each line. */
  tools: string
  demand: string
  signs: string[]
  kept: string[]
  counsel: string | null
  reported: ReportedRow[]
  sharing: string
  /** Names of partners; counted only where they are asked for (see `offeredPartners`). */
  partners: string[]
  contact: { how: string; address: string; language: string }
  secondContact: { name: string; how: string; address: string; language: string }
  caseNumber: string
  urgentSubject: boolean
}
export type FieldName = FieldPath<FormValues>

/** An untouched form; only the preset of `sharing` is chosen. */
export const EMPTY_FORM: FormValues = {
  category: null,
  now: null,
  story: '',
  aware: null,
  firstNoticed: '',
  role: '',
  organisation: { name: '', country: '', sector: '' },
  engagement: {
    title: '',
    from: '',
    to: '',
    foundThrough: '',
    agency: '',
    referredBy: '',
    theyReferred: '',
  },
  pasted: '',
  identifiers: [],
  names: '',
  delivery: [],
  money: [],
  tools: '',
  demand: '',
  signs: [],
  kept: [],
  counsel: null,
  reported: [],
  sharing: 'red',
  partners: [],
  contact: { how: '', address: '', language: '' },
  secondContact: { name: '', how: '', address: '', language: '' },
  caseNumber: '',
  urgentSubject: false,
}

/** An example of every value, with one row in each list: what a saved draft is held against. */
export const FORM_SHAPE: FormValues = {
  ...EMPTY_FORM,
  identifiers: [{ type: '', value: '' }],
  delivery: [{ address: '', date: '', tracking: '' }],
  money: [{ amount: '', currency: '', from: '', to: '', account: '' }],
  signs: [''],
  kept: [''],
  reported: [{ who: '', reference: '' }],
  partners: [''],
}

/** The id of the control that answers `field`, an element's id in the page. */
export function controlId(field: string): string {
  return `field-${field.replaceAll('.', '-')}`
}

/** The lines of `text` that hold something, trimmed. */
export function lines(text: string): string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

/** True for a row in which nothing was written. */
export function isEmptyRow(row: Record<string, string>): boolean {
  return Object.values(row).every((value) => value.trim() === '')
}

/**
 * The same form with rows in which nothing was written taken out, and with what still waits in the
 * paste box moved to the list: nothing pasted gets lost.
 */
export function tidied(values: FormValues): FormValues {
  return {
    ...values,
    pasted: '',
    identifiers: [
      ...values.identifiers.filter(({ value }) => value.trim() !== ''),
      ...recogniseIdentifiers(values.pasted),
    ],
    delivery: values.delivery.filter((row) => !isEmptyRow(row)),
    money: values.money.filter((row) => !isEmptyRow(row)),
    reported: values.reported.filter((row) => !isEmptyRow(row)),
  }
}

/**
 * The values of a draft without choices that the page no longer has: nobody could see or undo them.
 * @param known the values of checkboxes that the page shows
 */
export function restoredValues(
  values: FormValues,
  known: { signs: readonly string[]; kept: readonly string[] },
): FormValues {
  return {
    ...values,
    signs: values.signs.filter((id) => known.signs.includes(id)),
    kept: values.kept.filter((kind) => known.kept.includes(kind)),
  }
}

/**
 * The resolver of the form. A demand is only asked for a threat or a theft; one that was written
 * before the category changed is not sent, and neither is a partner that is no longer offered. Expects
 * `tidied` values, so that an error's row is the row that the sender sees.
 * @param asksDemand tells whether a category asks about a demand
 * @param partnersFor the partners that the answers offer for a choice
 * @param placeOf words that tell which of several equal fields an issue's path means
 */
export function answersResolver(
  asksDemand: (category: string | null) => boolean,
  partnersFor: (values: FormValues) => readonly string[],
  placeOf: (path: readonly PropertyKey[]) => string | undefined,
): Resolver<FormValues, unknown, Answers> {
  return (values) => {
    const { pasted: _, names, tools, demand, partners, ...rest } = values
    const offered = partnersFor(values)
    const result = formSchema.safeParse({
      ...rest,
      partners: partners.filter((name) => offered.includes(name)),
      names: lines(names),
      tools: lines(tools),
      ...(asksDemand(values.category) && { demand }),
    })
    if (result.success) return { values: result.data, errors: {} }
    const errors: FieldErrors<FormValues> = {}
    const seen = new Set<string>()
    for (const { path, message } of result.error.issues) {
      // One message per control; a list written in one box has one control.
      const field = path[0] === 'names' || path[0] === 'tools' ? path[0] : path.join('.')
      if (seen.has(field)) continue
      seen.add(field)
      const place = placeOf(path)
      set(errors, field, { type: 'schema', message: place ? `${place}: ${message}` : message })
    }
    return { values: {}, errors }
  }
}
