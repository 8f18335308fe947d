/** `npm run new`: writes the skeleton of an advisory, or a revision entry, so that it passes the check. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { checkContent } from '#lib/content/check'
import { loadSources } from '#lib/content/data'
import { REVISION_KINDS, type RevisionKind, SLUG } from '#lib/content/front-matter'
import { formatProblem } from '#lib/content/problem'
import { addRevision, newAdvisory, nextAdvisoryId } from '#lib/content/scaffold'
import { DEFAULT_LANGUAGE, LANGUAGES } from '#lib/i18n/languages'

const KINDS = REVISION_KINDS.filter((kind) => kind !== 'publication')
const USAGE = `Usage:
  npm run new -- advisory <slug>
      writes content/advisories/<slug>/${DEFAULT_LANGUAGE}.mdx, a draft that passes the check
  npm run new -- revision <slug> --kind ${KINDS.join('|')} "what changed"
      adds a revision entry to a published advisory, and sets version and revised

  <slug> is part of the address: lower-case letters a-z, digits and single hyphens
`

type Outcome = { ok: true; said: string } | { ok: false; wrong: string; cure: string }

if (import.meta.main) process.exitCode = runNew(process.argv.slice(2), process.cwd())

/** Runs the command in `root`; gives the exit code (0 done, 1 not done, 2 misuse). */
export function runNew(args: string[], root: string): number {
  let positionals: string[]
  let values: { kind?: string; help?: boolean }
  try {
    ;({ positionals, values } = parseArgs({
      args,
      allowPositionals: true,
      options: { kind: { type: 'string' }, help: { type: 'boolean' } },
    }))
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${USAGE}`)
    return 2
  }
  const [what, slug = '', summary = ''] = positionals
  if (values.help) {
    console.log(USAGE)
    return 0
  }
  if (what !== 'advisory' && what !== 'revision') {
    console.error(USAGE)
    return 2
  }
  const today = new Date().toISOString().slice(0, 10)
  const outcome = !SLUG.test(slug)
    ? {
        ok: false as const,
        wrong: `"${slug}" is no slug`,
        cure: 'Use lower-case letters a-z, digits and single hyphens, like laptop-farms',
      }
    : what === 'advisory'
      ? writeAdvisory(root, slug, today)
      : writeRevision(root, slug, values.kind, summary, today)
  if (outcome.ok) {
    console.log(outcome.said)
    return 0
  }
  console.error(`${outcome.wrong}. Cure: ${outcome.cure}.`)
  return 1
}

function advisoryFile(slug: string): string {
  return `content/advisories/${slug}/${DEFAULT_LANGUAGE}.mdx`
}

function writeAdvisory(root: string, slug: string, today: string): Outcome {
  const file = advisoryFile(slug)
  if (existsSync(join(root, dirname(file))))
    return {
      ok: false,
      wrong: `${dirname(file)} exists already`,
      cure: 'Choose another slug, or edit what is there',
    }
  const source = loadSources(root).find(({ url }) => url !== null)
  if (!source)
    return {
      ok: false,
      wrong: 'There is no source to cite',
      cure: 'Add one to content/data/sources.yaml first',
    }
  const { advisoryIds } = check(root, today)
  const id = nextAdvisoryId(advisoryIds, Number(today.slice(0, 4)))
  mkdirSync(join(root, dirname(file)), { recursive: true })
  writeFileSync(join(root, file), newAdvisory({ id, slug, today, source: source.id }), {
    flag: 'wx',
  })
  return {
    ok: true,
    said: withMistakes(
      root,
      file,
      today,
      `${file} written: ${id}, a draft. Preview it with "npm run dev".`,
    ),
  }
}

function writeRevision(
  root: string,
  slug: string,
  kind: string | undefined,
  summary: string,
  today: string,
): Outcome {
  const file = advisoryFile(slug)
  if (!isRevisionKind(kind))
    return {
      ok: false,
      wrong: kind ? `"${kind}" is no kind of revision` : 'The kind of the revision is missing',
      cure: `Add --kind with one of ${KINDS.join(', ')}`,
    }
  if (summary.trim() === '')
    return {
      ok: false,
      wrong: 'What changed is missing',
      cure: 'Write it in quotes at the end, as a sentence for readers',
    }
  if (!existsSync(join(root, file)))
    return {
      ok: false,
      wrong: `There is no ${file}`,
      cure: 'Use the name of a folder in content/advisories',
    }
  const text = readFileSync(join(root, file), 'utf8').replace(/\r\n?/g, '\n')
  const changed = addRevision(text, { kind, summary: summary.trim(), today })
  if (!changed.ok) return changed
  writeFileSync(join(root, file), changed.text)
  return {
    ok: true,
    said: withMistakes(
      root,
      file,
      today,
      `${file}: revision entry added. Change the text, then run "npm run check".`,
    ),
  }
}

function isRevisionKind(kind: string | undefined): kind is (typeof KINDS)[number] {
  return KINDS.some((known: RevisionKind) => known === kind)
}

function check(root: string, today: string) {
  return checkContent({
    contentDir: join(root, 'content'),
    languages: LANGUAGES,
    now: `${today}T00:00Z`,
  })
}

/** Adds to `said` the mistakes that `file` has all the same, such as a title that breaks a rule. */
function withMistakes(root: string, file: string, today: string, said: string): string {
  const mistakes = check(root, today).problems.filter(
    (problem) => problem.file === file && problem.level === 'error',
  )
  return [said, ...mistakes.map(formatProblem)].join('\n')
}
