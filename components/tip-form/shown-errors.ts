/** The errors of the form as the summary lists them, in the order of the page. */

import type { FieldErrors } from 'react-hook-form'
import type { ShownError } from '#components/ui/error-summary'
import { fill } from '#lib/i18n/fill'
import type { FormWords } from '#lib/i18n/form-words'
import type { FileErrors } from './chosen-files.ts'
import { controlId, type FormValues } from './form-values.ts'

/** The questions in the order in which the page asks them. */
const ORDER: (keyof FormValues | 'files')[] = [
  'category',
  'now',
  'story',
  'demand',
  'files',
  'names',
  'identifiers',
  'engagement',
  'signs',
  'delivery',
  'money',
  'tools',
  'role',
  'organisation',
  'caseNumber',
  'secondContact',
  'firstNoticed',
  'aware',
  'kept',
  'counsel',
  'reported',
  'contact',
  'sharing',
  'partners',
  'urgentSubject',
]

/** Questions without a control of their own: the errors of the whole lead to this part. */
const FIRST_CONTROL: Record<string, string> = {
  identifiers: 'pasted',
  organisation: 'organisation.name',
  engagement: 'engagement.title',
  contact: 'contact.how',
  secondContact: 'secondContact.name',
}

/** Every message in `errors`, at any depth, with the path of its field. */
function* messages(errors: unknown, path: string): Generator<{ path: string; message: string }> {
  if (typeof errors !== 'object' || errors === null) return
  if ('message' in errors && typeof errors.message === 'string') {
    yield { path, message: errors.message }
    return
  }
  for (const [key, value] of Object.entries(errors)) yield* messages(value, `${path}.${key}`)
}

/** Lists what is wrong with answers and files; each entry leads to the control at fault. */
export function shownErrors(errors: FieldErrors<FormValues>, files: FileErrors): ShownError[] {
  return ORDER.flatMap((question) => {
    if (question === 'files') {
      const ofFiles = [...files.byId].map(([target, message]) => ({ target, message }))
      return files.list
        ? [{ target: controlId('files'), message: files.list }, ...ofFiles]
        : ofFiles
    }
    return Array.from(messages(errors[question], question), ({ path, message }) => ({
      target: controlId(FIRST_CONTROL[path] ?? path),
      message,
    }))
  })
}

/**
 * Words that tell which of several equal fields a message is about, like “Address 2”; undefined
 * where the message says it all. `path` is the path of an issue of the tip's schema.
 */
export function placeOf(words: FormWords, path: readonly PropertyKey[]): string | undefined {
  const [question, part] = path
  if (question === 'engagement' && part === 'from') return words.fields.jobFrom
  if (question === 'engagement' && part === 'to') return words.fields.jobTo
  if (typeof part !== 'number') return undefined
  switch (question) {
    case 'identifiers':
    case 'delivery':
    case 'money':
    case 'reported':
      return fill(words[question].row, { number: part + 1 })
    default:
      return undefined
  }
}
