/** Writes results into the page, as text only: no HTML is ever made from a string. */
import type { SearchWords } from '#lib/i18n/search-words'
import { excerpt, marked } from '#lib/search/marks'
import type { Found } from '#lib/search/search'

/** One result: a link, what it is, and where the words were met. */
export function resultItem({ entry, terms }: Found, words: SearchWords): HTMLLIElement {
  const item = document.createElement('li')
  const heading = document.createElement('h3')
  const link = document.createElement('a')
  link.href = entry.address
  link.append(...withMarks(entry.title, terms))
  heading.append(link)
  const kind = document.createElement('p')
  kind.className = 'small'
  kind.textContent = [words.kind[entry.kind], entry.within].filter(Boolean).join(' · ')
  const text = document.createElement('p')
  text.append(...withMarks(excerpt(entry.text, terms), terms))
  item.append(heading, kind, text)
  return item
}

function withMarks(text: string, terms: ReadonlySet<string>): Node[] {
  return marked(text, terms).map((stretch) => {
    if (!stretch.found) return document.createTextNode(stretch.text)
    const mark = document.createElement('mark')
    mark.textContent = stretch.text
    return mark
  })
}
