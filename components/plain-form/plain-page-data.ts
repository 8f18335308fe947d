/** What the page without scripts needs to draw itself, fixed when the site is built; plain JSON. */
import type { DeskPromise } from '#components/tip-form/before-you-write'
import type { FormWords } from '#lib/i18n/form-words'
import type { Language } from '#lib/i18n/languages'
import type { PlainFollowUpWords } from '#lib/i18n/plain-follow-up-words'
import type { PlainWords } from '#lib/i18n/plain-words'
import type { TipWords } from '#lib/i18n/tip-words'

/** Ids in a page: what the server draws anew, and the JSON of the page's words and data. */
export const PLAIN_ROOT = 'plain-form'
export const PLAIN_DATA = 'plain-form-data'

export type PlainPageData = {
  kind: 'report'
  language: Language
  /** Where the form is sent: the page's own address. */
  address: string
  /** Where the form with scripts stands. */
  formAddress: string
  words: FormWords
  own: PlainWords
  /** Words of the code, and where its sender comes back; null where there is no way back. */
  wayBack: { words: PlainFollowUpWords; address: string; plainAddress: string } | null
  questions: Omit<TipWords, 'headings'>
  inboxes: { id: string; name: string; fingerprints: string[]; archive: string[]; demo: boolean }[]
  signs: { id: string; title: string }[]
  /** Names of partners of any desk. */
  partners: string[]
  /** Code and name, sorted by name. */
  countries: (readonly [code: string, name: string])[]
  /** True when the inbox or the operator is not real. */
  demonstration: boolean
  desk: DeskPromise
  /** How many files, and how many bytes together. */
  limits: { files: number; bytes: number }
}
