/**
 * `npm run bench`: measures what docs and budgets speak of, each beside something known, in one run
 * on one machine: serving a page, accepting tips, sealing, the memory of a tab that sends 500 MB and
 * 1 GB, checking. Prints a table and writes the same as JSON to `bench/result.json`. Needs a build.
 * `--only sealing,tabs` measures only these, and writes no JSON; `--tips N` sends at least N tips
 * instead of 20,000; `--build N` also builds the site with N advisories, which takes minutes.
 */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { availableParallelism, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { parseManifest } from '#server/manifest'
import { readSetup } from '#server/setup'
import { measureAccepting } from '../bench/accepting.ts'
import { measureBuild } from '../bench/building.ts'
import { measureCheck } from '../bench/checking.ts'
import { ENCODINGS, measurePages, PAGE } from '../bench/pages.ts'
import { measureSealing, SEALED_BYTES, SEALING_ROUNDS } from '../bench/sealing.ts'
import { ratio } from '../bench/summary.ts'
import { measureTabMemory } from '../bench/tab-memory.ts'
import { failWith, ROOT, runCommand } from './steps.ts'

const RESULT = join('bench', 'result.json')
const PARTS = ['pages', 'accepting', 'sealing', 'tabs', 'checking'] as const
type Part = (typeof PARTS)[number]
/** In MB: what the form promises to send with little memory. */
const TAB_FILES = [500, 1000]
const TAB_MB_MAX = 250

/** A bar of the project and what was measured for it; ratios to others of the same run. */
type Verdict = { what: string; measured: string; bar: string }

type Options = { parts: ReadonlySet<Part>; tips: number | undefined; build: number | undefined }

function readOptions(): Options {
  const text = { type: 'string' } as const
  const { values } = parseArgs({ options: { tips: text, build: text, only: text } })
  const parts = values.only?.split(',') ?? PARTS
  const unknown = parts.find((part) => !PARTS.some((known) => known === part))
  if (unknown !== undefined) {
    failWith('Nothing was measured:', [
      `There is no part “${unknown}”. Parts: ${PARTS.join(', ')}.`,
    ])
  }
  return {
    parts: new Set(PARTS.filter((known) => parts.includes(known))),
    tips: values.tips ? Number(values.tips) : undefined,
    build: values.build ? Number(values.build) : undefined,
  }
}

async function measureAll(
  { parts, tips, build }: Options,
  dist: string,
  env: Record<string, string>,
  dataDir: string,
) {
  const loadBefore = loadavg()[0]
  const served = parts.has('pages') ? await measurePages(env, dist) : null
  const accepting = parts.has('accepting') ? await measureAccepting(env, tips) : []
  const sealed = parts.has('sealing') ? await measureSealing(dataDir) : null
  const sent = parts.has('tabs') ? await measureTabMemory(env, dataDir, TAB_FILES) : null
  const checking = parts.has('checking') ? await measureCheck() : undefined
  const building = build ? await measureBuild(build) : undefined
  return {
    node: process.version,
    cores: availableParallelism(),
    // Others on the machine make every number worse, and ratios less exact.
    loadBefore: Math.round((loadBefore ?? 0) * 10) / 10,
    pages: served?.pages ?? [],
    accepting,
    sealing: sealed?.sealing ?? [],
    tabs: sent?.tabs ?? [],
    checking,
    building,
    skipped: [served, sealed, sent].flatMap((one) => one?.skipped ?? []),
  }
}

type Result = Awaited<ReturnType<typeof measureAll>>

/** Of what was measured, part by part. */
function verdicts(result: Result): Verdict[] {
  const { checking } = result
  const list: Verdict[] = []
  if (checking) {
    list.push({
      what: `check of ${checking.advisories} advisories`,
      measured: `${checking.seconds} s${checking.mistakes ? ', with mistakes' : ''}`,
      bar: '< 10 s',
    })
  }
  return [
    ...list,
    ...ofPages(result),
    ...ofAccepting(result),
    ...ofSealing(result),
    ...ofTabs(result),
  ]
}

function ofPages({ pages }: Result): Verdict[] {
  const list: Verdict[] = []
  if (pages.length === 0) return list
  for (const encoding of ENCODINGS) {
    const speed = (name: string) =>
      pages.find((one) => one.name === name && one.encoding === encoding)?.perSecond
    const own = speed('our server')
    list.push({
      what: `pages per second, ${encoding}`,
      measured: `${ratio(own, speed('next start'))} × next start`,
      bar: '≥ 10 ×',
    })
    if (speed('nginx') !== undefined) {
      list.push({
        what: `pages per second, ${encoding}`,
        measured: `${ratio(speed('nginx'), own)} × slower than nginx`,
        bar: '≤ 3 ×',
      })
    }
  }
  return list
}

function ofAccepting({ accepting: [own, raw] }: Result): Verdict[] {
  if (own === undefined) return []
  return [
    {
      what: `tips per second (${ratio(own.perSecond, raw?.perSecond)} × what nothing but node:http and node:sqlite takes)`,
      measured: String(own.perSecond),
      bar: '≥ 300',
    },
    { what: 'milliseconds for a tip, p99', measured: String(own.p99), bar: '< 250' },
    {
      what: `memory halfway and after ${own.tips} tips`,
      measured: `${megabytes(own.memoryMiddle)} → ${megabytes(own.memoryAfter)}`,
      bar: 'flat',
    },
  ]
}

function ofSealing({ sealing }: Result): Verdict[] {
  const list: Verdict[] = []
  const time = (name: string) => sealing.find((one) => one.name === name)?.milliseconds
  for (const name of ['sealStream in Node', 'sealStream in Chromium']) {
    const own = time(name)
    if (own === undefined || time('gpg --encrypt') === undefined) continue
    list.push(
      {
        what: `${name}, speed beside gpg --encrypt`,
        measured: `${ratio(time('gpg --encrypt'), own)} ×`,
        bar: '≥ 1 ×',
      },
      {
        what: `${name}, speed beside gpg -z 0`,
        measured: `${ratio(time('gpg -z 0 --encrypt'), own)} ×`,
        bar: '≥ 0.5 ×',
      },
    )
  }
  return list
}

/** Resident pages only grow with what is shared, so both counts must hold the bar. */
function ofTabs({ tabs }: Result): Verdict[] {
  return tabs.map(({ megabytes: size, above }) => ({
    what: `memory of the tab above idle while it sends ${size} MB`,
    measured: `${Math.max(above.rss, above.pss)} MB`,
    bar: `≤ ${TAB_MB_MAX} MB`,
  }))
}

const megabytes = (bytes: number | undefined) =>
  bytes === undefined ? 'unknown' : `${Math.round(bytes / 1_048_576)} MB`

function print(result: Result): void {
  console.log(
    `Node ${result.node}, ${result.cores} cores, load ${result.loadBefore} before the run.`,
  )
  table(`Serving ${PAGE}, 32 lines:`, result.pages)
  const shown = (bytes: number | undefined) => megabytes(bytes)
  table(
    'Accepting tips of 64 KiB, 16 lines:',
    result.accepting.map(({ memoryBefore, memoryMiddle, memoryAfter, ...one }) => ({
      ...one,
      memory: [memoryBefore, memoryMiddle, memoryAfter].map(shown).join(' → '),
    })),
  )
  table(`Sealing ${SEALED_BYTES / 1_000_000} MB, best of ${SEALING_ROUNDS}:`, result.sealing)
  table(
    'Memory of the tab that sends a file, in MB (resident, proportional):',
    result.tabs.map(({ idle, above, ...one }) => ({
      ...one,
      idle: `${idle.rss}, ${idle.pss}`,
      above: `${above.rss}, ${above.pss}`,
    })),
  )
  if (result.building) console.table([result.building])
  for (const { name, skipped } of result.skipped) console.log(`Not measured: ${name}, ${skipped}.`)
  table('Bars:', verdicts(result))
}

function table(title: string, rows: readonly object[]): void {
  if (rows.length === 0) return
  console.log(`\n${title}`)
  console.table(rows)
}

async function bench(): Promise<void> {
  const options = readOptions()
  const setup = await readSetup(process.env)
  if (!setup.ok) failWith('Nothing was measured:', setup.errors)
  const dist = join(ROOT, 'dist')
  const text = await readFile(join(dist, 'manifest.json'), 'utf8').catch(() => undefined)
  if (!text) failWith('Nothing was measured:', ['There is no build. Run `npm run build` first.'])
  const dataDir = await mkdtemp(join(tmpdir(), 'rhw-bench-'))
  try {
    await cp(join(setup.config.dataDir, 'demo-inbox'), join(dataDir, 'demo-inbox'), {
      recursive: true,
    }).catch(() => undefined)
    const env = {
      HOST: '127.0.0.1',
      DATA_DIR: dataDir,
      SITE_URL: parseManifest(text).siteUrl,
      NODE_ENV: 'production',
      NEXT_TELEMETRY_DISABLED: '1',
    }
    const result = await measureAll(options, dist, env, dataDir)
    print(result)
    // A part alone must not take the place of a whole run.
    if (options.parts.size < PARTS.length) return
    const whole = { ...result, verdicts: verdicts(result) }
    await writeFile(join(ROOT, RESULT), `${JSON.stringify(whole, null, 2)}\n`)
    console.log(`The same as JSON is in ${RESULT}.`)
  } finally {
    await rm(dataDir, { recursive: true, force: true })
  }
}

await runCommand(bench)
