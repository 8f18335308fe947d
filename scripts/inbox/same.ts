/**
 * Finds the accounts and devices that several tips name. The index exists only while somebody asks: every
 * message is opened in memory, compared and forgotten, and nothing is written.
 */
import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { identifiersOf, type OpenedForDesk } from '#lib/desk/opened'
import { normalForm } from '#lib/desk/same-identifier'
import { recogniseIdentifiers } from '#lib/tip/identifiers'
import { type Identifier, tipSchema } from '#lib/tip/schema'

/** A tip among those that are compared. */
export type Compared = Pick<OpenedForDesk, 'reference' | 'hour' | 'inbox' | 'tip' | 'report'>

/** An identifier of a tip that is the same as one that was asked for. */
export type Match = {
  reference: string
  hour: string
  inbox: string
  type: Identifier['type']
  /** As that tip's sender wrote it. */
  value: string
}

/**
 * Every place where other tips name what `wanted` names.
 * @param wanted identifiers to look for
 */
export function matchesOf(wanted: readonly Identifier[], tips: readonly Compared[]): Match[] {
  const forms = new Set(wanted.map(normalForm))
  return tips.flatMap((tip) =>
    identifiersOf(tip)
      .filter((identifier) => forms.has(normalForm(identifier)))
      .map(({ type, value }) => ({
        reference: tip.reference ?? 'unknown',
        hour: tip.hour ?? 'unknown',
        inbox: tip.inbox ?? 'unknown',
        type,
        value,
      })),
  )
}

/** What somebody typed, as every kind of identifier that it may be. */
export function wantedOf(typed: string): Identifier[] {
  const found = recogniseIdentifiers(typed)
  const value = typed.trim()
  // What no pattern knows may be a user name, a serial number, or words.
  const guesses = (['handle', 'serial', 'other'] as const).map((type) => ({ type, value }))
  return [...found, ...guesses]
}

/**
 * Tips that were opened into folders below `folder`, or into it.
 * @throws when the folder cannot be read
 */
export async function openedIn(folder: string): Promise<Compared[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  const folders = [
    folder,
    ...entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name)),
  ]
  const tips = await Promise.all(folders.map(openedAt))
  return tips.filter((tip) => tip !== null)
}

async function openedAt(folder: string): Promise<Compared | null> {
  const text = async (name: string) => readFile(join(folder, name), 'utf8').catch(() => null)
  const [report, json] = [await text('report.txt'), await text('tip.json')]
  if (report === null) return null
  const line = (label: string) => new RegExp(`^${label}: +(\\S+)$`, 'm').exec(report)?.[1] ?? null
  const tip = json === null ? null : tipSchema.safeParse(parsed(json))
  return {
    reference: line('Reference') ?? basename(folder),
    hour: line('Received'),
    inbox: line('Inbox'),
    tip: tip?.success ? tip.data : null,
    report: report.slice(report.indexOf('\n\n') + 2),
  }
}

/** What JSON says; undefined for a file that somebody damaged: its report is still compared. */
function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}
