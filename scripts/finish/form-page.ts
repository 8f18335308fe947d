/**
 * Turns the form's page as Next prerendered it into one whose only script is the form's own bundle.
 * No script stands in the page itself, so its policy allows none.
 */
import {
  addScript,
  type Element,
  elementsOf,
  isData,
  parsePage,
  remove,
  writePage,
} from './html.ts'
import { PageError, problemsOfAnyPage } from './page-rules.ts'
import { preloadsScript } from './reading-page.ts'

/**
 * The page as it is published. What React compares while hydrating, the marks between texts
 * included, stays as it is.
 * @param script address of the form's bundle
 * @throws naming the address and everything that no page may hold.
 */
export function finishFormPage(address: string, html: string, script: string): string {
  const document = parsePage(html)
  for (const element of [...elementsOf(document)]) if (isOfNext(element)) remove(element)
  addScript(document, script)
  const problems = problemsOfAnyPage(document)
  if (problems.length > 0) throw new PageError(address, problems)
  return writePage(document)
}

function isOfNext(element: Element): boolean {
  if (element.tagName === 'script') return !isData(element)
  return element.tagName === 'link' && preloadsScript(element)
}
