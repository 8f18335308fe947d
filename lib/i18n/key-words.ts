/** The words about the signed statement of keys, where the site shows keys. */
import type { Language } from './languages.ts'

export type KeyWords = {
  /** With `{day}`, until when it holds. */
  text: string
  link: string
  signer: string
  /** How somebody checks it who has kept the signer's certificate. */
  how: string
}

const en: KeyWords = {
  text: 'The desk has signed a statement of its keys. It holds until {day}.',
  link: 'Read the signed statement',
  signer: 'Signed by',
  how: 'Keep the signer’s certificate from another place, and check with gpg --verify. Whoever changed this page could not sign one.',
}

const tables: Record<Language, KeyWords> = { en }

/** The words in a language. */
export function keyWords(language: Language): KeyWords {
  return tables[language]
}
