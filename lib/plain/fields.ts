/**
 * The fields of the form without scripts: their names, and how what was typed becomes the answers of
 * a tip. The one schema of `lib/tip` judges them; what it finds is told at the field it stands in.
 */
import { fill } from '#lib/i18n/fill'
import { formWords } from '#lib/i18n/form-words'
import type { Language } from '#lib/i18n/languages'
import { plainWords } from '#lib/i18n/plain-words'
import { recogniseIdentifiers } from '#lib/tip/identifiers'
import { REPORTED_TO } from '#lib/tip/questions'
import { type Answers, formSchema } from '#lib/tip/schema'
import type { PlainError, PlainValues } from './view.ts'

/** How many rows the page has for addresses, for payments, and for files. */
export const DELIVERY_ROWS = 3
export const MONEY_ROWS = 4
export const FILE_ROWS = 4

/** Must stay empty. People do not see it; programs that fill in every field do not know that. */
export const TRAP = 'homepage'

/** Asks for a code to come back with. */
export const WAY_BACK = 'wayBack'

/** The parts of questions that have several, in the order of the page. */
export const PARTS = {
  organisation: ['name', 'country', 'sector'],
  engagement: ['title', 'from', 'to', 'foundThrough', 'agency', 'referredBy', 'theyReferred'],
  contact: ['how', 'address', 'language'],
  secondContact: ['name', 'how', 'address', 'language'],
} as const
export const ROW_PARTS = {
  delivery: ['address', 'date', 'tracking'],
  money: ['amount', 'currency', 'from', 'to', 'account'],
} as const

const rowsOf = { delivery: DELIVERY_ROWS, money: MONEY_ROWS }
const numbers = (count: number): number[] => Array.from({ length: count }, (_, number) => number)

/** Every name that a field of text may have, in the order of the page. */
export const FIELD_NAMES: readonly string[] = [
  ...['category', 'now', 'story', 'demand', 'names', 'identifiers'],
  ...PARTS.engagement.map((part) => `engagement.${part}`),
  'signs',
  ...(['delivery', 'money'] as const).flatMap((question) =>
    numbers(rowsOf[question]).flatMap((row) =>
      ROW_PARTS[question].map((part) => `${question}.${row}.${part}`),
    ),
  ),
  ...['tools', 'role'],
  ...PARTS.organisation.map((part) => `organisation.${part}`),
  ...PARTS.secondContact.map((part) => `secondContact.${part}`),
  ...['caseNumber', 'firstNoticed', 'aware', 'kept', 'counsel', 'reported'],
  ...REPORTED_TO.map((who) => `reported.${who}.reference`),
  ...PARTS.contact.map((part) => `contact.${part}`),
  ...['sharing', 'partners', 'urgentSubject', WAY_BACK, TRAP],
  ...numbers(FILE_ROWS).map(noteField),
]

/** Name of the note beside a row of files. */
export function noteField(row: number): string {
  return `note.${row}`
}

/** Name of a row's files. */
export function filesField(row: number): string {
  return `files.${row}`
}

/** The row that a file's field belongs to; the first one for the short name `files`, null for others. */
export function fileRow(name: string): number | null {
  if (name === 'files') return 0
  const row = numbers(FILE_ROWS).find((one) => filesField(one) === name)
  return row ?? null
}

/** Whether a note of a file, which may come after files. */
export function isNote(name: string): boolean {
  return name.startsWith('note.')
}

/** The id of the control of a field, an element's id in the page; that of the first box of several. */
export function controlId(name: string): string {
  return `field-${name.replaceAll('.', '-')}`
}

/** The first value of a field, '' when it was not sent. */
export function textOf(values: PlainValues, name: string): string {
  return values.get(name)?.[0] ?? ''
}

/** The lines of a field that hold something, each with its number, counted from 1. */
function linesOf(values: PlainValues, name: string): { number: number; text: string }[] {
  return textOf(values, name)
    .split('\n')
    .map((text, index) => ({ number: index + 1, text: text.trim() }))
    .filter(({ text }) => text !== '')
}

/** The parts of a question as the schema has them. */
function partsOf(values: PlainValues, question: keyof typeof PARTS): Record<string, string> {
  return Object.fromEntries(
    PARTS[question].map((part) => [part, textOf(values, `${question}.${part}`)]),
  )
}

type Row = { row: number; parts: Record<string, string> }

