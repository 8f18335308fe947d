/**
 * A large file survives three cuts of the line and a restart of the server, bit for bit, up to the desk
 * that opens it. `LARGE_FILE_MB` sets its size; 24 unless given. What the tab takes in memory is measured
 * by `npm run bench`: the tools that drive the browser here keep part of what it sends.
 */
import { spawnSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { cp, mkdtemp, open, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { type Browser, chromium, expect, test } from '@playwright/test'
import { findBrowser } from '#scripts/browser'
import { type LineToSite, openLine } from './line-to-site.ts'
import { reviewButton, sendButton } from './report-form.ts'
import { serve } from './serve.ts'

const MB = 1_000_000
const FILE_BYTES = Number(process.env.LARGE_FILE_MB ?? '24') * MB + 4_321
/** How long the line stays cut: the form tries again meanwhile, in vain. */
const CUT_MS = 1_500
/** A step takes as long as it takes; nothing here judges time. */
const PATIENCE_MS = 300_000
const ROOT = join(import.meta.dirname, '..')

/** Writes bytes that do not repeat, and gives their hash. */
async function makeFile(path: string): Promise<string> {
  const hash = createHash('sha256')
  const piece = randomBytes(MB)
  const file = await open(path, 'w')
  for (let at = 0; at < FILE_BYTES; at += MB) {
    piece.writeUInt32BE(at / MB, 0)
    const bytes = piece.subarray(0, Math.min(MB, FILE_BYTES - at))
    hash.update(bytes)
    await file.write(bytes)
  }
  await file.close()
  return hash.digest('hex')
}

/** What the analyst's own command prints and writes, with the demo inbox's key. */
function inbox(dataDir: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', join(ROOT, 'scripts', 'inbox.ts'), ...args],
    { env: { ...process.env, DATA_DIR: dataDir }, encoding: 'utf8' },
  )
  if (status !== 0) throw new Error(`npm run inbox -- ${args.join(' ')} failed: ${stderr}`)
  return stdout
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}

const portOf = ({ url }: { url: string }) => Number(new URL(url).port)

// A trace would keep every chunk, in the tab's memory as well.
test.use({ trace: 'off' })

test.describe('a large file', () => {
  // Ten minutes, and as much again for each 250 MB on a machine that does much else.
  test.setTimeout(600_000 * (1 + FILE_BYTES / (250 * MB)))
  test.skip(spawnSync('gpg', ['--version']).status !== 0, 'gpg is not installed')
  let folder: string
  let dataDir: string
  let site: { url: string; stop: () => Promise<void> }
  let line: LineToSite
  let browser: Browser

  test.beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rhw-large-'))
    dataDir = join(folder, 'data')
    const seed = process.env.E2E_SEED_DATA_DIR ?? process.env.DATA_DIR ?? join(ROOT, '.data')
    await cp(join(seed, 'demo-inbox'), join(dataDir, 'demo-inbox'), { recursive: true })
    site = await serve(ROOT, dataDir, { POW_COST: '0' })
    line = await openLine(portOf(site))
    // A browser of its own, in which no other test takes memory.
    const found = findBrowser()
    browser = await chromium.launch({
      args: ['--no-sandbox'],
      ...(found.ok && found.path !== undefined && { executablePath: found.path }),
    })
  })
  test.afterAll(async () => {
    await browser?.close()
    await line?.close()
    await site?.stop()
    await rm(folder, { recursive: true, force: true })
  })

  test('arrives whole after three cuts and a restart, and nothing stored is sent twice', async () => {
    const path = join(folder, 'logs.bin')
    const expected = await makeFile(path)
    const page = await browser.newPage()
    const stored: string[] = []
    page.on('response', (answer) => {
      const put = answer.request().method() === 'PUT' && answer.status() === 204
      if (put) stored.push(new URL(answer.url()).pathname)
    })
    await page.goto(`${line.url}/report`)
    await expect(reviewButton(page)).toBeEnabled()
    await page.getByLabel('Someone who works for us now').check()
    await page.getByLabel('They still have access').check()
    await page.getByLabel('What happened?').fill('See the logs.')
    await page.locator('#field-files').setInputFiles(path)
    await reviewButton(page).click()
    await sendButton(page).click()
    const heading = page.getByRole('heading', { name: 'Your tip is stored' })
    const started = performance.now()
    const untilCarried = (share: number) =>
      expect
        .poll(line.carried, { timeout: PATIENCE_MS, intervals: [20] })
        .toBeGreaterThan(share * FILE_BYTES)
    for (const share of [0.15, 0.35, 0.55]) {
      await untilCarried(share)
      line.cut()
      await expect(page.getByRole('heading', { name: 'Sending your tip' })).toBeVisible()
      await new Promise((resolve) => setTimeout(resolve, CUT_MS))
      line.mend()
    }
    await untilCarried(0.75)
    await site.stop()
    site = await serve(ROOT, dataDir, { POW_COST: '0' })
    line.leadTo(portOf(site))
    await expect(heading).toBeVisible({ timeout: PATIENCE_MS })
    const seconds = (performance.now() - started) / 1000
    const description = `${FILE_BYTES / MB} MB in ${seconds.toFixed(1)} s`
    test.info().annotations.push({ type: 'figures', description })
    if (process.env.LARGE_FILE_MB) console.log(description)
    expect(new Set(stored).size).toBe(stored.length)
    // Of a few the answer was lost, and the server said later that it has them.
    expect(stored.length).toBeGreaterThan(FILE_BYTES / 2 ** 21)
    // What was carried twice is what was under way at a cut, and no more.
    expect(line.carried()).toBeLessThan(1.05 * FILE_BYTES + 4 * 6 * 2 ** 20)

    const listed = () => JSON.parse(inbox(dataDir, 'list', '--json')) as { reference: string }[]
    await expect.poll(listed, { timeout: PATIENCE_MS, intervals: [1_000] }).toHaveLength(1)
    const out = join(folder, 'opened')
    inbox(dataDir, 'open', listed()[0]?.reference ?? '', '--out', out)
    const files = (await readdir(join(out, 'files'))).sort()
    // The tip's key comes in the message, the large file as a part after it.
    expect(files).toEqual(['01-tip-key.asc', '02-logs.bin.unsafe'])
    expect(await hashOf(join(out, 'files', '02-logs.bin.unsafe'))).toBe(expected)
  })
})
