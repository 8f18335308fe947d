/** The words of a web page as text, for replies of mail programs that write nothing else. */

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
}

/** Parts of a page that nobody reads. */
const UNREAD = /<!--[\s\S]*?(?:-->|$)|<(script|style|head|title)\b[\s\S]*?(?:<\/\1\s*>|$)/gi
const BLOCK = /<(?:br|hr|\/?(?:p|div|li|tr|pre|blockquote|h[1-6]|table|ul|ol))\b[^<>]*>/gi

/**
 * Text without tags, made for reading: it is shown as text and never as a page, so what looks like
 * a tag afterwards does no harm.
 */
export function textOfHtml(html: string): string {
  return html
    .replace(UNREAD, '')
    .replace(/[\r\n\t ]+/g, ' ')
    .replace(BLOCK, '\n')
    .replace(/<[^<>]*>/g, '')
    .replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,6}));/gi, decodeEntity)
    .split('\n')
    .map((line) => line.trim())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}

function decodeEntity(whole: string, decimal?: string, hex?: string, name?: string): string {
  if (name !== undefined) return ENTITIES[name.toLowerCase()] ?? whole
  const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal)
  const real = code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)
  return real ? String.fromCodePoint(code) : whole
}