/** The rows of a question in which something was written. */
function writtenRows(values: PlainValues, question: keyof typeof ROW_PARTS): Row[] {
  return numbers(rowsOf[question])
    .map((row) => ({
      row,
      parts: Object.fromEntries(
        ROW_PARTS[question].map((part) => [part, textOf(values, `${question}.${row}.${part}`)]),
      ),
    }))
    .filter(({ parts }) => Object.values(parts).some((text) => text.trim() !== ''))
}

/** Who was told: those that are ticked, and those with a reference. */
function toldOf(values: PlainValues): { who: string; reference: string }[] {
  return REPORTED_TO.map((who) => ({
    who,
    reference: textOf(values, `reported.${who}.reference`),
  })).filter(
    ({ who, reference }) => (values.get('reported') ?? []).includes(who) || reference.trim() !== '',
  )
}

/**
 * What was typed as the answers of a tip, or everything that is wrong with it in the order of the page.
 * A demand that was written is sent whatever the category: this page cannot hide its field.
 */
export function readAnswers(
  values: PlainValues,
  language: Language,
): { ok: true; answers: Answers } | { ok: false; errors: PlainError[] } {
  const [names, tools] = [linesOf(values, 'names'), linesOf(values, 'tools')]
  const rows = { delivery: writtenRows(values, 'delivery'), money: writtenRows(values, 'money') }
  const told = toldOf(values)
  const single = (name: string) => textOf(values, name)
  const result = formSchema.safeParse({
    ...Object.fromEntries(
      [
        ...['category', 'now', 'story', 'demand', 'role', 'caseNumber', 'firstNoticed'],
        ...['aware', 'counsel'],
      ].map((name) => [name, single(name)]),
    ),
    organisation: partsOf(values, 'organisation'),
    engagement: partsOf(values, 'engagement'),
    contact: partsOf(values, 'contact'),
    secondContact: partsOf(values, 'secondContact'),
    identifiers: recogniseIdentifiers(single('identifiers')),
    names: names.map(({ text }) => text),
    tools: tools.map(({ text }) => text),
    delivery: rows.delivery.map(({ parts }) => parts),
    money: rows.money.map(({ parts }) => parts),
    reported: told,
    signs: values.get('signs') ?? [],
    kept: values.get('kept') ?? [],
    partners: values.get('partners') ?? [],
    sharing: values.has('sharing') ? single('sharing') : 'red',
    urgentSubject: values.has('urgentSubject'),
  })
  if (result.success) return { ok: true, answers: result.data }

  const own = plainWords(language)
  const form = formWords(language)
  /** Where an issue of the schema stands on the page, and what tells it from its neighbours. */
  const placeOf = (path: readonly PropertyKey[]): { field: string; place?: string } => {
    const [question, index, part] = path.map(String)
    switch (question) {
      case 'names':
      case 'tools': {
        const line = (question === 'names' ? names : tools)[Number(index)]
        return {
          field: question,
          ...(line && { place: fill(own.line, { number: line.number }) }),
        }
      }
      case 'delivery':
      case 'money': {
        const found = rows[question][Number(index)]
        if (!found) return { field: `${question}.0.${ROW_PARTS[question][0]}` }
        return {
          field: `${question}.${found.row}.${part ?? ROW_PARTS[question][0]}`,
          place: fill(form[question].row, { number: found.row + 1 }),
        }
      }
      case 'reported':
        return { field: `reported.${told[Number(index)]?.who ?? REPORTED_TO[0]}.reference` }
      case 'engagement':
        if (index === 'from') return { field: 'engagement.from', place: form.fields.jobFrom }
        if (index === 'to') return { field: 'engagement.to', place: form.fields.jobTo }
        return { field: path.join('.') }
      case 'identifiers':
      case 'signs':
      case 'kept':
      case 'partners':
        return { field: question }
      default:
        return { field: path.join('.') }
    }
  }
  const errors = new Map<string, PlainError>()
  for (const { path, message } of result.error.issues) {
    const { field, place } = placeOf(path)
    // One message for each field, as beside it.
    if (!errors.has(field)) {
      errors.set(field, { field, message: place ? `${place}: ${message}` : message })
    }
  }
  return { ok: false, errors: inPageOrder([...errors.values()]) }
}

/** Errors in the order in which their fields stand on the page; those without a field come first. */
export function inPageOrder(
  errors: readonly PlainError[],
  fields: readonly string[] = FIELD_NAMES,
): PlainError[] {
  const place = ({ field }: PlainError) =>
    field === null ? -1 : fields.includes(field) ? fields.indexOf(field) : fields.length
  return errors.toSorted((one, other) => place(one) - place(other))
}
