/**
 * A large file survives three cuts of the line and a restart of the server, bit for bit. `LARGE_FILE_MB`
 * sets its size; 120 unless given. The tab's memory is told, not judged: the tools that drive the browser
 * keep part of what it sends.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { createHash, type Hash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import { cp, mkdtemp, open, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { pipeline } from 'node:stream/promises'
import { type Browser, chromium, expect, test } from '@playwright/test'
import { findBrowser } from '#scripts/browser'
import { type LineToSite, openLine } from './line-to-site.ts'
import { reviewButton, sendButton } from './report-form.ts'
import { serve } from './serve.ts'
import { tabMemory } from './tab-memory.ts'

const MB = 1_000_000
const FILE_BYTES = Number(process.env.LARGE_FILE_MB ?? '120') * MB + 4_321
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

/** gpg with the demo inbox's key in a ring of its own. */
async function ringWith(secretKey: string): Promise<{ home: string; close: () => Promise<void> }> {
  const home = await mkdtemp(join(tmpdir(), 'rhw-ring-'))
  const { status, stderr } = spawnSync('gpg', ['--homedir', home, '--batch', '--import', secretKey])
  if (status !== 0) throw new Error(`gpg did not take the demo key: ${stderr}`)
  return {
    home,
    close: async () => {
      spawnSync('gpgconf', ['--homedir', home, '--kill', 'all'])
      await rm(home, { recursive: true, force: true })
    },
  }
}

function decrypt(home: string): { gpg: ChildProcess; hash: Hash; ended: Promise<unknown[]> } {
  const gpg = spawn('gpg', ['--homedir', home, '--batch', '--quiet', '--decrypt'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const hash = createHash('sha256')
  gpg.stdout.on('data', (data: Buffer) => hash.update(data))
  return { gpg, hash, ended: once(gpg, 'close') }
}

/** The one mail of the demo inbox, which takes mails of any size. */
async function mailIn(dataDir: string): Promise<string | undefined> {
  const folder = join(dataDir, 'maildir', 'demo', 'new')
  const [mail] = await readdir(folder).catch(() => [])
  return mail === undefined ? undefined : join(folder, mail)
}

/** The sealed file that is attached to a mail, line by line. */
async function* attachedPart(mail: string): AsyncGenerator<Buffer> {
  let at: 'before' | 'headers' | 'body' = 'before'
  for await (const line of createInterface({ input: createReadStream(mail) })) {
    if (at === 'before' && /filename="?file-1\.pgp/.test(line)) at = 'headers'
    else if (at === 'headers' && line === '') at = 'body'
    else if (at === 'body' && line.startsWith('--')) return
    else if (at === 'body') yield Buffer.from(line, 'base64')
  }
}

const portOf = ({ url }: { url: string }) => Number(new URL(url).port)

// A trace would keep every chunk, in the tab's memory as well.
test.use({ trace: 'off' })

test.describe('a large file', () => {
  test.setTimeout(600_000)
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
    const idle = await tabMemory(browser)
    await page.getByLabel('Someone who works for us now').check()
    await page.getByLabel('They still have access').check()
    await page.getByLabel('What happened?').fill('See the logs.')
    await page.locator('#field-files').setInputFiles(path)
    await reviewButton(page).click()
    await sendButton(page).click()
    const heading = page.getByRole('heading', { name: 'Your tip is stored' })

    let most = 0
    const watching = setInterval(async () => {
      most = Math.max(most, (await tabMemory(browser).catch(() => null)) ?? 0)
    }, 250)
    const started = performance.now()
    const untilCarried = (share: number) =>
      expect
        .poll(line.carried, { timeout: 300_000, intervals: [20] })
        .toBeGreaterThan(share * FILE_BYTES)
    for (const share of [0.15, 0.35, 0.55]) {
      await untilCarried(share)
      line.cut()
      await expect(page.getByRole('heading', { name: 'Sending your tip' })).toBeVisible()
      await new Promise((resolve) => setTimeout(resolve, 700))
      line.mend()
    }
    await untilCarried(0.75)
    await site.stop()
    site = await serve(ROOT, dataDir, { POW_COST: '0' })
    line.leadTo(portOf(site))
    await expect(heading).toBeVisible({ timeout: 300_000 })
    const seconds = (performance.now() - started) / 1000
    clearInterval(watching)
    const above = idle === null ? null : most - idle
    test.info().annotations.push({
      type: 'figures',
      description: `${FILE_BYTES / MB} MB in ${seconds.toFixed(1)} s; tab ${idle?.toFixed(0)} MB idle, at most ${above?.toFixed(0)} MB more`,
    })
    if (process.env.LARGE_FILE_MB) console.log(test.info().annotations.at(-1)?.description)
    expect(new Set(stored).size).toBe(stored.length)
    // Of a few the answer was lost, and the server said later that it has them.
    expect(stored.length).toBeGreaterThan(FILE_BYTES / 2 ** 21)

    await expect.poll(() => mailIn(dataDir), { timeout: 60_000 }).toBeTruthy()
    const ring = await ringWith(join(dataDir, 'demo-inbox', 'secret.asc'))
    const { gpg, hash, ended } = decrypt(ring.home)
    if (gpg.stdin === null) throw new Error('gpg takes nothing.')
    await pipeline(attachedPart((await mailIn(dataDir)) ?? ''), gpg.stdin)
    expect((await ended)[0]).toBe(0)
    expect(hash.digest('hex')).toBe(expected)
    await ring.close()
  })
})
