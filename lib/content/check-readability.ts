/** Warns of sentences that are too long, and of texts for everybody that are too hard to read. */
import type { CheckedAdvisory } from './check-advisory.ts'
import type { Audience } from './front-matter.ts'
import type { Report } from './problem.ts'
import type { Passage } from './prose.ts'
import {
  readingAge,
  type Sentence,
  sentenceCutter,
  sentenceGrade,
  sentencesOf,
} from './readability.ts'

/** Readers who come by themselves, often worried, and not because of their work. */
const PUBLIC: ReadonlySet<Audience> = new Set(['public', 'asked-to-host', 'identity-victim'])
/** The age at which everybody can read a text for the public. */
const OLDEST = 12
/** Longer sentences lose their readers. */
const MOST_WORDS = 35

/** Headings, labels and codes are no sentences. */
const isProse = ({ field }: Passage) =>
  !/^(?:heading|title|code|image|<Warning title>)$|\.(?:title|term|label|alt)$/.test(field)

type Placed = Sentence & { passage: Passage }

/** Warns of every sentence of `passages` that has too many words. */
export function warnOfLongSentences(passages: readonly Passage[], report: Report): void {
  for (const { passage, index, text, words } of placedSentences(passages))
    if (words > MOST_WORDS)
      report(
        passage.line(index),
        passage.field,
        `This sentence has ${words} words: ${quoted(text)}`,
        `Make two of it; ${MOST_WORDS} words are the most that readers follow`,
        'warning',
      )
}

/** Warns of an advisory for the public whose text asks too much of its readers, with its hardest sentence. */
export function warnOfHardText({ matter, passages, report }: CheckedAdvisory): void {
  const reader = matter?.audiences.find((audience) => PUBLIC.has(audience))
  if (reader === undefined) return
  const sentences = placedSentences(passages)
  const age = readingAge(sentences)
  if (age === null || age <= OLDEST) return
  const [hardest] = sentences.toSorted((a, b) => sentenceGrade(b) - sentenceGrade(a))
  if (!hardest) return
  report(
    hardest.passage.line(hardest.index),
    'reading age',
    `The text is for readers of ${Math.min(Math.ceil(age), 20)} and older (Flesch–Kincaid), but "${reader}" are all who come. Its hardest sentence: ${quoted(hardest.text)}`,
    `Use shorter sentences and everyday words, until a child of ${OLDEST} could read it`,
    'warning',
  )
}

function placedSentences(passages: readonly Passage[]): Placed[] {
  const cutter = sentenceCutter()
  return passages
    .filter(isProse)
    .flatMap((passage) =>
      sentencesOf(passage.text, cutter).map((sentence) => ({ ...sentence, passage })),
    )
    .filter(({ words }) => words > 3)
}

function quoted(text: string): string {
  return `“${text.length > 160 ? `${text.slice(0, 159)}…` : text}”`
}
