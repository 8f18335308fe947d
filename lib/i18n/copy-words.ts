/** The words around the readable copy of a tip that its sender may hand to a lawyer. One table per language. */
import type { Language } from './languages.ts'

export type CopyWords = {
  heading: string
  hint: string
  lead: string[]
  /** What stands above the report in the copy; `{reference}`, `{hour}`, `{inbox}`. */
  title: string
  stored: string
  /** Before the list of parts. */
  parts: string
  /** `{bytes}`; the hash follows on a line of its own. */
  message: string
  /** `{part}`, `{bytes}`. */
  part: string
  result: string
  fileName: string
  careful: string
}

const en: CopyWords = {
  heading: 'A readable copy, for a lawyer',
  hint: 'Exactly what was sent, with the SHA-256 of each file. Made on this device.',
  lead: [
    'It is not encrypted. Whoever finds it reads all of it, and learns that you told us.',
    'Do not save it on a device, in a folder or in a cloud that your employer or the person can open. A stick that you keep is better.',
    'Give the files themselves to your lawyer as well. The SHA-256 shows that they are the same.',
  ],
  title: 'Copy of a tip',
  stored: 'Reference {reference}. Stored in the hour of {hour}, for the inbox “{inbox}”.',
  parts: 'As it was stored, encrypted:',
  message: 'The message: {bytes} bytes, SHA-256',
  part: 'file-{part}.pgp: {bytes} bytes, SHA-256',
  result: 'What was sent',
  fileName: 'copy-of-tip-{reference}.txt',
  careful: 'The copy is gone from this page when you leave.',
}

const tables: Record<Language, CopyWords> = { en }

/** The words around the copy in `language`. */
export function copyWords(language: Language): CopyWords {
  return tables[language]
}
