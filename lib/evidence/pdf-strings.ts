/** Values out of the text of a PDF (ISO 32000-2, 7.3.4): literal and hexadecimal strings, and dates. */
import { textOf, utf16 } from './bytes.ts'

const VALUE_MAX = 1000

const bytesOf = (letters: string) =>
  Uint8Array.from(letters, (letter) => letter.charCodeAt(0) & 255)

/** The text that a string's bytes stand for. */
function decoded(letters: string): string {
  const bytes = bytesOf(letters)
  if (letters.startsWith('\xfe\xff')) return utf16(bytes.subarray(2), 'be')
  if (letters.startsWith('\xff\xfe')) return utf16(bytes.subarray(2), 'le')
  if (letters.startsWith('\xef\xbb\xbf')) return textOf(bytes.subarray(3))
  return textOf(bytes)
}

const ESCAPES: Record<string, string> = { n: '\n', r: '\r', t: '\t', b: '', f: '' }

/** A literal string from behind its opening parenthesis on. */
function literal(text: string): string {
  let value = ''
  let depth = 1
  for (let index = 0; index < text.length && value.length < VALUE_MAX; index += 1) {
    const letter = text[index] ?? ''
    if (letter === '\\') {
      const octal = /^[0-7]{1,3}/.exec(text.slice(index + 1, index + 4))?.[0]
      if (octal) {
        value += String.fromCharCode(Number.parseInt(octal, 8) & 255)
        index += octal.length
      } else {
        const next = text[index + 1] ?? ''
        value += ESCAPES[next] ?? next
        index += 1
      }
      continue
    }
    if (letter === '(') depth += 1
    if (letter === ')') depth -= 1
    if (depth === 0) break
    value += letter
  }
  return value
}

/**
 * The value of `key` in the text of a dictionary.
 * @param text bytes as characters 0 to 255
 * @returns an empty string where it has none, or one that stands elsewhere
 */
export function pdfValue(text: string, key: string): string {
  const match = new RegExp(`/${key}\\s{0,20}(\\(|<(?!<))`).exec(text)
  if (!match) return ''
  const rest = text.slice(
    match.index + match[0].length,
    match.index + match[0].length + 4 * VALUE_MAX,
  )
  if (match[1] === '(') return decoded(literal(rest))
  const digits = rest.slice(0, Math.max(0, rest.indexOf('>'))).replace(/[^0-9a-f]/gi, '')
  return decoded(
    (digits.match(/../g) ?? [])
      .map((pair) => String.fromCharCode(Number.parseInt(pair, 16)))
      .join(''),
  )
}

/** `D:20260314101112+09'00'` as `2026-03-14 10:11 +09:00`; other text as it is. */
export function pdfDate(text: string): string {
  const match = /^D:(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?\d{0,2}(?:([+-]\d\d)'?(\d\d)?|(Z))?/.exec(
    text,
  )
  if (!match) return text
  const [, year, month, day, hour, minute, zone, zoneMinutes, utc] = match
  const date = [year, month, day].filter(Boolean).join('-')
  const time = hour && minute ? ` ${hour}:${minute}` : ''
  return `${date}${time}${zone ? ` ${zone}:${zoneMinutes ?? '00'}` : utc ? ' UTC' : ''}`
}
