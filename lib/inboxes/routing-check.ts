/**
 * Makes sure that every tip ends at exactly one inbox, before anybody sends one, and shows the way of
 * each as a table.
 */
import { CATEGORIES } from '#lib/tip/questions'
import type { Inbox } from './inbox.ts'
import { type Conditions, inboxFor, type Routed, weightOf } from './routing.ts'

type Named = Conditions & Pick<Inbox, 'id'>

const share = (one: readonly string[] = [], other: readonly string[] = []) =>
  one.length === 0 || one.some((value) => other.includes(value))

const fileOf = ({ id }: Named) => `${id}.yaml`

/**
 * Reasons why some tip would have no inbox, or two with equal right, each with its cure.
 * @param dir the folder, for the errors
 */
export function routingErrors(dir: string, inboxes: readonly Named[]): string[] {
  const defaults = inboxes.filter((inbox) => weightOf(inbox) === 0)
  const errors = inboxes.flatMap((one, index) =>
    inboxes
      .slice(index + 1)
      .filter((other) => weightOf(one) !== 0 && contend(one, other))
      .map(
        (other) =>
          `${dir}: ${fileOf(one)} and ${fileOf(other)} both take ${common(one, other)}. Leave it to one of them, or give one a further condition.`,
      ),
  )
  if (defaults.length > 1) {
    errors.push(
      `${dir}: ${defaults.map(fileOf).join(' and ')} name no conditions. Only one inbox may take what no other takes: give the rest categories, countries, languages or leavingNow.`,
    )
  }
  const claimed = new Set(
    inboxes.filter((inbox) => weightOf(inbox) === 4).flatMap(({ categories }) => categories),
  )
  const orphans = CATEGORIES.filter((category) => !claimed.has(category))
  if (defaults.length === 0 && orphans.length > 0) {
    errors.push(
      `${dir}: no inbox takes ${orphans.join(', ')} without further conditions. Leave all conditions out of one inbox, so that it takes the rest.`,
    )
  }
  return errors
}

/** Whether one tip could be claimed by both with equal weight, that is with the same kinds of conditions. */
function contend(one: Named, other: Named): boolean {
  return (
    weightOf(one) === weightOf(other) &&
    share(one.categories, other.categories) &&
    share(one.countries, other.countries) &&
    share(one.languages, other.languages)
  )
}

/** A tip that both of two inboxes take, in words. */
function common(one: Named, other: Named): string {
  const [category, country, language] = (['categories', 'countries', 'languages'] as const).map(
    (field) => one[field]?.find((value) => other[field]?.includes(value)),
  )
  return [
    ...(category === undefined ? [] : [`“${category}”`]),
    ...(country === undefined ? [] : [`country ${country}`]),
    ...(language === undefined ? [] : [`language ${language}`]),
    ...(one.leavingNow ? ['leaving now'] : []),
  ].join(' with ')
}

/**
 * What is allowed and yet surely not meant.
 * @param languages those that pages exist in
 */
export function routingWarnings(
  dir: string,
  inboxes: readonly Named[],
  languages: readonly string[],
): string[] {
  if (inboxes.length === 0) return []
  const reached = new Set(combinations(inboxes, languages).map((tip) => inboxFor(inboxes, tip).id))
  return inboxes.flatMap((inbox) => {
    const unknown = (inbox.languages ?? []).filter((language) => !languages.includes(language))
    const warnings =
      unknown.length === 0
        ? []
        : [
            `${dir}/${fileOf(inbox)}: languages: no page is in ${unknown.join(', ')}, so no tip comes by it. Choose from ${languages.join(', ')}, or translate the site first.`,
          ]
    const nothingElse = unknown.length > 0 && unknown.length === inbox.languages?.length
    if (reached.has(inbox.id) || nothingElse) return warnings
    return [
      ...warnings,
      `${dir}/${fileOf(inbox)}: it can never receive a tip, since others with weightier conditions take all it claims. Change its conditions, or remove it.`,
    ]
  })
}

/** One tip of each kind that routing can tell apart; countries and languages that nobody names count once. */
export function combinations(inboxes: readonly Named[], languages: readonly string[]): Routed[] {
  const countries = [undefined, ...new Set(inboxes.flatMap((inbox) => inbox.countries ?? []))]
  return CATEGORIES.flatMap((category) =>
    countries.flatMap((country) =>
      languages.flatMap((language) =>
        [false, true].map((leavingNow) => ({ category, country, language, leavingNow })),
      ),
    ),
  )
}

/** Where tips of a category go: the first inbox whose conditions hold; the last one has none. */
export type CategoryRoutes = { category: string; routes: { inbox: string; when: string }[] }

/**
 * The way of every category, in plain words.
 * @throws when a tip would go nowhere, which `loadInboxes` rules out
 */
export function routeTable(inboxes: readonly Named[]): CategoryRoutes[] {
  const ordered = inboxes.toSorted((one, other) => weightOf(other) - weightOf(one))
  return CATEGORIES.map((category) => {
    const claims = ordered.filter(
      ({ categories }) => categories.length === 0 || categories.includes(category),
    )
    const end = claims.findIndex((inbox) => conditionsInWords(inbox) === '')
    if (end === -1) throw new Error(`No inbox takes every “${category}”. Add a default inbox.`)
    return {
      category,
      routes: claims.slice(0, end + 1).map((inbox) => ({
        inbox: inbox.id,
        when: conditionsInWords(inbox) || (end === 0 ? 'always' : 'else'),
      })),
    }
  })
}

/** What must hold beside the category; empty when nothing. */
function conditionsInWords({ countries, languages, leavingNow }: Conditions): string {
  const parts = [
    ...(leavingNow ? ['data or money is leaving now'] : []),
    ...(countries?.length ? [`the company is in ${countries.join(' or ')}`] : []),
    ...(languages?.length ? [`the page is in ${languages.join(' or ')}`] : []),
  ]
  return parts.length === 0 ? '' : `when ${parts.join(' and ')}`
}
