/** The words of the search page that its script writes. One table per language. */
import type { EntryKind } from '#lib/search/entries'
import type { Plural } from './fill.ts'
import type { Language } from './languages.ts'

export type SearchWords = {
  kind: Record<EntryKind, string>
  loading: string
  failed: string
  nothing: string
  found: Plural
  /** Nothing has all words; `{count}` entries have some. */
  some: Plural
  rest: Plural
}

const en: SearchWords = {
  kind: {
    advisory: 'Advisory',
    page: 'Page',
    sign: 'Warning sign',
    control: 'Check',
    term: 'Word explained',
    channel: 'Police and authorities',
    figure: 'Number',
    event: 'Timeline',
    indicator: 'Named entity or domain',
  },
  loading: 'Loading what can be searched.',
  failed:
    'What can be searched did not load. Try again when the connection is back, or go on from the list below.',
  nothing: 'Nothing found. Try another word, or go on from the list below.',
  found: { one: '{count} result', other: '{count} results' },
  some: {
    one: 'Nothing has all these words. {count} result has some of them.',
    other: 'Nothing has all these words. {count} results have some of them.',
  },
  rest: { one: 'Show {count} more', other: 'Show {count} more' },
}

const words: Record<Language, SearchWords> = { en }

/** The words of the search page in one language. */
export function searchWords(language: Language): SearchWords {
  return words[language]
}
