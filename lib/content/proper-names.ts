/**
 * Finds runs of capitalised words that nobody has vouched for, since they may name a private person.
 * It is a net with holes (one-word names, names in small letters): the editors' review stays the rule.
 */
import { HOLE } from './prose.ts'

const MONTHS_AND_DAYS =
  'January February March April May June July August September October November December Monday Tuesday Wednesday Thursday Friday Saturday Sunday'
/** Words that open sentences and are no part of a name. */
const OPENERS =
  'A About According After Again All Also Although Always An And Another Any Are As Ask At Be Because Before Both But By Call Can Check Do Does Each Either Even Every Few First For From Give Had Has Have He Her Here His How However I If In Is It Its Keep Later Like Make Many Most Name Neither Never No Nor Not Of On Once One Only Or Other Our Out Over Part People Read Report See She Since So Some Such Tell Than That The Their Them Then There These They This Those Though Through To Two Three Four Five Six Seven Eight Nine Ten Eleven Twelve Thirteen Fourteen Fifteen Sixteen Seventeen Eighteen Nineteen Twenty Under Unless Until Use We Were What When Where Whether Which While Who Why Will With Write Yet You Your'
const NEUTRAL = new Set(MONTHS_AND_DAYS.split(' '))
const OPENING = new Set(OPENERS.split(' '))

export type NameRun = { run: string; index: number }

export type NameKnowledge = {
  /** Names that may stand freely, longest first (see `sortNames`). */
  allowed: readonly string[]
  /** Words that stand somewhere in small letters; at a sentence's start they are no part of a name. */
  vocabulary: ReadonlySet<string>
}

/** Names without doubles, the longest first, so that a long name is taken before its parts. */
export function sortNames(names: Iterable<string>): string[] {
  return [...new Set(names)].toSorted((a, b) => b.length - a.length || (a < b ? -1 : 1))
}

/** The words of `texts` that are written in small letters. */
export function vocabularyOf(texts: Iterable<string>): Set<string> {
  const words = new Set<string>()
  for (const text of texts)
    for (const [word] of text.matchAll(/(?<![\p{L}\p{N}])\p{Ll}[\p{L}'’-]*/gu)) words.add(word)
  return words
}

/**
 * Runs of two or more capitalised words in `text` that are not made of allowed names. Months, days and
 * acronyms do not count; the first word of a sentence counts unless it is an ordinary word. A word in
 * letters without capitals (Hangul, kanji …) counts by itself.
 */
export function findNameRuns(text: string, knowledge: NameKnowledge): NameRun[] {
  const masked = mask(text, knowledge.allowed)
  const runs: NameRun[] = []
  let words: { word: string; index: number }[] = []
  let end = -1
  const close = (): void => {
    const capitals = words.filter(({ word }) => !isAcronym(word))
    const [first, last] = [words[0], words.at(-1)]
    if (first && last && capitals.length >= 2)
      runs.push({ run: text.slice(first.index, last.index + last.word.length), index: first.index })
    words = []
  }
  for (const match of masked.matchAll(/[\p{L}\p{N}][\p{L}\p{M}\p{N}'’-]*\.?/gu)) {
    const raw = match[0]
    const initial = /^\p{Lu}\.$/u.test(raw)
    const word = initial ? raw : raw.replace(/\.$/, '').replace(/['’]s?$/, '')
    const between = masked.slice(end, match.index)
    const joined = end !== -1 && /^ +$/.test(between)
    if (!joined) close()
    end = match.index + (initial ? raw.length : raw.replace(/\.$/, '').length)
    if (isUncased(word)) {
      runs.push({ run: word, index: match.index })
      continue
    }
    const opens = startsSentence(masked, match.index)
    const ordinary = opens && (OPENING.has(word) || knowledge.vocabulary.has(word.toLowerCase()))
    if (!/^\p{Lu}/u.test(word) || NEUTRAL.has(word) || ordinary) close()
    else words.push({ word, index: match.index })
  }
  close()
  return runs
}

/**
 * Single capitalised words in `text` that nobody has vouched for: no allowed name, no acronym, no month,
 * and no word that opens a sentence and stands elsewhere in small letters.
 */
export function findLoneNames(text: string, knowledge: NameKnowledge): NameRun[] {
  const masked = mask(text, knowledge.allowed)
  return [
    ...masked.matchAll(
      /(?<![\p{L}\p{N}-])\p{Lu}[\p{Ll}\p{M}'’-]+(?:\p{Lu}\p{Ll}+)?(?![\p{L}\p{N}-])/gu,
    ),
  ].flatMap((match) => {
    const word = match[0].replace(/['’]s?$/, '')
    const ordinary = OPENING.has(word) || knowledge.vocabulary.has(word.toLowerCase())
    if (NEUTRAL.has(word) || (ordinary && startsSentence(masked, match.index))) return []
    return [{ run: word, index: match.index }]
  })
}

/** True when every word of `run` is an ordinary one, such as in a Headline With Capitals. */
export function isOrdinary(run: string, knowledge: NameKnowledge): boolean {
  return run
    .split(/[\s-]+/)
    .map((word) => word.replace(/['’]s?$/, ''))
    .every((word) => OPENING.has(word) || knowledge.vocabulary.has(word.toLowerCase()))
}

/** True when `name` stands in `text` as whole words. */
export function holdsName(text: string, name: string): number {
  const match = new RegExp(`(?<![\\p{L}\\p{N}])${literal(name)}(?![\\p{L}\\p{N}])`, 'u').exec(text)
  return match ? match.index : -1
}

/** Puts holes where allowed names stand, keeping every index. */
function mask(text: string, allowed: readonly string[]): string {
  let masked = text
  for (const name of allowed) {
    if (!masked.includes(name)) continue
    const pattern = new RegExp(`(?<![\\p{L}\\p{N}])${literal(name)}(?![\\p{L}\\p{N}])`, 'gu')
    masked = masked.replace(pattern, HOLE.repeat(name.length))
  }
  return masked
}

/** FBI, DPRK, US, IT: capitals only. Longer than five letters it may be a shouted name. */
function isAcronym(word: string): boolean {
  return /^[\p{Lu}\p{N}-]{2,5}$/u.test(word)
}

/** Letters of scripts that know no capitals, so that a name cannot be told from a word. */
function isUncased(word: string): boolean {
  return /[\p{Lo}]/u.test(word)
}

function startsSentence(text: string, index: number): boolean {
  const before = text.slice(0, index).replace(/["“‘'([ ]+$/u, '')
  if (before === '') return true
  // "Q. Smith" and "U.S. Attorney": an initial does not end a sentence.
  if (/(?<![\p{L}\p{N}])\p{Lu}\.$/u.test(before)) return false
  return /[.?!:;•–—]$/u.test(before)
}

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
