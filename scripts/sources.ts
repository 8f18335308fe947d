/** `npm run sources`: adds a source record to fill in, and says where a source is used. No network. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadSources } from '#lib/content/data'
import { isHttpsAddress, type Source } from '#lib/content/data-schema'
import { nearest } from '#lib/content/problem'
import { draftSource, recordText, usesOf } from '#lib/content/source-records'

const FILE = 'content/data/sources.yaml'
const USAGE = `Usage:
  npm run sources -- add <address>
      adds a record for a https:// address to ${FILE}; you fill in what is empty
  npm run sources -- where <id>
      lists every line of advisories and data that names the source
`

if (import.meta.main) process.exitCode = runSources(process.argv.slice(2), process.cwd())

/** Runs the command in `root`; gives the exit code (0 done, 1 not done, 2 misuse). */
export function runSources(args: readonly string[], root: string): number {
  const [command, value, ...rest] = args
  if (command === '--help') {
    console.log(USAGE)
    return 0
  }
  if ((command !== 'add' && command !== 'where') || value === undefined || rest.length > 0) {
    console.error(USAGE)
    return 2
  }
  let sources: Source[]
  try {
    sources = loadSources(root)
  } catch {
    return refuse(`${FILE} cannot be read`, 'Run "npm run check" and put right what it names there')
  }
  return command === 'add' ? add(root, value, sources) : where(root, value, sources)
}

function add(root: string, url: string, sources: readonly Source[]): number {
  if (!isHttpsAddress(url))
    return refuse(
      `"${url}" is not a whole https address`,
      'Copy it from the browser, in quotes, from https:// to its end; a source that stands on paper or under http:// only is written by hand, with url: null',
    )
  const same = sources.find((source) => source.url === url || source.officialUrl === url)
  if (same)
    return refuse(`The address stands already, as ${same.id}`, `Cite <Cite source="${same.id}" />`)
  const path = join(root, FILE)
  const before = readFileSync(path, 'utf8')
  const start = /^\s*\[\s*\]\s*$/.test(before) ? '' : before.replace(/\n*$/, '\n')
  const draft = draftSource(url, sources)
  writeFileSync(path, start + recordText(draft))
  const line = start.split('\n').length
  console.log(
    `${FILE}:${line}  ${draft.id} added. Read the document, fill in what is empty, correct what was guessed from the address, then run "npm run check".`,
  )
  return 0
}

function where(root: string, id: string, sources: readonly Source[]): number {
  const ids = sources.map((source) => source.id)
  if (!ids.includes(id)) {
    const near = nearest(id, ids)
    return refuse(
      `There is no source "${id}"`,
      near ? `Did you mean ${near}?` : `Use an id from ${FILE}`,
    )
  }
  const uses = usesOf(id, contentFiles(root))
  for (const { file, line, text } of uses)
    console.log(`${file}:${line}  ${text.length > 100 ? `${text.slice(0, 99)}…` : text}`)
  console.log(uses.length === 0 ? `${id} is used nowhere.` : `${id}: ${uses.length} lines.`)
  return 0
}

/** The text of every advisory and data file, by its path from the repository. */
function contentFiles(root: string): Map<string, string> {
  const folders = ['content/advisories', 'content/data']
  const files = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.(?:mdx|yaml)$/.test(file))
      .map((file) => `${folder}/${file.replaceAll('\\', '/')}`)
      .toSorted(),
  )
  return new Map(files.map((file) => [file, readFileSync(join(root, file), 'utf8')]))
}

function refuse(wrong: string, cure: string): number {
  console.error(`${wrong}. Cure: ${/[.?]$/.test(cure) ? cure : `${cure}.`}`)
  return 1
}
