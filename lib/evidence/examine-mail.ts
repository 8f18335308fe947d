/** What a saved mail (.eml) or a mailbox export (.mbox, RFC 4155) tells in its headers. */
import type { Identifier } from '#lib/tip/schema'
import { latin1, textOf } from './bytes.ts'
import { createMailFacts, type MailFacts } from './mail-headers.ts'
import type { Notes } from './notes.ts'
import type { Source } from './source.ts'

/** How much of one mail's headers is read. */
const HEADERS_MAX = 64 * 1024
/** How much of a mailbox is searched, and for how many mails. */
const MAILBOX_MAX = 64 * 1024 * 1024
const MAILS_MAX = 2000
const PIECE = 512 * 1024

/** Reads the headers that begin at `at`. */
async function addHeaders(source: Source, at: number, facts: MailFacts): Promise<void> {
  facts.add(textOf(await source.readUpTo(at, HEADERS_MAX)))
}

/**
 * Reads one mail, or the mails of a mailbox from its start on.
 * @returns identifiers to be offered
 */
export async function examineMail(
  source: Source,
  kind: 'mail' | 'mailbox',
  notes: Notes,
): Promise<Identifier[]> {
  const facts = createMailFacts()
  if (kind === 'mail') await addHeaders(source, 0, facts)
  else {
    const end = Math.min(source.size, MAILBOX_MAX)
    let mails = 0
    let at = 0
    while (at < end && mails < MAILS_MAX) {
      const text = latin1(await source.readUpTo(at, PIECE))
      // A line of its own begins each mail; its headers may go on in the next piece.
      for (const match of text.matchAll(/(?:^|\n)From [^\r\n]{5,200}\d{4}[^\r\n]{0,40}\r?\n/g)) {
        if (mails >= MAILS_MAX) break
        if (match.index === 0 && at > 0 && !match[0].startsWith('\n')) continue
        mails += 1
        const start = match.index + match[0].length
        const headers = text.slice(start, start + HEADERS_MAX)
        const blank = /\r?\n\r?\n/.exec(headers)
        if (blank || at + text.length >= source.size) {
          const bytes = Uint8Array.from(headers.slice(0, blank?.index), (letter) =>
            letter.charCodeAt(0),
          )
          facts.add(textOf(bytes))
        } else await addHeaders(source, at + start, facts)
      }
      if (at + text.length >= source.size) break
      // Back to the last line, which may be cut.
      const line = text.lastIndexOf('\n')
      at += line > 0 ? line : text.length
    }
    if (at < source.size && (end < source.size || mails >= MAILS_MAX)) {
      const seen = Math.min(at + PIECE, source.size)
      if (seen < source.size) notes.add('notAll')
    }
  }
  facts.note(notes)
  return facts.identifiers()
}
