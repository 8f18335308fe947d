/** Numbers the sources of a list page as an advisory numbers its own: 1, 2, 3 … as they are first cited. */
import type { Source } from '#lib/content/data'

export type NumberedSources = {
  /** The cited sources in the order of their numbers. */
  list: readonly Source[]
  /** The numbers that stand for these ids, ascending. */
  numbersOf: (ids: readonly string[]) => number[]
}

/**
 * Gives every source that `entries` cite a number, in reading order. Throws when an entry cites a source
 * that is not there: the content check makes that impossible, and a fact without its source must not be
 * published.
 */
export function numberSources(
  entries: readonly { sources: readonly string[] }[],
  sources: readonly Source[],
): NumberedSources {
  const byId = new Map(sources.map((source) => [source.id, source]))
  const ids = [...new Set(entries.flatMap((entry) => entry.sources))]
  const numbers = new Map(ids.map((id, index) => [id, index + 1]))
  const known = <T>(found: T | undefined, id: string): T => {
    if (found === undefined)
      throw new Error(`"${id}" is cited but is no source of this page. Run "npm run check".`)
    return found
  }
  return {
    list: ids.map((id) => known(byId.get(id), id)),
    numbersOf: (cited) =>
      [...new Set(cited)].map((id) => known(numbers.get(id), id)).toSorted((a, b) => a - b),
  }
}
