/**
 * What a tab takes in memory while it seals and sends large files: the form of the built site in a real
 * browser, the real server behind it, and the renderer process as Linux counts it.
 */
import { randomBytes } from 'node:crypto'
import { cp, mkdir, open, readFile, rm, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { findBrowser } from '#scripts/browser'
import { freePort } from '#scripts/loopback.fixture'
import { type Chromium, startChromium, type Tab } from './chromium.ts'
import type { Skipped } from './pages.ts'
import { startScript } from './servers.ts'

const MB = 1_000_000
const SAMPLE_MS = 200
/** A busy machine with two cores sends 3 MB/s and more; a measurement never outlasts this. */
const SECONDS_MAX = 900

export type TabMemory = {
  /** Size of the file in MB of 1,000,000 bytes, as are all sizes here. */
  megabytes: number
  seconds: number
  /** The renderer process before anything is chosen: resident pages, and its share of shared ones. */
  idle: Taken
  /** The most above that while the file was sealed and sent. */
  above: Taken
  /** The most that the whole browser took above what it took before, all its processes together. */
  browserAbove: number
}

type Taken = { rss: number; pss: number }

/**
 * Sends one file of each size, each from a new browser.
 * @param env of the server @param folder for its data and the files; needs three times their size
 * @param sizes in MB
 */
export async function measureTabMemory(
  env: Record<string, string>,
  folder: string,
  sizes: readonly number[],
): Promise<{ tabs: TabMemory[]; skipped: Skipped[] }> {
  const name = 'memory of a tab'
  const browser = findBrowser()
  if (!browser.ok) return { tabs: [], skipped: [{ name, skipped: 'no browser was found' }] }
  if ((await taken(process.pid)) === null) {
    return { tabs: [], skipped: [{ name, skipped: 'only Linux tells it' }] }
  }
  const tabs: TabMemory[] = []
  for (const megabytes of sizes) {
    const data = join(folder, `tab-${megabytes}`)
    await mkdir(data, { recursive: true })
    // Missing where the site has inboxes of its own.
    await cp(join(folder, 'demo-inbox'), join(data, 'demo-inbox'), { recursive: true }).catch(
      () => undefined,
    )
    const file = join(data, 'logs.bin')
    await writeUnlike(file, megabytes * MB)
    const port = await freePort()
    const own = { ...env, DATA_DIR: data, PORT: String(port), POW_COST: '0' }
    const server = await startScript('server/main.ts', [], own, port, '/healthz')
    try {
      const started = await startChromium(browser.path)
      try {
        const tab = await started.open(`http://127.0.0.1:${port}/report`)
        tabs.push({ megabytes, ...(await sendOne(started, tab, file)) })
      } finally {
        await started.close()
      }
    } finally {
      await server.stop()
      await rm(data, { recursive: true, force: true })
    }
  }
  return { tabs, skipped: [] }
}

/** A file whose bytes cannot be compressed and do not repeat. */
async function writeUnlike(path: string, bytes: number): Promise<void> {
  const piece = randomBytes(MB)
  const file = await open(path, 'w')
  for (let at = 0; at < bytes; at += piece.length) {
    piece.writeUInt32BE(at / MB, 0)
    await file.write(piece)
  }
  await file.close()
  await truncate(path, bytes)
}

/** Fills the form as a person does, and looks at the browser's memory until the tip is stored. */
async function sendOne(
  browser: Chromium,
  tab: Tab,
  file: string,
): Promise<Omit<TabMemory, 'megabytes'>> {
  const button = (name: string) =>
    `[...document.querySelectorAll('button')].find((one) => one.textContent.includes('${name}') && !one.disabled)`
  await until(tab, button('Check your answers'), 30)
  // What loading left behind has gone by then.
  await pause(3_000)
  const renderer = await rendererOf(browser)
  const idle = (await taken(renderer)) ?? { rss: 0, pss: 0 }
  const browserIdle = await wholeBrowser(browser)

  await tab.evaluate(FILL)
  await tab.chooseFiles(`document.querySelector('#field-files')`, [file])
  await until(tab, `document.body.innerText.includes('logs.bin')`, 30)
  await tab.evaluate(`${button('Check your answers')}.click()`)
  await until(tab, button('Encrypt and send'), 30)
  const started = performance.now()
  await tab.evaluate(`${button('Encrypt and send')}.click()`)

  const most = { ...idle }
  let browserMost = browserIdle
  for (let sample = 0; ; sample += 1) {
    const now = await taken(renderer)
    if (now === null) throw new Error('The tab has ended: the system may be out of memory.')
    most.rss = Math.max(most.rss, now.rss)
    most.pss = Math.max(most.pss, now.pss)
    browserMost = Math.max(browserMost, await wholeBrowser(browser))
    if (sample % 5 === 0) {
      if (await tab.evaluate(headed('Your tip is stored'))) break
      if (await tab.evaluate(headed('Check your answers'))) {
        throw new Error(`The tip was not sent: ${await tab.evaluate('document.body.innerText')}`)
      }
    }
    if (performance.now() - started > SECONDS_MAX * 1000) {
      throw new Error(`The file was not sent within ${SECONDS_MAX} seconds.`)
    }
    await pause(SAMPLE_MS)
  }
  return {
    seconds: Math.round((performance.now() - started) / 100) / 10,
    idle: { rss: Math.round(idle.rss), pss: Math.round(idle.pss) },
    above: { rss: Math.round(most.rss - idle.rss), pss: Math.round(most.pss - idle.pss) },
    browserAbove: Math.round(browserMost - browserIdle),
  }
}

/** Answers the three questions that must be answered; React hears of it by the events. */
const FILL = `(() => {
  const labelled = (text) => [...document.querySelectorAll('label')]
    .find((label) => label.textContent.includes(text)).control
  labelled('Someone who works for us now').click()
  labelled('They still have access').click()
  const story = labelled('What happened?')
  Object.getOwnPropertyDescriptor(Object.getPrototypeOf(story), 'value').set.call(story, 'See the logs.')
  story.dispatchEvent(new Event('input', { bubbles: true }))
})()`

const headed = (text: string) =>
  `[...document.querySelectorAll('h1, h2')].some((one) => one.textContent.includes('${text}'))`

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** Waits until an expression is true in the page. */
async function until(tab: Tab, expression: string, seconds: number): Promise<void> {
  for (const started = performance.now(); performance.now() - started < seconds * 1000; ) {
    if (await tab.evaluate(`Boolean(${expression})`).catch(() => false)) return
    await pause(100)
  }
  throw new Error(`The form did not come as far as ${expression} within ${seconds} seconds.`)
}

/** The process of the tab; the browser may keep an empty one in reserve, which is smaller. */
async function rendererOf(browser: Chromium): Promise<number> {
  const found = (await browser.processes()).filter(({ kind }) => kind === 'renderer')
  const sizes = await Promise.all(found.map(async ({ pid }) => [pid, await taken(pid)] as const))
  const [largest] = sizes.toSorted(([, one], [, other]) => (other?.rss ?? 0) - (one?.rss ?? 0))
  if (largest === undefined) throw new Error('The browser tells of no process for its tab.')
  return largest[0]
}

/** Proportional sizes of all its processes, in MB. */
async function wholeBrowser(browser: Chromium): Promise<number> {
  const found = await browser.processes()
  const sizes = await Promise.all(found.map(({ pid }) => taken(pid)))
  return sizes.reduce((sum, size) => sum + (size?.pss ?? 0), 0)
}

/** In MB, from proc(5); null where a process or that file is missing. */
async function taken(pid: number): Promise<Taken | null> {
  const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '')
  const size = (name: string) =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(text)?.[1] ?? Number.NaN)
  const [rss, pss] = [size('Rss'), size('Pss')].map((kilobytes) => (kilobytes * 1024) / MB)
  return rss && pss ? { rss, pss } : null
}
