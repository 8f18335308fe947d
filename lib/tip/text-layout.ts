/**
 * Plain text in columns, for people who read it in a mail program or a terminal. Widths count as
 * terminals do: Chinese, Japanese and Korean characters take two columns, combining marks none.
 */

/** What a line has at most (RFC 3676 recommends 72 to 78). */
export const COLUMNS = 72
const LABEL_COLUMNS = 24

const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u
/** Written with spaces between words, unlike Chinese and Japanese. */
const SPACED = /\p{Script=Hangul}/u
const NO_WIDTH = /[\p{Mn}\p{Me}\p{Cf}]/u

/** Columns one character takes. */
function characterWidth(character: string): number {
  if (NO_WIDTH.test(character)) return 0
  return WIDE.test(character) ? 2 : 1
}

/** Columns a text takes. */
export function textWidth(text: string): number {
  return Array.from(text).reduce((sum, character) => sum + characterWidth(character), 0)
}

/**
 * Text from a stranger without what could drive a terminal or reorder what is read: control
 * characters but the line feed, and bidi controls. Line ends become line feeds, tabs spaces.
 */
export function plainText(text: string): string {
  return text
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(/\t/g, '  ')
    .replace(/[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu, (character) =>
      character === '\n' ? '\n' : '',
    )
}

/** Cuts one line into pieces no wider than `columns`: at spaces, beside wide characters, or anywhere. */
function wrapLine(line: string, columns: number): string[] {
  const lines: string[] = []
  let current = ''
  let width = 0
  /** Where `current` may be cut: just after a space or a wide character. */
  let cut = 0
  for (const character of line) {
    const next = characterWidth(character)
    if (width + next > columns && current !== '' && character !== ' ') {
      const at = cut > 0 ? cut : current.length
      lines.push(current.slice(0, at).trimEnd())
      current = current.slice(at).trimStart()
      width = textWidth(current)
      cut = 0
    }
    current += character
    width += next
    if (character === ' ' || (next === 2 && !SPACED.test(character))) cut = current.length
  }
  return [...lines, current.trimEnd()]
}

/** Wraps paragraphs, each line behind `indent`; keeps empty lines and how the writer broke lines. */
export function wrap(text: string, indent = ''): string {
  return plainText(text)
    .split('\n')
    .flatMap((line) => wrapLine(line, COLUMNS - indent.length))
    .map((line) => (line === '' ? '' : indent + line))
    .join('\n')
}

/** `Label    value`, the value wrapped in a column of its own behind `indent`. */
export function labelled(label: string, value: string, indent = ''): string {
  const head = indent + label
  const gap = ' '.repeat(Math.max(2, LABEL_COLUMNS - textWidth(head)))
  const column = ' '.repeat(LABEL_COLUMNS)
  const body = wrap(value, column)
  return head.length + gap.length > LABEL_COLUMNS
    ? `${head}\n${body}`
    : `${head}${gap}${body.slice(LABEL_COLUMNS)}`
}

/** A heading in capitals, underlined. */
export function heading(text: string): string {
  return `${text.toUpperCase()}\n${'-'.repeat(textWidth(text))}`
}
