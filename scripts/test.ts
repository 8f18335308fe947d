/**
 * `npm test`: everything that must hold, from a clean clone. Every step runs even when an earlier
 * one failed, except that nothing is tested in the browser without a build. The last line sums up.
 */
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { getBrowser } from './browser.ts'
import { ROOT, runScript } from './steps.ts'
import { hasCommand, installPackage } from './system-packages.ts'

type Tally = { passed: number; failed: number; skipped: number }

/** What the tests choose themselves, whatever the caller's environment says. */
const OURS =
  /^(PORT|HOST|SITE_URL|DATA_DIR|DATABASE_URL|INBOXES_DIR|MAIL_\w+|OPERATOR_\w+|REPLY_\w+|REPLIES|SMTP_URL|RESEND_\w+|POW_COST|RATE_LIMITS|RETENTION_DAYS|E2E_\w+|INBOXES_JSON|PREVIEW|BUILD_TIME|NODE_ENV)$/

const vitestReport = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
})
const playwrightReport = z.object({
  stats: z.object({
    expected: z.number(),
    unexpected: z.number(),
    flaky: z.number(),
    skipped: z.number(),
  }),
})

const results = join(ROOT, 'test-results')
const total: Tally = { passed: 0, failed: 0, skipped: 0 }
const failures: string[] = []

function add(title: string, tally: Tally): void {
  total.passed += tally.passed
  total.failed += tally.failed
  total.skipped += tally.skipped
  if (tally.failed > 0) failures.push(title)
}

/** A step that passes or fails as a whole. */
async function step(
  title: string,
  script: string,
  args: string[] = [],
  env: Record<string, string> = {},
): Promise<boolean> {
  console.log(`\n=== ${title}`)
  const passed = (await runScript(script, args, env)) === 0
  add(title, { passed: Number(passed), failed: Number(!passed), skipped: 0 })
  return passed
}

/** A test runner that counts; one that ends badly without counting a failure counts as one. */
async function suite<T>(
  title: string,
  run: { script: string; args: string[]; env?: Record<string, string>; report: string },
  schema: z.ZodType<T>,
  count: (report: T) => Tally,
): Promise<void> {
  console.log(`\n=== ${title}`)
  const path = join(results, run.report)
  await rm(path, { force: true })
  const code = await runScript(run.script, run.args, run.env)
  const text = await readFile(path, 'utf8').catch(() => undefined)
  const tally = text ? count(schema.parse(JSON.parse(text))) : { passed: 0, failed: 0, skipped: 0 }
  if (code !== 0 && tally.failed === 0) tally.failed = 1
  add(title, tally)
}

/** Tools that tests read our output with; where they cannot be had, those tests say so and skip. */
function getTools(): void {
  for (const [command, packageName] of [
    ['gpg', 'gnupg'],
    ['sq', 'sq'],
  ] as const) {
    if (hasCommand(command)) continue
    if (!installPackage(packageName)) {
      console.log(`${command} is not here: the tests that need it are skipped.`)
    }
  }
}

async function main(): Promise<void> {
  for (const name of Object.keys(process.env)) if (OURS.test(name)) delete process.env[name]
  await mkdir(results, { recursive: true })
  const browser = getBrowser()
  console.log(browser.ok ? `Browser: ${browser.path ?? 'Playwright’s own'}` : browser.reason)
  getTools()

  await step('Lint', 'node_modules/@biomejs/biome/bin/biome', ['ci', '--colors=off'])
  await step('Types', 'node_modules/typescript/bin/tsc', ['-p', '.'])
  await step('Content', 'scripts/check.ts', ['--frozen'])
  await suite(
    'Unit and integration tests',
    {
      script: 'node_modules/vitest/vitest.mjs',
      args: [
        'run',
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${results}/vitest.json`,
      ],
      report: 'vitest.json',
    },
    vitestReport,
    (report) => ({
      passed: report.numPassedTests,
      failed: report.numFailedTests,
      skipped: report.numPendingTests + report.numTodoTests,
    }),
  )

  // The build bakes a demo inbox of its own into the form; the browser tests open its tips.
  const dataDir = await mkdtemp(join(tmpdir(), 'rhw-test-'))
  try {
    const built = await step('Build', 'scripts/build.ts', [], { DATA_DIR: dataDir })
    if (built) {
      await step('Byte budgets', 'scripts/budgets.ts')
      await step('Equal builds', 'scripts/equal-builds.ts', [], { DATA_DIR: dataDir })
    }
    if (built && browser.ok) {
      await suite(
        'Browser tests',
        {
          script: 'node_modules/@playwright/test/cli.js',
          args: ['test'],
          env: { E2E_SEED_DATA_DIR: dataDir, ...(browser.path && { BROWSER_PATH: browser.path }) },
          report: 'playwright.json',
        },
        playwrightReport,
        ({ stats }) => ({
          passed: stats.expected + stats.flaky,
          failed: stats.unexpected,
          skipped: stats.skipped,
        }),
      )
    } else add('Browser tests', { passed: 0, failed: 1, skipped: 0 })
  } finally {
    await rm(dataDir, { recursive: true, force: true })
  }

  if (!browser.ok) console.log(`\n${browser.reason}`)
  if (failures.length > 0) console.log(`\nFailed: ${failures.join(', ')}.`)
  const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : ''
  console.log(`\n${total.passed} passed, ${total.failed} failed${skipped}`)
  process.exitCode = total.failed > 0 ? 1 : 0
}

await main()
