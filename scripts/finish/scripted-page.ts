/**
 * Turns the search page, or the one that checks receipts, as Next prerendered it into a reading page
 * with one script of its own. What a reader without scripts gets is what every reading page is.
 */
import { addScript, parsePage, writePage } from './html.ts'
import { finishReadingPage } from './reading-page.ts'

/**
 * The page as it is published.
 * @param script address of the page's script
 * @throws naming the address and everything that a reading page may not hold.
 */
export function finishScriptedPage(address: string, html: string, script: string): string {
  const document = parsePage(finishReadingPage(address, html))
  addScript(document, script)
  return writePage(document)
}
