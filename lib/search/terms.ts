/**
 * Text taken apart into what is looked up. Words where a script writes spaces between them; single
 * characters and pairs of neighbours in Chinese, Japanese and Korean, where a browser's own idea of a
 * word changes with its version, and Korean joins particles to words.
 */

/** A term and where it stands in the text: from `start` up to, not including, `end`. */
export type Token = { term: string; start: number; end: number }

/** Letters, digits and their marks without a break; the long sign and the repetition sign of Japanese too. */
const RUN = /[\p{L}\p{N}\p{M}ー々〆]+/gu
const CJK = '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}ー々〆'
const PIECE = new RegExp(`[${CJK}]+|[^${CJK}]+`, 'gu')
const IS_CJK = new RegExp(`^[${CJK}]`, 'u')

/** English words that stand in almost every text. Not "it": IT workers are what this site is about. */
const TOO_COMMON: readonly string[] = (
  'an and are as at be been but by can did do does for from had has have how if in into is its ' +
  'of on or our that the their them then there these they this to was we were what when where ' +
  'which who why will with would you your'
).split(' ')

/** Whether a term is of Chinese, Japanese or Korean writing. */
export function isCjk(term: string): boolean {
  return IS_CJK.test(term)
}

/** Every term of a text with its place, in the order of the text. */
export function tokensOf(text: string): Token[] {
  return [...text.matchAll(RUN)].flatMap(({ 0: run, index }) => tokensOfRun(run, index))
}

/** What an index holds of a text. */
export function indexTerms(text: string): string[] {
  return tokensOf(text).map(({ term }) => term)
}

/** What a query asks for: of neighbours in Chinese, Japanese and Korean only the pairs, where there are any. */
export function queryTerms(query: string): string[] {
  const tokens = tokensOf(query)
  const inPair = ({ term, start, end }: Token) =>
    isCjk(term) &&
    Array.from(term).length === 1 &&
    tokens.some((other) => other.end - other.start > end - start && covers(other, start, end))
  return [...new Set(tokens.filter((token) => !inPair(token)).map(({ term }) => term))]
}

function covers(token: Token, start: number, end: number): boolean {
  return isCjk(token.term) && token.start <= start && token.end >= end
}

function tokensOfRun(run: string, offset: number): Token[] {
  const normal = run.normalize('NFKC').toLowerCase()
  // Where normalizing changed the length, a term stands for the whole run.
  const exact = normal.length === run.length
  return [...normal.matchAll(PIECE)].flatMap(({ 0: piece, index }) => {
    const at = (from: number, to: number) =>
      exact
        ? { start: offset + index + from, end: offset + index + to }
        : { start: offset, end: offset + run.length }
    if (!IS_CJK.test(piece)) {
      const term = piece.normalize('NFD').replace(/\p{M}/gu, '')
      const common = /^[a-z]?$/.test(term) || TOO_COMMON.includes(term)
      return common ? [] : [{ term, ...at(0, piece.length) }]
    }
    const characters = charactersOf(piece)
    return characters.flatMap(({ text, from }, place) => {
      const next = characters[place + 1]
      return [
        { term: text, ...at(from, from + text.length) },
        ...(next ? [{ term: text + next.text, ...at(from, next.from + next.text.length) }] : []),
      ]
    })
  })
}

/** Characters with their places; some Chinese characters are two units of a string. */
function charactersOf(text: string): { text: string; from: number }[] {
  let from = 0
  return Array.from(text, (character) => {
    const place = { text: character, from }
    from += character.length
    return place
  })
}
