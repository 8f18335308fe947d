/** Sealing a file of 500 MB in Node and in a browser beside gpg, taking turns, for one certificate. */
import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { chromium } from '@playwright/test'
import { build } from 'esbuild'
import * as openpgp from '#lib/sealing/openpgp.node'
import { readRecipients } from '#lib/sealing/recipients'
import { sealStream } from '#lib/sealing/seal-stream'
import { findBrowser } from '#scripts/browser'
import type { Skipped } from './pages.ts'

const ROOT = join(import.meta.dirname, '..')
/** Large enough that what starts slowly does not count. */
export const SEALED_BYTES = 500_000_000
export const SEALING_ROUNDS = 3

export type Sealed = {
  name: string
  milliseconds: number
  megabytesPerSecond: number
  /** Processor time of all threads, steadier on a busy machine; where the system tells. */
  cpuMilliseconds: number | undefined
}

type Sealer = {
  name: string
  /** Seals once; resolves with the milliseconds it took. */
  seal: () => Promise<number>
  /** Processor time so far in milliseconds. */
  cpu: () => Promise<number | undefined>
  stop?: () => Promise<void>
}

/** The fastest of some rounds, in which everybody has one turn. @param folder for gpg's key ring */
export async function measureSealing(
  folder: string,
): Promise<{ sealing: Sealed[]; skipped: Skipped[] }> {
  const skipped: Skipped[] = []
  const certificate = await makeCertificate()
  const file = join(folder, 'plain')
  await writeRandom(file)
  const sealers: Sealer[] = [await inNode(certificate, file)]
  if (spawnSync('gpg', ['--version']).status === 0) {
    sealers.push(...(await withGpg(folder, certificate, file)))
  } else skipped.push({ name: 'gpg', skipped: 'gpg is not installed' })
  const browser = findBrowser()
  if (browser.ok) sealers.push(...(await inBrowser(browser.path, certificate, file)))
  else skipped.push({ name: 'Chromium', skipped: 'no browser was found' })

  const best = new Map<string, { milliseconds: number; cpu: number }>()
  try {
    for (let round = 0; round < SEALING_ROUNDS; round += 1) {
      for (const { name, seal, cpu } of sealers) {
        const before = await cpu()
        const milliseconds = await seal()
        const spent = ((await cpu()) ?? Number.NaN) - (before ?? Number.NaN)
        const known = best.get(name) ?? { milliseconds, cpu: spent }
        best.set(name, {
          milliseconds: Math.min(known.milliseconds, milliseconds),
          cpu: Math.min(known.cpu, spent),
        })
      }
    }
  } finally {
    for (const { stop } of sealers) await stop?.()
  }
  const sealing = [...best].map(([name, { milliseconds, cpu }]) => ({
    name,
    milliseconds: Math.round(milliseconds),
    megabytesPerSecond: Math.round(SEALED_BYTES / 1000 / milliseconds),
    cpuMilliseconds: Number.isNaN(cpu) ? undefined : Math.round(cpu),
  }))
  return { sealing, skipped }
}

/** A certificate as gpg makes them today, of nobody. */
async function makeCertificate(): Promise<string> {
  const { publicKey } = await openpgp.generateKey({
    type: 'ecc',
    curve: 'curve25519Legacy',
    userIDs: { email: 'bench@example.org' },
    // It wants what gpg's own certificates want; OpenPGP.js would have gpg compress nothing by default.
    config: { preferredCompressionAlgorithm: openpgp.enums.compression.zlib },
  })
  return publicKey
}

/** Bytes that cannot be compressed, like most of what is large. */
async function writeRandom(path: string): Promise<void> {
  const piece = randomBytes(1_000_000)
  const file = await open(path, 'w')
  for (let at = 0; at < SEALED_BYTES; at += piece.length) {
    piece.writeUInt32BE(at, 0)
    await file.write(piece)
  }
  await file.close()
}

async function inNode(armored: string, file: string): Promise<Sealer> {
  const key = await openpgp.readKey({ armoredKey: armored })
  const read = await readRecipients(
    openpgp,
    [{ fingerprint: key.getFingerprint(), armored }],
    new Date(),
  )
  if (!read.ok) throw new Error(read.reason)
  const seal = async () => {
    const content = createReadStream(file, { highWaterMark: 1024 * 1024 })
    let bytes = 0
    for await (const piece of sealStream(openpgp, read.recipients, content, {
      bytes: SEALED_BYTES,
    })) {
      bytes += piece.length
    }
    if (bytes < SEALED_BYTES) throw new Error(`Only ${bytes} bytes came out.`)
  }
  const cpu = async () => {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1000
  }
  return { name: 'sealStream in Node', seal: () => timed(seal), cpu }
}

