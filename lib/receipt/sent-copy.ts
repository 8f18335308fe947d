/** A readable copy of a sent tip, for the sender's lawyer: the report as it was sealed, below what was stored. */
import type { CopyWords } from '#lib/i18n/copy-words'
import { fill } from '#lib/i18n/fill'
import { hourText } from '#lib/protocol/hours'
import type { Receipt } from '#lib/protocol/shapes'
import { heading, wrap } from '#lib/tip/text-layout'

/**
 * The copy as text of at most 72 columns; it is not encrypted.
 * @param report the report of the tip, exactly as it was sealed
 */
export function sentCopy(
  { reference, received, inbox, parts }: Receipt,
  report: string,
  words: CopyWords,
): string {
  const hour = hourText(received)
  const stored = parts.map(
    ({ bytes, sha256 }, index) =>
      `${wrap(fill(index === 0 ? words.message : words.part, { part: index, bytes }), '  ')}\n    ${sha256}`,
  )
  return [
    heading(words.title),
    wrap(fill(words.stored, { reference, hour, inbox })),
    `${wrap(words.parts)}\n${stored.join('\n')}`,
    report,
  ].join('\n\n')
}

/** The name under which the copy is offered. */
export function sentCopyName({ reference }: Pick<Receipt, 'reference'>, words: CopyWords): string {
  return fill(words.fileName, { reference })
}
