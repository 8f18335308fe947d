/** What the check finds: one mistake, where it stands, and how to put it right. */

export type Problem = {
  /** Path as the editor knows it, like `content/advisories/some-slug/en.mdx`. */
  file: string
  /** Counted from 1. */
  line: number
  /** Front matter field, component attribute or kind of thing, like `revisions[1].date` or `link`. */
  field: string
  /** What is wrong, a sentence without its full stop. */
  wrong: string
  /** What to do about it, a sentence without its full stop. */
  cure: string
  /** A warning is printed and does not fail the check. */
  level: 'error' | 'warning'
}

/** Collects the problems of one file. */
export type Report = (
  line: number,
  field: string,
  wrong: string,
  cure: string,
  level?: Problem['level'],
) => void

/** Makes a reporter that adds its problems to `problems`, all in `file`. */
export function reportInto(problems: Problem[], file: string): Report {
  return (line, field, wrong, cure, level = 'error') => {
    problems.push({ file, line, field, wrong, cure, level })
  }
}

/** One line for a terminal: `file:line  field: what is wrong. Cure: what to do.` */
export function formatProblem(problem: Problem): string {
  const { file, line, field, wrong, cure, level } = problem
  const mark = level === 'warning' ? 'warning: ' : ''
  return oneLine(`${file}:${line}  ${mark}${field}: ${ended(wrong)} Cure: ${ended(cure)}`)
}

/** By file, then line, then field; the order in which an editor works through a list. */
export function sortProblems(problems: readonly Problem[]): Problem[] {
  return problems.toSorted(
    (a, b) =>
      compare(a.file, b.file) ||
      a.line - b.line ||
      compare(a.field, b.field) ||
      compare(a.wrong, b.wrong),
  )
}

/** The allowed word that a misspelt one most likely means; undefined when none is near. */
export function nearest(word: string, allowed: readonly string[]): string | undefined {
  const [best] = allowed
    .map((candidate) => ({
      candidate,
      steps: distance(word.toLowerCase(), candidate.toLowerCase()),
    }))
    .toSorted((a, b) => a.steps - b.steps)
  return best && best.steps <= Math.max(1, Math.floor(word.length / 4)) ? best.candidate : undefined
}

/** A value inside a message: quoted, short, on one line. */
export function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value))
  return `"${text.length > 80 ? `${text.slice(0, 77)}…` : text}"`
}

function ended(sentence: string): string {
  return /[.?!]["”)]?$/.test(sentence) ? sentence : `${sentence}.`
}

/** Content may hold control or bidi characters: a terminal must not obey them. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0
    return code === 10 ? ' ' : `\\u{${code.toString(16)}}`
  })
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** Levenshtein distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
