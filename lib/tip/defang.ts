/**
 * Defanging: identifiers are written so that no mail program makes them clickable
 * (`hxxps://example[.]com`), and read back when people paste them so.
 */
import type { IdentifierType } from './questions.ts'

/** Zero-width and bidi characters that pasted text carries unseen. */
const INVISIBLE = /[\p{Cc}\p{Cf}]/gu

/**
 * Undoes defanging as analysts write it: `hxxp`, `[.]`, `(dot)`, `[at]`, `[:]`, `[://]`.
 * Text that was not defanged comes back as it was, without invisible characters.
 */
export function refang(text: string): string {
  return text
    .replace(/\t/g, ' ')
    .replace(INVISIBLE, '')
    .replace(/\bh(?:xx|\*\*|tt\[?x\]?)p(s?)(?=\[?:)/gi, 'http$1')
    .replace(/\[:\/\/\]/g, '://')
    .replace(/\[:\]/g, ':')
    .replace(/\s*[[({](?:\.|dot)[\])}]\s*/gi, '.')
    .replace(/\s*[[({](?:@|at)[\])}]\s*/gi, '@')
    .replace(/\\\./g, '.')
    .replace(/\[\/\]/g, '/')
}

/** Defangs dots and schemes, and the at sign of mail addresses, wherever they stand in `text`. */
function defangAll(text: string): string {
  return text
    .replace(/\bhttp(s?):/gi, 'hxxp$1:')
    .replace(/(?<=[\p{L}\p{N}])\.(?=[\p{L}\p{N}])/gu, '[.]')
    .replace(/(?<=\S)@(?=\S)/g, '[@]')
}

/**
 * An identifier as the report shows it. Phones, wallets, hashes, serial numbers and MAC addresses
 * have nothing to click and stay as they are.
 */
export function defang(type: IdentifierType, value: string): string {
  switch (type) {
    case 'email':
    case 'profile':
    case 'ip':
    case 'domain':
    case 'url':
    case 'handle':
    case 'other':
      return defangAll(value)
    case 'phone':
    case 'wallet':
    case 'hash':
    case 'serial':
    case 'mac':
      return value
  }
}
