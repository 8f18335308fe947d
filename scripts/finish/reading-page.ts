/**
 * Turns a page prerendered by Next into one without scripts: every script but JSON-LD goes, with
 * the preloads of scripts, the marks React leaves for hydrating, and what Next says twice.
 */
import {
  attribute,
  type Element,
  isData,
  type Node,
  nodesOf,
  parsePage,
  remove,
  writePage,
} from './html.ts'
import { PageError, problemsOfReadingPage } from './page-rules.ts'

/**
 * The page as it is published.
 * @throws naming the address and everything that a reading page may not hold.
 */
export function finishReadingPage(address: string, html: string): string {
  const document = parsePage(html)
  for (const node of [...nodesOf(document)])
    if (isForScriptsOnly(node) || repeatsOpenGraph(node)) remove(node)
  const finished = writePage(document)
  const problems = problemsOfReadingPage(finished, parsePage(finished))
  if (problems.length > 0) throw new PageError(address, problems)
  return finished
}

function isForScriptsOnly(node: Node): boolean {
  if (node.nodeName === '#comment') return true
  if (!('tagName' in node)) return false
  if (node.tagName === 'script') return !isData(node)
  if (node.tagName === 'link') return preloadsScript(node)
  if (node.tagName === 'meta') return attribute(node, 'name') === 'next-size-adjust'
  return node.tagName === 'div' && isEmptyPlaceholder(node)
}

/** Next repeats all of Open Graph for X, which reads Open Graph where its own names are missing. */
function repeatsOpenGraph(node: Node): boolean {
  if (!('tagName' in node) || node.tagName !== 'meta') return false
  return /^twitter:(?!card$)/.test(attribute(node, 'name') ?? '')
}

/** Whether a link only tells the browser to fetch a script early. */
export function preloadsScript(link: Element): boolean {
  const rel = attribute(link, 'rel')
  return rel === 'modulepreload' || (rel === 'preload' && attribute(link, 'as') === 'script')
}

/** React's `<div hidden><!--$--><!--/$--></div>`, which waits for something streamed. */
function isEmptyPlaceholder(div: Element): boolean {
  return (
    div.attrs.length === 1 &&
    attribute(div, 'hidden') !== undefined &&
    div.childNodes.every((node) => node.nodeName === '#comment')
  )
}
