/** Which words of a code are asked for, and whether what was typed is the right one. */

/** In the list of the code's words no two begin with the same four letters. */
const PREFIX = 4

/**
 * Two different places in a code of `count` words, counted from 1, the smaller first.
 * @param random a number from 0 (inclusive) to 1 (exclusive); it guards nothing
 */
export function chosenPlaces(count: number, random: () => number = Math.random): [number, number] {
  const one = Math.floor(random() * count)
  const other = (one + 1 + Math.floor(random() * (count - 1))) % count
  return [Math.min(one, other) + 1, Math.max(one, other) + 1]
}

/** Whether `typed` is the word at that place, in any case; its first four letters are enough. */
export function isWordAt(code: readonly string[], place: number, typed: string): boolean {
  const word = code[place - 1]
  const plain = typed.normalize('NFKC').trim().toLowerCase()
  return (
    word !== undefined && (plain === word || (plain.length === PREFIX && word.startsWith(plain)))
  )
}
