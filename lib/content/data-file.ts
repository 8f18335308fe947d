/** Reads one file of `content/data`, and the checks that every list of entries has in common. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { z } from 'zod'
import { type Problem, type Report, reportInto, shown } from './problem.ts'
import { readText } from './read-text.ts'
import { type Path, readYaml } from './read-yaml.ts'

type Line = (path: Path) => number
/** A data file: its entries (none when it is `broken`, which is reported), their lines, its reporter. */
export type DataFile<T> = { value: T; broken: boolean; line: Line; report: Report }

/** Reads files under `contentDir`; one that is missing or does not fit is reported and counts as empty. */
export type ReadDataFile = <T>(file: string, schema: z.ZodType<T>, empty: T) => DataFile<T>

/** Gives the reader of files under `contentDir`. */
export function dataFileReader(contentDir: string, problems: Problem[]): ReadDataFile {
  return (file, schema, empty) => {
    const report = reportInto(problems, `content/${file}`)
    const path = join(contentDir, file)
    if (!existsSync(path)) {
      const cure = Array.isArray(empty)
        ? 'Write it; a list without entries is []'
        : 'Write it, as in docs/editing.md'
      report(1, 'file', 'The file is missing', cure)
      return { value: empty, broken: true, line: () => 1, report }
    }
    const text = readText(path, report)
    const parsed = text === null ? null : readYaml(text, schema, report)
    return parsed?.ok
      ? { ...parsed, broken: false, report }
      : { value: empty, broken: true, line: () => 1, report }
  }
}

/** The ids that a data file holds; null when it is broken. */
export function idsOf(file: DataFile<{ id: string }[]>): Set<string> | null {
  return file.broken ? null : new Set(file.value.map(({ id }) => id))
}

/** Reports ids that stand twice in a file. */
export function checkIds({ value, line, report }: DataFile<{ id: string }[]>): void {
  const seen = new Map<string, number>()
  value.forEach(({ id }, index) => {
    const first = seen.get(id.toLowerCase())
    const at = line([index, 'id'])
    if (first !== undefined)
      report(
        at,
        `[${index}].id`,
        `The id ${shown(id)} stands already on line ${first}`,
        'Give each entry an id of its own',
      )
    else seen.set(id.toLowerCase(), at)
  })
}

/** Reports sources of entries that are not among the `known` ones; null = the list of sources is broken. */
export function checkSourceIds(
  file: DataFile<{ id: string; sources: string[] }[]>,
  known: ReadonlySet<string> | null,
): void {
  checkKnownIds(file, 'sources', known, {
    wrong: (id) => `There is no source ${shown(id)}`,
    cure: 'Add it to content/data/sources.yaml or use an id from there',
  })
}

/** Reports ids in the list `field` of entries that are not among the `known` ones (null = all are). */
export function checkKnownIds<Field extends string>(
  { value, line, report }: DataFile<({ id: string } & Record<Field, string[]>)[]>,
  field: Field,
  known: ReadonlySet<string> | null,
  { wrong, cure }: { wrong: (id: string) => string; cure: string },
): void {
  if (known === null) return
  value.forEach((entry, index) => {
    entry[field].forEach((id, position) => {
      if (!known.has(id))
        report(line([index, field, position]), `${entry.id}.${field}[${position}]`, wrong(id), cure)
    })
  })
}
