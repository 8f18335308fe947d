/**
 * Refuses a charge or a sentence told of a name outside of <Person> and <Company>, which say what is
 * decided and by whom. No list of people is kept: any capitalised word that nobody has vouched for counts.
 */
import { type Report, shown } from './problem.ts'
import { findLoneNames, type NameKnowledge } from './proper-names.ts'
import { HOLE, type Passage } from './prose.ts'

/** What a court or the police does to somebody. */
const ACT =
  '(?:charged|indicted|convicted|sentenced|arrested|extradited|imprisoned|jailed|accused|pleaded|pleads|pled|found guilty)'
/** Words that may stand between a name and what was done to its bearer. */
const BETWEEN =
  '(?:[\\s,(]+(?:was|were|is|has|have|had|been|also|later|then|who|and|since))*[\\s,(]+'
const BEFORE = new RegExp(`^${BETWEEN}${ACT}\\b`, 'iu')
const AFTER =
  /\b(?:charged|indicted|convicted|sentenced|arrested|extradited|imprisoned|jailed|accused)\s+(?:against\s+)?$/iu

/** Reports a lone unknown name that `passages` call charged, convicted or the like. */
export function checkCharges(
  passages: readonly Passage[],
  knowledge: NameKnowledge,
  report: Report,
  inData = false,
): void {
  for (const passage of passages) {
    if (passage.field === 'code' || passage.field === 'heading') continue
    for (const { run, index } of findLoneNames(passage.text, knowledge)) {
      const after = passage.text.slice(index + run.length).split(HOLE, 1)[0] ?? ''
      const before = passage.text.slice(0, index)
      // "A man in Nashville was charged" names a place.
      if (/\b(?:in|near) $/i.test(before)) continue
      if (!BEFORE.test(after) && !AFTER.test(before)) continue
      report(
        passage.line(index),
        passage.field,
        `A charge or a judgment is told of ${shown(run)} outside of the component that gives its status`,
        inData
          ? 'Write what the person or firm is ("a man in Arizona", "the firm"); names stand in advisories only, in <Person …> or <Company …>'
          : 'Use <Person name="…" status="charged" …> or <Company …>, or write "the defendant"; if it is an organisation, place or term, add it to content/data/names.yaml',
      )
    }
  }
}
