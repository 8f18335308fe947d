/**
 * The follow-up code: nine words by which a sender comes back to a tip. It is made on their device,
 * shown once and never sent; what looks the tip up and what opens its key are derived from it
 * (`derive.ts`).
 */
import { wordlist } from '@scure/bip39/wordlists/english.js'

/** Nine of 2,048 words are 99 bits: more than anybody can try, few enough to write down. */
export const CODE_WORDS = 9
/** In the list of BIP 39 no two words begin with the same four letters. */
const PREFIX = 4
const BITS = 11
/** Two bytes for each word: 2,048 divides 65,536, so that every word is as likely. */
const BYTES_PER_WORD = 2
/** How many similar words an error names. */
const SUGGESTIONS = 3

export type CodeVerdict =
  | { ok: true; words: string[] }
  /** How many words there are instead of nine. */
  | { ok: false; problem: 'count'; count: number }
  /** `at` counts from 1; `similar` are words of the list that look like it, the likeliest first. */
  | { ok: false; problem: 'unknown-word'; at: number; word: string; similar: string[] }

/**
 * A new code.
 * @param randomBytes cryptographic randomness
 * @returns nine words, lower case
 */
export function makeCode(randomBytes: (count: number) => Uint8Array): string[] {
  const bytes = randomBytes(CODE_WORDS * BYTES_PER_WORD)
  return Array.from({ length: CODE_WORDS }, (_, at) => {
    const drawn = ((bytes[at * BYTES_PER_WORD] ?? 0) << 8) | (bytes[at * BYTES_PER_WORD + 1] ?? 0)
    const word = wordlist[drawn & ((1 << BITS) - 1)]
    if (word === undefined || bytes.length < CODE_WORDS * BYTES_PER_WORD) {
      throw new RangeError('There are too few random bytes for a code.')
    }
    return word
  })
}

/**
 * Reads a code as people type it: in any case, with any space, numbers or punctuation between the
 * words, each of them whole or by its first four letters.
 */
export function readCode(text: string): CodeVerdict {
  const typed =
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/\p{Letter}+/gu) ?? []
  const words: string[] = []
  for (const [index, one] of typed.entries()) {
    const word = wordOf(one)
    if (word === null) {
      return {
        ok: false,
        problem: 'unknown-word',
        at: index + 1,
        word: one.slice(0, 40),
        similar: similarWords(one),
      }
    }
    words.push(word)
  }
  if (words.length !== CODE_WORDS) return { ok: false, problem: 'count', count: words.length }
  return { ok: true, words }
}

/** The word of the list that somebody means by `typed`; null when there is none. */
export function wordOf(typed: string): string | null {
  if (wordlist.includes(typed)) return typed
  if (typed.length < PREFIX) return null
  // "abandonn" is a slip, "abstractions" may be another word: only what the list itself begins with.
  return typed.length === PREFIX ? (wordlist.find((word) => word.startsWith(typed)) ?? null) : null
}

function similarWords(typed: string): string[] {
  const close = wordlist
    .map((word) => ({ word, distance: editDistance(typed.slice(0, 12), word) }))
    .filter(({ word, distance }) => distance <= 2 || word.startsWith(typed.slice(0, PREFIX)))
  return close
    .toSorted((a, b) => a.distance - b.distance)
    .slice(0, SUGGESTIONS)
    .map(({ word }) => word)
}

/** How many letters must be changed, added or left out to make `b` of `a` (Levenshtein). */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (const [i, letter] of Array.from(a).entries()) {
    const next = [i + 1]
    for (let j = 0; j < b.length; j += 1) {
      const changed = (row[j] ?? 0) + (letter === b[j] ? 0 : 1)
      next.push(Math.min(changed, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
