/** How hard a text is to read: its sentences, and the Flesch–Kincaid grade they come to. */
import { fleschKincaid } from 'flesch-kincaid'
import { syllable } from 'syllable'
import { HOLE } from './prose.ts'

/** A sentence, and where it starts in its passage. */
export type Sentence = { text: string; index: number; words: number }

const LETTERED = /\p{L}/u

/** Cuts texts into sentences. Making one is slow: make one for many passages. */
export function sentenceCutter(): Intl.Segmenter {
  return new Intl.Segmenter('en', { granularity: 'sentence' })
}

/** The sentences of one passage. */
export function sentencesOf(text: string, segmenter = sentenceCutter()): Sentence[] {
  return [...segmenter.segment(text)].map(({ segment, index }) => ({
    text: segment.trim(),
    index,
    words: wordsOf(segment).length,
  }))
}

/**
 * The age at which a child at school reads such sentences: Flesch–Kincaid grade and five years. null
 * for fewer than 100 words, of which a formula can say nothing.
 */
export function readingAge(sentences: readonly Pick<Sentence, 'text'>[]): number | null {
  const words = sentences.flatMap(({ text }) => wordsOf(text))
  if (words.length < 100) return null
  const syllables = words.reduce((sum, word) => sum + syllable(word), 0)
  return fleschKincaid({ sentence: sentences.length, word: words.length, syllable: syllables }) + 5
}

/** How hard one sentence is, to find the hardest of a text. */
export function sentenceGrade({ text }: Pick<Sentence, 'text'>): number {
  const words = wordsOf(text)
  const syllables = words.reduce((sum, word) => sum + syllable(word), 0)
  return fleschKincaid({ sentence: 1, word: words.length, syllable: syllables })
}

function wordsOf(text: string): string[] {
  return text
    .replaceAll(HOLE, ' ')
    .split(/[\s–—/]+/)
    .filter((word) => LETTERED.test(word))
}
