/** What is shown of an entry: a piece of its text around what was found, and which words of it were. */
import { tokensOf } from './terms.ts'

/** A stretch of text, found or between. */
export type Stretch = { text: string; found: boolean }

/** About three lines on a phone. */
const EXCERPT = 180
/** How much stands before the first find. */
const BEFORE = 50

/** The text in stretches; joined they are the text. */
export function marked(text: string, terms: ReadonlySet<string>): Stretch[] {
  const stretches: Stretch[] = []
  let done = 0
  const add = (to: number, found: boolean) => {
    if (to <= done) return
    const last = stretches.at(-1)
    const piece = text.slice(done, to)
    if (last && last.found === found) last.text += piece
    else stretches.push({ text: piece, found })
    done = to
  }
  for (const { start, end } of finds(text, terms)) {
    add(start, false)
    add(end, true)
  }
  add(text.length, false)
  return stretches
}

/** A piece of a long text, from a little before the first find, cut between words where there are any. */
export function excerpt(text: string, terms: ReadonlySet<string>): string {
  if (text.length <= EXCERPT) return text
  const first = finds(text, terms)[0]?.start ?? 0
  const from = first <= BEFORE ? 0 : afterSpace(text, first - BEFORE, first)
  const to = from + EXCERPT >= text.length ? text.length : beforeSpace(text, from + EXCERPT, first)
  return `${from > 0 ? '… ' : ''}${text.slice(from, to)}${to < text.length ? ' …' : ''}`
}

function finds(text: string, terms: ReadonlySet<string>) {
  return tokensOf(text).filter(({ term }) => terms.has(term))
}

function afterSpace(text: string, from: number, latest: number): number {
  const space = text.indexOf(' ', from)
  return space === -1 || space >= latest ? from : space + 1
}

function beforeSpace(text: string, to: number, earliest: number): number {
  const space = text.lastIndexOf(' ', to)
  return space <= earliest ? to : space
}
