/** What the search page looks in: the shape of the index that the build writes and the browser reads. */

/** What an entry is, in the order in which equally good ones are shown. */
export const ENTRY_KINDS = [
  'advisory',
  'page',
  'sign',
  'control',
  'term',
  'channel',
  'figure',
  'event',
  'indicator',
] as const
export type EntryKind = (typeof ENTRY_KINDS)[number]

export type SearchEntry = {
  kind: EntryKind
  /** On this site, with its anchor. */
  address: string
  title: string
  /** The title of the page around it, where its own does not say enough; else "". */
  within: string
  text: string
}

/** Writes the index: one row of five strings for each entry. */
export function writeIndex(entries: readonly SearchEntry[]): string {
  return `[\n${entries
    .map(({ kind, address, title, within, text }) =>
      JSON.stringify([kind, address, title, within, text]),
    )
    .join(',\n')}\n]\n`
}

/**
 * Reads it back.
 * @throws when it is not an index of this version, or leads to another site
 */
export function readIndex(value: unknown): SearchEntry[] {
  if (!Array.isArray(value))
    throw new Error('The search index is not a list: build the site again.')
  return value.map((row: unknown, number) => {
    const [kind, address, title, within, text] = Array.isArray(row) ? (row as unknown[]) : []
    const known = ENTRY_KINDS.find((one) => one === kind)
    if (
      !known ||
      typeof address !== 'string' ||
      !/^\/(?!\/)/.test(address) ||
      typeof title !== 'string' ||
      typeof within !== 'string' ||
      typeof text !== 'string'
    ) {
      throw new Error(`Entry ${number + 1} of the search index is not whole: build the site again.`)
    }
    return { kind: known, address, title, within, text }
  })
}
