/**
 * Where the search page's script starts (scripts/build-search.ts). It loads the index once and looks
 * everything up in the browser. The query stands behind the # of the address, which no browser sends,
 * so that it can be kept and shared without any server learning it.
 */
import { fillPlural } from '#lib/i18n/fill'
import { searchWords } from '#lib/i18n/search-words'
import { readIndex } from '#lib/search/entries'
import { openSearch, type Search } from '#lib/search/search'
import { elementOf, pageLanguage } from '../ui/page-script.ts'
import { resultItem } from './results.ts'
import {
  QUERY_NAME,
  SEARCH_FORM,
  SEARCH_LIST,
  SEARCH_QUERY,
  SEARCH_REST,
  SEARCH_RESULTS,
  SEARCH_STATUS,
} from './search-ids.ts'

/** Address of the index; the build puts it in. */
declare const SEARCH_INDEX: string

/** Results shown at first. */
const SHOWN = 20
/** Milliseconds without a key after which the words are looked up, so that nothing flickers or chatters. */
const PAUSE = 200

const language = pageLanguage()
const words = searchWords(language)
const form = elementOf(SEARCH_FORM, HTMLFormElement)
const field = elementOf(SEARCH_QUERY, HTMLInputElement)
const status = elementOf(SEARCH_STATUS, HTMLElement)
const results = elementOf(SEARCH_RESULTS, HTMLElement)
const list = elementOf(SEARCH_LIST, HTMLElement)
const rest = elementOf(SEARCH_REST, HTMLButtonElement)

let search: Search | undefined
let failed = false
let shown: string | undefined
let timer: ReturnType<typeof setTimeout> | undefined

async function load(): Promise<void> {
  try {
    const answer = await fetch(SEARCH_INDEX)
    if (!answer.ok) throw new Error(`The search index was answered with ${answer.status}.`)
    search = openSearch(readIndex(await answer.json()))
  } catch (cause) {
    failed = true
    console.error(cause)
  }
  show()
}

/** Shows what is found for the words in the field; does nothing while they are the same. */
function show(): void {
  clearTimeout(timer)
  const query = field.value.trim()
  if (!search || query === '') {
    results.hidden = true
    shown = undefined
    status.textContent = query === '' ? '' : failed ? words.failed : words.loading
    return
  }
  if (query === shown) return
  shown = query
  const { whole, found } = search.find(query)
  const items = found.map((one) => resultItem(one, words))
  const later = items.slice(SHOWN)
  list.replaceChildren(...items.slice(0, SHOWN))
  rest.hidden = later.length === 0
  rest.textContent = fillPlural(language, words.rest, later.length)
  rest.onclick = () => {
    list.append(...later)
    rest.hidden = true
    // The button is gone, so the focus goes on with the first result that it brought.
    later[0]?.querySelector('a')?.focus()
  }
  results.hidden = found.length === 0
  status.textContent =
    found.length === 0
      ? words.nothing
      : fillPlural(language, whole ? words.found : words.some, found.length)
}

/** Puts the words behind the # of the address; the entry of the history stays the same one. */
function remember(): void {
  const query = field.value.trim()
  const hash = query === '' ? '' : `#${new URLSearchParams({ [QUERY_NAME]: query })}`
  history.replaceState(null, '', `${location.pathname}${hash}`)
}

/** The words that the address holds: behind the #, or behind the ? of a link from elsewhere. */
function queryOfAddress(): string | null {
  const behindHash = new URLSearchParams(location.hash.slice(1)).get(QUERY_NAME)
  return behindHash ?? new URLSearchParams(location.search).get(QUERY_NAME)
}

form.addEventListener('submit', (event) => {
  event.preventDefault()
  remember()
  show()
})
field.addEventListener('input', () => {
  clearTimeout(timer)
  timer = setTimeout(() => {
    remember()
    show()
  }, PAUSE)
})
addEventListener('hashchange', () => {
  const query = queryOfAddress()
  if (query === null) return
  field.value = query
  show()
})

const asked = queryOfAddress()
if (asked !== null) {
  field.value = asked
  remember()
}
void load()
show()