async function withGpg(folder: string, armored: string, plain: string): Promise<Sealer[]> {
  const certificate = join(folder, 'certificate.asc')
  await writeFile(certificate, armored)
  const usual = ['--homedir', folder, '--no-options', '--batch', '--quiet', '--yes']
  const run = async (options: readonly string[]) => {
    const target = ['--output', join(folder, 'sealed'), '--recipient-file', certificate]
    const { status, stderr } = spawnSync('gpg', [
      ...usual,
      ...options,
      ...target,
      '--encrypt',
      plain,
    ])
    if (status !== 0) throw new Error(`gpg could not encrypt: ${stderr}`)
  }
  return [
    { name: 'gpg --encrypt', seal: () => timed(() => run([])), cpu: endedChildren },
    { name: 'gpg -z 0 --encrypt', seal: () => timed(() => run(['-z', '0'])), cpu: endedChildren },
  ]
}

/** Of the programs that this one has run; fields 16 and 17, in hundredths of a second (proc(5)). */
async function endedChildren(): Promise<number | undefined> {
  const stat = await readFile('/proc/self/stat', 'utf8').catch(() => '')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return stat === '' ? undefined : (Number(fields[13]) + Number(fields[14])) * 10
}

/** What the form's worker runs, alone and with the hashes of file and part, which gpg does not make. */
const IN_BROWSER = `import * as openpgp from '#lib/sealing/openpgp.browser'
  import { readRecipients } from '#lib/sealing/recipients'
  import { sealStream } from '#lib/sealing/seal-stream'
  import { createSha256 } from '#lib/evidence/sha256'
  async function* piecesOf(file, hash) {
    const reader = file.stream().getReader()
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      hash?.update(next.value)
      yield next.value
    }
  }
  globalThis.measure = async (armored, hashing) => {
    const key = await openpgp.readKey({ armoredKey: armored })
    const given = [{ fingerprint: key.getFingerprint(), armored }]
    const read = await readRecipients(openpgp, given, new Date())
    if (!read.ok) throw new Error(read.reason)
    const [file] = document.querySelector('input').files
    const hashes = hashing ? [createSha256(), createSha256()] : []
    const started = performance.now()
    const content = piecesOf(file, hashes[0])
    for await (const piece of sealStream(openpgp, read.recipients, content, { bytes: file.size })) {
      hashes[1]?.update(piece)
    }
    hashes.forEach((hash) => hash.hex())
    return performance.now() - started
  }`

async function inBrowser(
  path: string | undefined,
  armored: string,
  file: string,
): Promise<Sealer[]> {
  const bundled = await build({
    stdin: { contents: IN_BROWSER, resolveDir: ROOT },
    bundle: true,
    format: 'iife',
    conditions: ['browser'],
    write: false,
    logLevel: 'silent',
  })
  const [script] = bundled.outputFiles
  if (script === undefined) throw new Error('esbuild gave no bundle.')
  // A page of localhost, since crypto.subtle is for secure contexts only.
  const server = createServer((_, response) => {
    response.setHeader('Content-Type', 'text/html')
    response.end('<input type="file">')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const browser = await chromium.launch({
    args: ['--no-sandbox'],
    ...(path !== undefined && { executablePath: path }),
  })
  const page = await browser.newPage()
  await page.goto(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`)
  await page.locator('input').setInputFiles(file)
  await page.addScriptTag({ content: script.text })
  const line = await browser.newBrowserCDPSession()
  const cpu = async () => {
    const { processInfo } = await line.send('SystemInfo.getProcessInfo')
    return processInfo.reduce((sum, { cpuTime }) => sum + cpuTime * 1000, 0)
  }
  const measure = async (hashing: boolean) =>
    Number(await page.evaluate(`measure(${JSON.stringify(armored)}, ${hashing})`))
  return [
    { name: 'sealStream in Chromium', seal: () => measure(false), cpu },
    {
      name: 'sealStream and two SHA-256 in Chromium',
      seal: () => measure(true),
      cpu,
      stop: async () => {
        await browser.close()
        server.close()
      },
    },
  ]
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await run()
  return performance.now() - started
}
