/** Writes what a check found into the page, as text only: no HTML is ever made from a string. */

import { fill } from '#lib/i18n/fill'
import type { Language } from '#lib/i18n/languages'
import type { CheckOutcome, ReceiptWords } from '#lib/i18n/receipt-words'
import type { Receipt } from '#lib/protocol/shapes'
import { hourInWords } from '#lib/receipt/saved-receipt'
import { plainText } from '#lib/tip/text-layout'

/** Heading, explanation and, where there is a receipt, all that it says. */
export function verdictNodes(
  outcome: CheckOutcome,
  receipt: Receipt | null,
  words: ReceiptWords,
  language: Language,
): Node[] {
  const { title, text } = words.check.outcome[outcome]
  const nodes: Node[] = [element('h2', title), element('p', text)]
  if (receipt === null) return nodes
  const { saved, check } = words
  const list = document.createElement('dl')
  list.append(
    row(saved.reference, receipt.reference),
    row(saved.received, hourInWords(receipt.received, words, language)),
    row(saved.inbox, receipt.inbox),
    ...receipt.parts.map(({ bytes, sha256 }, index) =>
      row(
        fill(saved.part, { number: index + 1, bytes: bytes.toLocaleString(language) }),
        sha256,
        'code',
      ),
    ),
    row(check.key, receipt.key, 'code'),
  )
  return [...nodes, element('h3', check.shown), list, element('p', check.onlyThese)]
}

function row(name: string, value: string, kind?: 'code'): HTMLDivElement {
  const pair = document.createElement('div')
  const description = document.createElement('dd')
  const shown = plainText(value)
  description.append(kind === undefined ? shown : element(kind, shown))
  pair.append(element('dt', name), description)
  return pair
}

function element(name: string, text: string): HTMLElement {
  const made = document.createElement(name)
  made.textContent = text
  return made
}
