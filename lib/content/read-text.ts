/**
 * Reads a content file as text, strictly: valid UTF-8 without byte order mark, not empty, not huge,
 * without characters that nobody can see. Line ends become `\n`.
 */
import { readFileSync } from 'node:fs'
import type { Report } from './problem.ts'

/** No content file needs more; the limit keeps hostile input from stalling the parsers. */
const MAX_BYTES = 512 * 1024

/**
 * The text of the file at `path`, or null after reporting why it cannot be used.
 */
export function readText(path: string, report: Report): string | null {
  const bytes = readFileSync(path)
  if (bytes.length === 0) {
    report(1, 'file', 'The file is empty', 'Write its content or delete the file')
    return null
  }
  if (bytes.length > MAX_BYTES) {
    const limit = `${MAX_BYTES / 1024} KiB`
    report(1, 'file', `The file is larger than ${limit}`, 'Split it or shorten it')
    return null
  }
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
    report(1, 'file', 'The file starts with a byte order mark', 'Save it as UTF-8 without BOM')
    return null
  }
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    report(firstInvalidLine(bytes), 'file', 'The file is not valid UTF-8', 'Save it as UTF-8')
    return null
  }
  const lines = text.replace(/\r\n?/g, '\n')
  reportInvisible(lines, report)
  return lines.trim() === '' ? reportBlank(report) : lines
}

function reportBlank(report: Report): null {
  report(1, 'file', 'The file is empty', 'Write its content or delete the file')
  return null
}

/** Control characters and those that turn the reading direction or hide inside words. */
function reportInvisible(text: string, report: Report): void {
  const found = /(?![\t\n])[\p{Cc}\p{Cf}\u2028\u2029]/u
  text.split('\n').forEach((line, index) => {
    const code = found.exec(line)?.[0].codePointAt(0)
    if (code === undefined) return
    const name = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`
    report(index + 1, 'text', `An invisible character (${name}) stands in this line`, 'Delete it')
  })
}

function firstInvalidLine(bytes: Uint8Array): number {
  let line = 1
  let start = 0
  for (;;) {
    const end = bytes.indexOf(10, start)
    try {
      const part = bytes.subarray(start, end === -1 ? bytes.length : end)
      new TextDecoder('utf-8', { fatal: true }).decode(part)
    } catch {
      return line
    }
    if (end === -1) return line
    start = end + 1
    line++
  }
}
