/** Reads and checks one advisory file by itself: front matter, text, citations. */
import { checkBody } from './check-body.ts'
import { checkEmbargo } from './check-dates.ts'
import type { AdvisoryFile } from './check-files.ts'
import { checkFrontMatter, checkLegalReview, checkSources } from './check-front-matter.ts'
import { type NamedOne, namedIn } from './check-names.ts'
import type { Known } from './components.ts'
import { appearance } from './embargo.ts'
import { type FrontMatter, frontMatterSchema } from './front-matter.ts'
import { type Citation, citationsOf, type Heading, headingsOf, type Tree } from './mdx-tree.ts'
import { type Problem, type Report, reportInto } from './problem.ts'
import { type Passage, passage, passagesOf } from './prose.ts'
import { readText } from './read-text.ts'
import { type Path, readYaml } from './read-yaml.ts'
import { splitFrontMatter } from './split-front-matter.ts'

/** An advisory as far as it could be read: `matter` or `tree` is null when it is broken. */
export type CheckedAdvisory = AdvisoryFile & {
  matter: FrontMatter | null
  tree: Tree | null
  body: string
  headings: Heading[]
  citations: Citation[]
  named: NamedOne[]
  /** When the page appears (see `appearance`); an unreadable one counts as there. */
  appears: string
  /** What the reader reads: the text, and the title, summary and notes of the front matter. */
  passages: Passage[]
  line: (path: Path) => number
  report: Report
}

/**
 * Checks the file at `path`; `now` is the present minute. What concerns several advisories (links, doubles, names, the lock) is
 * checked afterwards, on the result.
 */
export function checkAdvisory(
  file: AdvisoryFile,
  path: string,
  known: Known,
  now: string,
  problems: Problem[],
): CheckedAdvisory {
  const report = reportInto(problems, file.file)
  const checked: CheckedAdvisory = {
    ...file,
    matter: null,
    tree: null,
    body: '',
    headings: [],
    citations: [],
    named: [],
    appears: '',
    passages: [],
    line: () => 1,
    report,
  }
  const text = readText(path, report)
  const parts = text === null ? null : splitFrontMatter(text, report)
  if (!parts) return checked

  const tree = checkBody(parts.body, parts.bodyLine, known, report)
  checked.body = parts.body
  if (tree) {
    checked.tree = tree
    checked.headings = headingsOf(tree)
    checked.citations = citationsOf(tree)
    checked.named = namedIn(tree)
    checked.passages = passagesOf(tree)
  }
  const yaml = readYaml(parts.frontMatter, frontMatterSchema, report, 2)
  if (!yaml.ok) return checked
  const matter = yaml.value
  checked.matter = matter
  checked.appears = appearance(matter, now)
  checked.line = yaml.line
  checkFrontMatter(matter, yaml.line, report)
  checkEmbargo(matter, checked.appears, yaml.line, report)
  if (tree) {
    checkSources(matter, checked.citations, known.sources, yaml.line, report)
    checkLegalReview(matter, checked.named.length, yaml.line, report)
  }
  checked.passages = [...matterPassages(matter, yaml.line), ...checked.passages]
  return checked
}

/** The parts of front matter that are printed. */
function matterPassages(matter: FrontMatter, line: (path: Path) => number): Passage[] {
  const fields = (['title', 'summary', 'statusNote'] as const).flatMap((field) => {
    const text = matter[field]
    return text === undefined ? [] : [passage(field, text, line([field]))]
  })
  const revisions = matter.revisions.map(({ summary }, index) =>
    passage(`revisions[${index}].summary`, summary, line(['revisions', index, 'summary'])),
  )
  return [...fields, ...revisions]
}
