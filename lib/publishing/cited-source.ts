/** A source in words, for files that have no place for its parts. */
import type { Source } from '#lib/content/data'

/** Title and date; a copy of an official text is called one, with the place of the official text. */
export function citedSource({ title, date, strength, officialUrl }: Source): string {
  const official =
    officialUrl === undefined ? '' : `; official address: ${new URL(officialUrl).href}`
  const copy = strength === 'official-copy' ? ', read in a copy' : ''
  return `${title} (${date}${copy}${official})`
}
