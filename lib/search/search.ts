/** Finds entries for a query, in the browser: prefixes and small typing errors in words written with letters. */
import MiniSearch from 'minisearch'
import type { SearchEntry } from './entries.ts'
import { indexTerms, isCjk, queryTerms } from './terms.ts'

export type Found = {
  entry: SearchEntry
  /** The terms of the entry that the query met, for showing them. */
  terms: ReadonlySet<string>
}

export type Findings = {
  /** True when every word of the query was met; else the entries meet some of them. */
  whole: boolean
  found: Found[]
}

export type Search = { find(query: string): Findings }

/** Shorter words would meet half of the dictionary. */
const PREFIX_FROM = 3
const TYPO_FROM = 4
/** From here two wrong letters are forgiven, since two letters that changed places count as two. */
const TWO_TYPOS_FROM = 6

/** How many letters may be wrong. A number or a code is meant as it is written. */
function typosIn(term: string): number | false {
  if (isCjk(term) || /\d/.test(term) || term.length < TYPO_FROM) return false
  return term.length < TWO_TYPOS_FROM ? 1 : 2
}

/** A word that only resembles one of the query is shown where nothing better was met. */
function shownTerms(terms: readonly string[], asked: readonly string[]): ReadonlySet<string> {
  const begins = (term: string, word: string) => term.startsWith(word)
  const meant = terms.filter((term) => asked.some((word) => begins(term, word)))
  const whole = asked.every((word) => meant.some((term) => begins(term, word)))
  return new Set(whole ? meant : terms)
}

/** Opens a search over `entries`; their order decides between equally good ones. */
export function openSearch(entries: readonly SearchEntry[]): Search {
  const index = new MiniSearch<SearchEntry & { id: number }>({
    fields: ['title', 'within', 'text'],
    tokenize: indexTerms,
    processTerm: (term) => term,
    searchOptions: {
      tokenize: queryTerms,
      processTerm: (term) => term,
      boost: { title: 4, within: 1.5 },
      prefix: (term) => (isCjk(term) ? Array.from(term).length === 1 : term.length >= PREFIX_FROM),
      fuzzy: typosIn,
      weights: { prefix: 0.6, fuzzy: 0.2 },
    },
  })
  index.addAll(entries.map((entry, id) => ({ ...entry, id })))
  const search = (query: string, combineWith: 'AND' | 'OR'): Found[] =>
    index.search(query, { combineWith }).flatMap(({ id, terms }) => {
      const entry = entries[Number(id)]
      return entry ? [{ entry, terms: shownTerms(terms, queryTerms(query)) }] : []
    })
  return {
    find: (query) => {
      const all = search(query, 'AND')
      if (all.length > 0) return { whole: true, found: all }
      return { whole: false, found: search(query, 'OR') }
    },
  }
}
