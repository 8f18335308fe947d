/** Checks passages against the wording rules, and the exceptions that front matter grants from them. */
import type { WordingException } from './front-matter.ts'
import { nearest, type Report, shown } from './problem.ts'
import type { Passage } from './prose.ts'
import { findWording, WORDING_RULES } from './wording.ts'

/**
 * Reports every passage that breaks a wording rule, unless an exception of that rule holds the words
 * that were found. Exceptions that name an unknown rule or allow nothing are reported too;
 * `exceptionLine` gives the line of the exception with an index.
 */
export function checkWording(
  passages: readonly Passage[],
  exceptions: readonly WordingException[],
  exceptionLine: (index: number) => number,
  report: Report,
): void {
  const used = new Set<WordingException>()
  for (const passage of passages) {
    for (const { rule, found, index, sentence } of findWording(passage.text)) {
      const exception = exceptions.find(
        ({ rule: id, text }) => id === rule.id && text.includes(found) && sentence.includes(text),
      )
      if (exception) {
        used.add(exception)
        continue
      }
      const wrong = `${shown(found)} breaks the wording rule ${rule.id}. ${rule.reason}`
      report(passage.line(index), passage.field, wrong, rule.cure)
    }
  }
  exceptions.forEach((exception, index) => {
    const field = `exceptions[${index}]`
    const rules = WORDING_RULES.map((rule) => rule.id)
    if (!rules.includes(exception.rule)) {
      const near = nearest(exception.rule, rules)
      const meant = near ? `. Did you mean "${near}"?` : ''
      report(
        exceptionLine(index),
        `${field}.rule`,
        `There is no wording rule ${shown(exception.rule)}`,
        `Use one of ${rules.join(', ')}${meant}`,
      )
    } else if (!used.has(exception)) {
      report(
        exceptionLine(index),
        `${field}.text`,
        `The exception allows nothing: ${shown(exception.text)} breaks no such rule here`,
        'Copy the exact words from the text, or delete the exception',
      )
    }
  })
}
