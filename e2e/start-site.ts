// Starts the production server for the browser tests, on a free port with a fresh data folder,
// and takes both away afterwards.
import { spawn } from 'node:child_process'
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseManifest } from '#server/manifest'

const root = join(import.meta.dirname, '..')

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() =>
        address && typeof address === 'object'
          ? resolve(address.port)
          : reject(new Error('The system gave no free port.')),
      )
    })
  })
}

async function untilReady(url: string, ended: () => string | undefined): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    const problem = ended()
    if (problem !== undefined) throw new Error(`The server ended before it was ready.\n${problem}`)
    const answer = await fetch(`${url}/healthz`).catch(() => undefined)
    if (answer?.ok) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`The server at ${url} did not become ready within 30 seconds.`)
}

/**
 * Playwright's global setup. Sets `E2E_BASE_URL` and `E2E_DATA_DIR` for the tests. The demo inbox
 * in `E2E_SEED_DATA_DIR` (default `.data`), which the build baked into the page, is copied.
 */
export default async function startSite(): Promise<(() => Promise<void>) | undefined> {
  if (process.env.E2E_BASE_URL) return undefined
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const dataDir = await mkdtemp(join(tmpdir(), 'rhw-e2e-'))
  const seed = process.env.E2E_SEED_DATA_DIR ?? process.env.DATA_DIR ?? join(root, '.data')
  await cp(join(seed, 'demo-inbox'), join(dataDir, 'demo-inbox'), { recursive: true }).catch(
    () => undefined,
  )
  const { siteUrl } = parseManifest(await readFile(join(root, 'dist', 'manifest.json'), 'utf8'))
  const server = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', join(root, 'server', 'main.ts')],
    {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        HOST: '127.0.0.1',
        PORT: String(port),
        SITE_URL: siteUrl,
        DATA_DIR: dataDir,
        // All browsers come from one address.
        RATE_LIMITS: 'off',
      },
    },
  )
  let output = ''
  for (const stream of [server.stdout, server.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-20_000)
    })
  }
  const closed = new Promise<void>((resolve) => server.once('close', () => resolve()))
  try {
    await untilReady(url, () => (server.exitCode === null ? undefined : output))
  } catch (error) {
    server.kill()
    throw error
  }
  process.env.E2E_BASE_URL = url
  process.env.E2E_DATA_DIR = dataDir
  return async () => {
    server.kill('SIGTERM')
    await closed
    await rm(dataDir, { recursive: true, force: true })
  }
}
