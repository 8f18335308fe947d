/** The inboxes' part of `npm run check`: what is wrong with them, and `--routes`, where tips go. */
import { LANGUAGES } from '#lib/i18n/languages'
import type { Inbox } from '#lib/inboxes/inbox'
import { type LoadedInboxes, loadInboxes } from '#lib/inboxes/load-inboxes'
import { loadStatement } from '#lib/inboxes/load-statement'
import { inboxFor } from '#lib/inboxes/routing'
import { combinations, routeTable } from '#lib/inboxes/routing-check'
import * as openpgp from '#lib/sealing/openpgp.node'

const DAY_MS = 24 * 60 * 60 * 1000

/**
 * Loads and examines the inboxes of a folder, exactly as build and server do, and the statement of their
 * keys, whichever site it speaks for.
 */
export async function checkInboxes(dir: string): Promise<LoadedInboxes> {
  const now = new Date()
  const loaded = await loadInboxes({ dir, openpgp, languages: LANGUAGES, now })
  if (!loaded.ok) return loaded
  const { inboxes, warnings } = loaded
  const stated = await loadStatement({ dir, inboxes, siteUrl: null, openpgp, now })
  return stated.ok ? { ...loaded, warnings: [...warnings, ...stated.warnings] } : stated
}

/**
 * Where every tip goes and which certificate expires when, as text for a terminal.
 * @param inboxes as `checkInboxes` gave them @param now the clock
 */
export function routesText(inboxes: readonly Inbox[], now: Date): string {
  if (inboxes.length === 0) {
    return 'No inbox is defined: every tip goes to the demonstration inbox.'
  }
  const tips = combinations(inboxes, LANGUAGES)
  const reached = new Set(tips.map((tip) => inboxFor(inboxes, tip).id))
  const rest = inboxes.find(
    ({ categories, countries, languages, leavingNow }) =>
      !leavingNow && [categories, countries, languages].every(({ length }) => length === 0),
  )
  const routes = routeTable(inboxes).flatMap(({ category, routes }) =>
    routes.map(({ when, inbox }, index) => [index === 0 ? category : '', when, inbox]),
  )
  const certificates = inboxes.flatMap(({ id, certificates }) =>
    certificates.map(({ fingerprint, expires, archive }) => [
      archive ? `${id}, archive` : id,
      fingerprint.toUpperCase(),
      expires === null
        ? 'never'
        : `${expires.toISOString().slice(0, 10)} (${daysTo(expires, now)})`,
    ]),
  )
  return [
    'A tip goes to the first inbox of its category whose conditions hold:',
    '',
    table(['category', 'when', 'inbox'], routes),
    '',
    rest === undefined
      ? 'There is no default inbox: every category is claimed.'
      : `The default inbox is ${rest.id}: it takes what no other one claims.`,
    `All ${tips.length} combinations of category, country, language and “leaving now” were tried: each ends at one of ${reached.size} inboxes.`,
    '',
    table(['inbox', 'certificate', 'expires'], certificates),
  ].join('\n')
}

function daysTo(expires: Date, now: Date): string {
  const days = Math.floor((expires.getTime() - now.getTime()) / DAY_MS)
  return `in ${days} ${days === 1 ? 'day' : 'days'}`
}

/** Rows under a head, in columns of equal width. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows]
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)))
  return all
    .map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '))
    .map((line) => line.trimEnd())
    .join('\n')
}
