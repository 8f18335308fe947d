/**
 * Rules between the fields of one advisory's front matter that a schema cannot say: dates in order, one
 * revision entry per version, notes where a status needs them, every source cited.
 */

import type { FrontMatter } from './front-matter.ts'
import type { Citation } from './mdx-tree.ts'
import { nearest, type Report, shown } from './problem.ts'
import type { Path } from './read-yaml.ts'

type Line = (path: Path) => number

/** Reports the misfits within one front matter. `line` gives the line of a field. */
export function checkFrontMatter(matter: FrontMatter, line: Line, report: Report): void {
  checkDates(matter, line, report)
  checkRevisions(matter, line, report)
  checkStatus(matter, line, report)
  for (const field of ['audiences', 'stages', 'sources', 'related'] as const)
    reportDoubles(matter[field], field, line, report)
}

/** Reports sources that do not exist, that are listed without being cited, or cited without being listed. */
export function checkSources(
  matter: FrontMatter,
  citations: readonly Citation[],
  known: ReadonlySet<string> | null,
  line: Line,
  report: Report,
): void {
  const cited = new Set(citations.map(({ source }) => source))
  matter.sources.forEach((id, index) => {
    const field = `sources[${index}]`
    const at = line(['sources', index])
    if (known !== null && !known.has(id)) {
      const near = nearest(id, [...known])
      const meant = near ? `. Did you mean "${near}"?` : ''
      const cure = `Add it to content/data/sources.yaml or use an id from there${meant}`
      report(at, field, `There is no source ${shown(id)}`, cure)
    } else if (!cited.has(id)) {
      const cure = `Cite it with <Cite source="${id}" /> or take it out of the list`
      report(at, field, `The source ${shown(id)} is listed but never cited`, cure)
    }
  })
  for (const id of cited) {
    if (matter.sources.includes(id) || known?.has(id) === false) continue
    const cure = `Add "${id}" to the list`
    report(line(['sources']), 'sources', `The source ${shown(id)} is cited but not listed`, cure)
  }
}

/** Reports a missing legal review of an advisory that names people or companies. */
export function checkLegalReview(
  matter: FrontMatter,
  names: number,
  line: Line,
  report: Report,
): void {
  if (names === 0 || matter.legalReview !== undefined) return
  report(
    line(['reviewedBy']),
    'legalReview',
    'The text names a person or company, and no legal review is recorded',
    'Add legalReview: {by: …, date: …} after somebody has done it, or take the name out',
  )
}

function checkDates(matter: FrontMatter, line: Line, report: Report): void {
  for (const field of ['revised', 'nextReview'] as const) {
    if (matter[field] >= matter.published) continue
    const wrong = `${field} (${matter[field]}) is before published (${matter.published})`
    report(line([field]), field, wrong, `Write ${matter.published} or a later day`)
  }
}

function checkRevisions(matter: FrontMatter, line: Line, report: Report): void {
  const { revisions } = matter
  if (matter.version !== revisions.length) {
    const wrong = `version is ${matter.version}, but there are ${revisions.length} revision entries`
    report(line(['version']), 'version', wrong, 'Write one revision entry for every version')
  }
  let before = ''
  revisions.forEach((revision, index) => {
    const field = (name: string) => `revisions[${index}].${name}`
    const at = (name: string) => line(['revisions', index, name])
    if (revision.version !== index + 1)
      report(
        at('version'),
        field('version'),
        `Entry ${index + 1} is numbered ${revision.version}`,
        `Write version: ${index + 1}; the oldest entry comes first`,
      )
    if (revision.date < before)
      report(
        at('date'),
        field('date'),
        `${revision.date} is before the entry above it (${before})`,
        'Put the oldest entry first',
      )
    if ((revision.kind === 'publication') !== (index === 0))
      report(
        at('kind'),
        field('kind'),
        index === 0
          ? 'The first entry is not the publication'
          : 'Only the first entry is the publication',
        index === 0 ? 'Write kind: publication' : 'Use correction, update or clarification',
      )
    before = revision.date
  })
  const [first, last] = [revisions[0], revisions.at(-1)]
  if (first && first.date !== matter.published)
    report(
      line(['revisions', 0, 'date']),
      'revisions[0].date',
      `The publication is dated ${first.date}, but published is ${matter.published}`,
      'Write the same day in both',
    )
  if (last && last.date !== matter.revised)
    report(
      line(['revised']),
      'revised',
      `revised is ${matter.revised}, but the last revision entry is of ${last.date}`,
      `Write revised: ${last.date}`,
    )
}

function checkStatus(matter: FrontMatter, line: Line, report: Report): void {
  if (matter.status === 'withdrawn' && matter.statusNote === undefined)
    report(
      line(['status']),
      'statusNote',
      'A withdrawn advisory does not say why',
      'Add statusNote: one sentence for the reader',
    )
  if (matter.status === 'superseded' && matter.supersededBy === undefined)
    report(
      line(['status']),
      'supersededBy',
      'A superseded advisory does not say by which',
      'Add supersededBy: with the id of the new advisory',
    )
  if (matter.status !== 'superseded' && matter.supersededBy !== undefined)
    report(
      line(['supersededBy']),
      'supersededBy',
      `The advisory has status ${matter.status}`,
      'Set status: superseded or delete supersededBy',
    )
}

function reportDoubles(values: readonly string[], field: string, line: Line, report: Report): void {
  values.forEach((value, index) => {
    if (values.indexOf(value) === index) return
    report(
      line([field, index]),
      `${field}[${index}]`,
      `${shown(value)} stands twice`,
      'Keep one of the two',
    )
  })
}
