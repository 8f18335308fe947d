/**
 * Checks a page that hydrates React and gives the hashes of its inline scripts, which its policy
 * names. The page itself is published as Next wrote it, since React compares it while hydrating.
 */
import { createHash } from 'node:crypto'
import { attribute, elementsOf, isData, parsePage, textOf } from './html.ts'
import { PageError, problemsOfAnyPage } from './page-rules.ts'

/**
 * The sources for script-src (`'sha256-…'`, W3C CSP3 §2.3.1), each once, in document order.
 * @throws naming the address and everything that no page may hold.
 */
export function inlineScriptHashes(address: string, html: string): string[] {
  const document = parsePage(html)
  const problems = problemsOfAnyPage(document)
  if (problems.length > 0) throw new PageError(address, problems)
  const hashes = new Set<string>()
  for (const element of elementsOf(document)) {
    if (element.tagName !== 'script' || isData(element)) continue
    if (attribute(element, 'src') !== undefined) continue
    hashes.add(`'sha256-${createHash('sha256').update(textOf(element)).digest('base64')}'`)
  }
  return [...hashes]
}
