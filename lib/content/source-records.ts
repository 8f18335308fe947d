/**
 * What an editor asks of the list of sources: a record for a new address, and where a source is used.
 * Nothing is fetched: a record is guessed from the address and from the sources that stand already.
 */
import type { Source, Strength } from './data-schema.ts'
import { isPartialDate } from './dates.ts'

/** Domains that only governments and their bodies can have. */
const OFFICIAL =
  /(?:^|\.)(?:gov|mil|gov\.[a-z]{2}|go\.[a-z]{2}|gc\.ca|gouv\.fr|europa\.eu|un\.org)$/
/** Words of addresses that say nothing about the document. */
const EMPTY = new Set([
  'index',
  'html',
  'htm',
  'pdf',
  'en',
  'us',
  'news',
  'blog',
  'press',
  'releases',
  'release',
  'www',
  'the',
  'of',
  'and',
  'for',
  'to',
  'in',
  'a',
  'on',
])

/** A record that lacks what an address cannot tell: empty fields are for the editor. */
export type SourceDraft = {
  id: string
  publisher: string
  title: string
  date: string
  url: string
  strength: Strength | ''
}

/** Proposes a record for `url`, a whole https address, beside the `known` sources. */
export function draftSource(url: string, known: readonly Source[]): SourceDraft {
  const { hostname, pathname } = new URL(url)
  const host = hostname.replace(/^www\./, '')
  const sibling = known.findLast((source) => source.url !== null && hostOf(source.url) === host)
  const date = dateIn(pathname)
  return {
    id: freeId(idFrom(host, pathname, date), new Set(known.map(({ id }) => id))),
    publisher: sibling?.publisher ?? host,
    title: '',
    date,
    url,
    strength: sibling?.strength ?? (OFFICIAL.test(host) ? 'official' : ''),
  }
}

/** The record as it is appended to `sources.yaml`, with a hint beside every field that is to be filled in. */
export function recordText({ id, publisher, title, date, url, strength }: SourceDraft): string {
  const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`
  return [
    `- id: ${id}`,
    `  publisher: ${quoted(publisher)}`,
    `  title: ${quoted(title)} # as it stands on the document`,
    `  date: ${quoted(date)} # as exact as the document is dated: 2026-11-22, 2026-11 or 2026`,
    `  url: ${url}`,
    `  strength: ${strength || "''"} # official, official-copy, company, law-firm, press or community`,
    '',
  ].join('\n')
}

/** A line of a content file on which a source's id stands. */
export type Use = { file: string; line: number; text: string }

/** Every line of `files` (text by path) that names the source `id`, in their order; its own record is none. */
export function usesOf(id: string, files: ReadonlyMap<string, string>): Use[] {
  const named = new RegExp(`(?<![\\w.-])${id.replaceAll('.', '\\.')}(?![\\w-]|\\.\\w)`)
  return [...files].flatMap(([file, text]) =>
    text.split(/\r?\n/).flatMap((line, index) => {
      if (!named.test(line) || new RegExp(`^- id: *${id} *$`).test(line)) return []
      return [{ file, line: index + 1, text: line.trim() }]
    }),
  )
}

function hostOf(url: string): string {
  return new URL(url).hostname.replace(/^www\./, '')
}

/** The body's short name, and words of the address's last part or its date: `treasury-sanctions-ring`. */
function idFrom(host: string, pathname: string, date: string): string {
  const labels = host.split('.')
  const official = labels.findIndex((label) => /^(?:gov|go|gc|mil|gouv)$/.test(label))
  const body = (official > 0 ? labels[official - 1] : labels.at(-2)) ?? host
  const last = decodeURIComponent(pathname)
    .split('/')
    .findLast((part) => /[a-z]{3}/i.test(part))
  const words = (last ?? '')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word.length > 1 && !EMPTY.has(word) && !/^\d{1,2}$/.test(word))
  const end = date === '' ? words.slice(0, 4) : [...words.slice(0, 2), date]
  const id = [body, ...end]
    .join('-')
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
  return id.replace(/-+/g, '-').replace(/^-|-$/g, '')
}

function freeId(id: string, taken: ReadonlySet<string>): string {
  let free = id
  for (let count = 2; taken.has(free); count++) free = `${id}-${count}`
  return free
}

/** A date in an address, like `/2025/01/23/` or `2025-01-23`; "" when there is none that exists. */
function dateIn(pathname: string): string {
  const match = /(?<!\d)(20[12]\d)[-/](\d{2})(?:[-/](\d{2}))?(?!\d)/.exec(pathname)
  const date = match?.slice(1).filter(Boolean).join('-') ?? ''
  return isPartialDate(date) ? date : ''
}
