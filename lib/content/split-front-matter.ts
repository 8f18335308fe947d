/** Cuts an advisory file into its front matter and its text, exactly where contentlayer cuts it. */
import type { Report } from './problem.ts'

export type Parts = {
  frontMatter: string
  body: string
  /** The file's line on which `body` starts, counted from 1. */
  bodyLine: number
}

const CURE =
  'Start the file with a line of exactly ---, then the fields, then a line of exactly ---'

/**
 * Front matter stands between two lines of exactly `---`, the first being the file's first line. A
 * marker with more in it is refused, since parsers read `---js` as code. Gives null after reporting.
 */
export function splitFrontMatter(text: string, report: Report): Parts | null {
  const lines = text.split('\n')
  if (lines[0] !== '---') {
    report(1, 'front matter', 'The front matter is missing', CURE)
    return null
  }
  const end = lines.findIndex((line, index) => index > 0 && line.startsWith('---'))
  if (end === -1) {
    report(1, 'front matter', 'The front matter has no end', CURE)
    return null
  }
  if (lines[end] !== '---') {
    report(end + 1, 'front matter', 'This line starts with --- and goes on', CURE)
    return null
  }
  if (end === 1) {
    report(1, 'front matter', 'The front matter is empty', CURE)
    return null
  }
  return {
    frontMatter: `${lines.slice(1, end).join('\n')}\n`,
    body: lines.slice(end + 1).join('\n'),
    bodyLine: end + 2,
  }
}
