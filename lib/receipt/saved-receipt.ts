/**
 * The receipt as a file that a sender keeps: text that a lawyer can read, and in it the receipt's JSON.
 * It holds no content of the tip.
 */
import { dateInWords } from '#lib/i18n/dates'
import { fill } from '#lib/i18n/fill'
import type { Language } from '#lib/i18n/languages'
import type { ReceiptWords } from '#lib/i18n/receipt-words'
import type { WayBackWords } from '#lib/i18n/way-back-words'
import type { Receipt } from '#lib/protocol/shapes'
import { readReceipt } from '#lib/sending/answers'
import { heading, labelled, wrap } from '#lib/tip/text-layout'

const INDENT = '  '
/** More braces than these belong to no receipt, and looking at each would take long. */
const BRACES_MAX = 200

/** The hour of a receipt as a line of text: "22 November 2026, between 10:00 and 11:00 UTC". */
export function hourInWords(
  received: string,
  words: Pick<ReceiptWords, 'saved'>,
  language: Language,
): string {
  // What nobody signed may name an hour that does not exist.
  if (Number.isNaN(Date.parse(received))) return received
  const [date = received, time = ''] = received.replace('Z', '').split('T')
  const hour = Number(time.slice(0, 2))
  // 24:00 is the end of the same day (ISO 8601), so the date stays the one that was signed.
  const to = `${String(hour + 1).padStart(2, '0')}:00`
  return fill(words.saved.hour, { date: dateInWords(date, language), from: time, to })
}

/**
 * The text of the file.
 * @param receipt as the server answered it @param words in the sender's language
 * @param site where it is checked: the origin without a slash at its end, and the language of dates
 * @param back the code to come back with; only when the sender wants it in the file
 */
export function savedReceipt(
  receipt: Receipt,
  { saved }: Pick<ReceiptWords, 'saved'>,
  site: { url: string; language: Language },
  back?: { code: readonly string[]; returnNumber: string; words: WayBackWords['saved'] },
): string {
  const { reference, received, inbox, parts, key, signature } = receipt
  const part = ({ bytes, sha256 }: Receipt['parts'][number], index: number) =>
    `${wrap(fill(saved.part, { number: index + 1, bytes }), INDENT)}\n${INDENT}${INDENT}${sha256}`
  const paragraphs = (lines: readonly string[]) =>
    lines.map((line) => wrap(fill(line, { site: site.url }))).join('\n\n')
  const list = (lines: readonly string[]) =>
    lines.map((line) => `- ${wrap(fill(line, { site: site.url }), INDENT).trimStart()}`).join('\n')
  return [
    heading(saved.title),
    wrap(saved.what),
    [
      labelled(saved.reference, reference),
      labelled(saved.received, hourInWords(received, { saved }, site.language)),
      labelled(saved.inbox, inbox),
    ].join('\n'),
    ...(back ? codeLines(back, site.url) : []),
    `${wrap(saved.parts)}\n${parts.map(part).join('\n')}`,
    `${heading(saved.provesHeading)}\n\n${paragraphs(saved.proves)}`,
    `${heading(saved.notHeading)}\n\n${list(saved.not)}`,
    `${heading(saved.checkHeading)}\n\n${paragraphs(saved.check)}`,
    `${heading(saved.keepHeading)}\n\n${list(saved.keep)}`,
    wrap(saved.signed),
    JSON.stringify({ reference, received, inbox, parts, key, signature }, null, 2),
  ]
    .join('\n\n')
    .concat('\n')
}

/** The words in lines of three, as they were shown, and the return number. */
function codeLines(
  {
    code,
    returnNumber,
    words,
  }: { code: readonly string[]; returnNumber: string; words: WayBackWords['saved'] },
  site: string,
): string[] {
  const lines = [0, 3, 6].map((at) => `${INDENT}${INDENT}${code.slice(at, at + 3).join(' ')}`)
  return [
    `${heading(words.heading)}\n\n${wrap(fill(words.lead, { site }))}`,
    `${words.code}\n${lines.join('\n')}`,
    `${wrap(fill(words.number, { site }))}\n${INDENT}${INDENT}${returnNumber}`,
  ]
}

/** The name under which the file is offered. */
export function savedReceiptName(receipt: Pick<Receipt, 'reference'>): string {
  return `receipt-${receipt.reference}.txt`
}

/** What a text holds: one receipt, or `none`, `several`, or one that is `broken` (cut, or of another form). */
export type ReadReceipt =
  | { ok: true; receipt: Receipt }
  | { ok: false; reason: 'none' | 'several' | 'broken' }

/**
 * Finds the receipt in a saved file, in a bare `receipt.json`, or in what was pasted out of a mail that
 * quotes it. Whether it is genuine is for `verifyReceipt` to say.
 */
export function readSavedReceipt(text: string): ReadReceipt {
  const plain = text
    .replace(/^\ufeff/, '')
    .replace(/\r\n?/g, '\n')
    .replaceAll('\u00a0', ' ')
    // Mail programs put these before lines that they quote.
    .replace(/^(?:> ?)+/gm, '')
  const objects = jsonObjects(plain)
  if (objects.length > 1) return { ok: false, reason: 'several' }
  const [object] = objects
  if (object === undefined) {
    return { ok: false, reason: /"(?:reference|signature)"/.test(plain) ? 'broken' : 'none' }
  }
  const receipt = readReceipt(object)
  return receipt === null ? { ok: false, reason: 'broken' } : { ok: true, receipt }
}

/**
 * The JSON objects that begin in `text` and name a reference or a signature; nothing inside of one
 * counts again. A receipt holds no braces in its values, so that what was cut cannot be mistaken.
 */
function jsonObjects(text: string): object[] {
  const found: object[] = []
  let at = text.indexOf('{')
  for (let braces = 0; at !== -1 && braces < BRACES_MAX; braces += 1) {
    const object = objectAt(text, at)
    if (object !== null && ('reference' in object.value || 'signature' in object.value)) {
      found.push(object.value)
    }
    at = text.indexOf('{', object === null ? at + 1 : object.end)
  }
  return found
}

function objectAt(text: string, start: number): { value: object; end: number } | null {
  const end = endOfObject(text, start)
  if (end === null) return null
  try {
    return { value: JSON.parse(text.slice(start, end)) as object, end }
  } catch {
    return null
  }
}

/** Where the braces that open at `start` are closed, strings left out; null when they are not. */
function endOfObject(text: string, start: number): number | null {
  let depth = 0
  let inString = false
  for (let at = start; at < text.length; at += 1) {
    const character = text[at]
    if (inString) {
      if (character === '\\') at += 1
      else if (character === '"') inString = false
    } else if (character === '"') inString = true
    else if (character === '{') depth += 1
    else if (character === '}') {
      depth -= 1
      if (depth === 0) return at + 1
    }
  }
  return null
}
