/** Which inbox takes a tip. The browser decides it, so that the server learns only the inbox. */

/** What an inbox takes, as far as it says so; without any condition it is the default inbox. */
export type Conditions = {
  readonly categories: readonly string[]
  /** Left out or empty: every country, also an unknown one. */
  readonly countries?: readonly string[] | undefined
  /** Left out or empty: every language. */
  readonly languages?: readonly string[] | undefined
  readonly leavingNow?: boolean | undefined
}

/** What routing looks at: the category, the company's country, the page's language. */
export type Routed = {
  category: string
  country?: string | undefined
  language?: string | undefined
  leavingNow?: boolean | undefined
}

/** How much the conditions that an inbox names weigh together; 0 for the default inbox. */
export function weightOf({ categories, countries, languages, leavingNow }: Conditions): number {
  return (
    (leavingNow ? 8 : 0) +
    (categories.length ? 4 : 0) +
    (countries?.length ? 2 : 0) +
    (languages?.length ? 1 : 0)
  )
}

const holds = (list: readonly string[] | undefined, value: string | undefined): boolean =>
  !list?.length || (value !== undefined && list.includes(value))

/**
 * The inbox that takes a tip: of those whose every condition holds, the one with the weightiest
 * conditions (leaving now over category over country over language). The default inbox has none and
 * so takes what is left.
 * @throws when no inbox takes it, which `loadInboxes` rules out
 */
export function inboxFor<One extends Conditions>(inboxes: readonly One[], tip: Routed): One {
  const [inbox] = inboxes
    .filter(
      (one) =>
        holds(one.categories, tip.category) &&
        holds(one.countries, tip.country) &&
        holds(one.languages, tip.language) &&
        (!one.leavingNow || tip.leavingNow),
    )
    .sort((one, other) => weightOf(other) - weightOf(one))
  if (inbox === undefined) throw new Error(`No inbox takes “${tip.category}”. Add a default inbox.`)
  return inbox
}
