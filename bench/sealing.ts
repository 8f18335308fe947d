/** Sealing 9 MB in Node and in a browser beside gpg, taking turns, for one certificate. */
import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { chromium } from '@playwright/test'
import { build } from 'esbuild'
import * as openpgp from '#lib/sealing/openpgp.node'
import { readRecipients, sealPart } from '#lib/sealing/seal-part'
import { findBrowser } from '#scripts/browser'
import type { Skipped } from './pages.ts'

const ROOT = join(import.meta.dirname, '..')
const BYTES = 9_000_000
const ROUNDS = 5

export type Sealed = { name: string; milliseconds: number; megabytesPerSecond: number }

type Sealer = { name: string; seal: () => Promise<number>; stop?: () => Promise<void> }

/** The fastest of some rounds, in which everybody has one turn. @param folder for gpg's key ring */
export async function measureSealing(
  folder: string,
): Promise<{ sealing: Sealed[]; skipped: Skipped[] }> {
  const skipped: Skipped[] = []
  const certificate = await makeCertificate()
  const content = randomBytes(BYTES)
  const sealers: Sealer[] = [await inNode(certificate, content)]
  if (spawnSync('gpg', ['--version']).status === 0) {
    sealers.push(...(await withGpg(folder, certificate, content)))
  } else skipped.push({ name: 'gpg', skipped: 'gpg is not installed' })
  const browser = findBrowser()
  if (browser.ok) sealers.push(await inBrowser(browser.path, certificate))
  else skipped.push({ name: 'Chromium', skipped: 'no browser was found' })

  const best = new Map<string, number>()
  try {
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const { name, seal } of sealers) {
        best.set(name, Math.min(best.get(name) ?? Number.POSITIVE_INFINITY, await seal()))
      }
    }
  } finally {
    for (const { stop } of sealers) await stop?.()
  }
  const sealing = [...best].map(([name, milliseconds]) => ({
    name,
    milliseconds: Math.round(milliseconds),
    megabytesPerSecond: Math.round(BYTES / 1000 / milliseconds),
  }))
  return { sealing, skipped }
}

/** A certificate as gpg makes them today, of nobody. */
async function makeCertificate(): Promise<string> {
  const { publicKey } = await openpgp.generateKey({
    type: 'ecc',
    curve: 'curve25519Legacy',
    userIDs: { email: 'bench@example.org' },
  })
  return publicKey
}

async function inNode(armored: string, content: Uint8Array): Promise<Sealer> {
  const key = await openpgp.readKey({ armoredKey: armored })
  const read = await readRecipients(
    openpgp,
    [{ fingerprint: key.getFingerprint(), armored }],
    new Date(),
  )
  if (!read.ok) throw new Error(read.reason)
  return {
    name: 'sealPart in Node',
    seal: () => timed(() => sealPart(openpgp, read.recipients, content)),
  }
}

async function withGpg(folder: string, armored: string, content: Uint8Array): Promise<Sealer[]> {
  const [certificate, plain] = [join(folder, 'certificate.asc'), join(folder, 'plain')]
  await writeFile(certificate, armored)
  await writeFile(plain, content)
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
    { name: 'gpg --encrypt', seal: () => timed(() => run([])) },
    { name: 'gpg -z 0 --encrypt', seal: () => timed(() => run(['-z', '0'])) },
  ]
}

/** The same function as the form's worker runs, on an empty page. */
async function inBrowser(path: string | undefined, armored: string): Promise<Sealer> {
  const bundled = await build({
    stdin: {
      contents: `import * as openpgp from '#lib/sealing/openpgp.browser'
        import { readRecipients, sealPart } from '#lib/sealing/seal-part'
        globalThis.measure = async (armored, bytes) => {
          const key = await openpgp.readKey({ armoredKey: armored })
          const given = [{ fingerprint: key.getFingerprint(), armored }]
          const read = await readRecipients(openpgp, given, new Date())
          if (!read.ok) throw new Error(read.reason)
          const content = new Uint8Array(bytes)
          for (let at = 0; at < bytes; at += 65536) {
            crypto.getRandomValues(content.subarray(at, at + 65536))
          }
          const started = performance.now()
          await sealPart(openpgp, read.recipients, content)
          return performance.now() - started
        }`,
      resolveDir: ROOT,
    },
    bundle: true,
    format: 'iife',
    conditions: ['browser'],
    write: false,
    logLevel: 'silent',
  })
  const [script] = bundled.outputFiles
  if (script === undefined) throw new Error('esbuild gave no bundle.')
  const browser = await chromium.launch({
    args: ['--no-sandbox'],
    ...(path !== undefined && { executablePath: path }),
  })
  const page = await browser.newPage()
  // A page of localhost, since crypto.subtle is for secure contexts only; nothing listens there.
  const origin = 'http://localhost/'
  await page.route(origin, (route) => route.fulfill({ contentType: 'text/html', body: '' }))
  await page.goto(origin)
  await page.addScriptTag({ content: script.text })
  const call = `measure(${JSON.stringify(armored)}, ${BYTES})`
  return {
    name: 'sealPart in Chromium',
    seal: async () => Number(await page.evaluate(call)),
    stop: () => browser.close(),
  }
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await run()
  return performance.now() - started
}
