/**
 * `npm run bench`: measures what docs and budgets speak of, each beside something known, in one run
 * on one machine: serving a page, accepting tips, sealing. Prints a table and writes the same as
 * JSON to `bench/result.json`. Needs a build. `--tips N` sends at least N tips instead of 20,000;
 * `--build N` also builds the site with N advisories, which takes minutes.
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
import { measureSealing } from '../bench/sealing.ts'
import { ratio } from '../bench/summary.ts'
import { failWith, ROOT, runCommand } from './steps.ts'

const RESULT = join('bench', 'result.json')

/** A bar of the project and what was measured for it; ratios to others of the same run. */
type Verdict = { what: string; measured: string; bar: string }

async function measureAll(dist: string, env: Record<string, string>, dataDir: string) {
  const { values } = parseArgs({ options: { tips: { type: 'string' }, build: { type: 'string' } } })
  const loadBefore = loadavg()[0]
  const { pages, skipped } = await measurePages(env, dist)
  const accepting = await measureAccepting(env, values.tips ? Number(values.tips) : undefined)
  const sealed = await measureSealing(dataDir)
  const checking = await measureCheck()
  const building = values.build ? await measureBuild(Number(values.build)) : undefined
  return {
    node: process.version,
    cores: availableParallelism(),
    // Others on the machine make every number worse, and ratios less exact.
    loadBefore: Math.round((loadBefore ?? 0) * 10) / 10,
    pages,
    accepting,
    sealing: sealed.sealing,
    checking,
    building,
    skipped: [...skipped, ...sealed.skipped],
  }
}

type Result = Awaited<ReturnType<typeof measureAll>>

function verdicts({ pages, accepting, sealing, checking }: Result): Verdict[] {
  const list: Verdict[] = [
    {
      what: `check of ${checking.advisories} advisories`,
      measured: `${checking.seconds} s${checking.mistakes ? ', with mistakes' : ''}`,
      bar: '< 10 s',
    },
  ]
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
  const [own, raw] = accepting
  list.push(
    {
      what: `tips per second (${ratio(own?.perSecond, raw?.perSecond)} × what nothing but node:http and node:sqlite takes)`,
      measured: String(own?.perSecond),
      bar: '≥ 300',
    },
    { what: 'milliseconds for a tip, p99', measured: String(own?.p99), bar: '< 250' },
    {
      what: `memory halfway and after ${own?.tips} tips`,
      measured: `${megabytes(own?.memoryMiddle)} → ${megabytes(own?.memoryAfter)}`,
      bar: 'flat',
    },
  )
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

const megabytes = (bytes: number | undefined) =>
  bytes === undefined ? 'unknown' : `${Math.round(bytes / 1_048_576)} MB`

function print(result: Result): void {
  console.log(
    `Node ${result.node}, ${result.cores} cores, load ${result.loadBefore} before the run.\n\nServing ${PAGE}, 32 lines:`,
  )
  console.table(result.pages)
  console.log('Accepting tips of 64 KiB, 16 lines:')
  const shown = (bytes: number | undefined) => megabytes(bytes)
  console.table(
    result.accepting.map(({ memoryBefore, memoryMiddle, memoryAfter, ...one }) => ({
      ...one,
      memory: [memoryBefore, memoryMiddle, memoryAfter].map(shown).join(' → '),
    })),
  )
  console.log('Sealing 9 MB, best of 5:')
  console.table(result.sealing)
  if (result.building) console.table([result.building])
  for (const { name, skipped } of result.skipped) console.log(`Not measured: ${name}, ${skipped}.`)
  console.table(verdicts(result))
}

async function bench(): Promise<void> {
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
    const result = await measureAll(dist, env, dataDir)
    const whole = { ...result, verdicts: verdicts(result) }
    await writeFile(join(ROOT, RESULT), `${JSON.stringify(whole, null, 2)}\n`)
    print(result)
    console.log(`The same as JSON is in ${RESULT}.`)
  } finally {
    await rm(dataDir, { recursive: true, force: true })
  }
}

await runCommand(bench)
