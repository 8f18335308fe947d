// Runs the production server of a built folder on a free port of this machine, for the browser tests.
import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort } from '#scripts/loopback.fixture'
import { runScript } from '#scripts/steps'
import { parseManifest } from '#server/manifest'

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

export type Served = { url: string; printed: () => string; stop: () => Promise<void> }

/**
 * Starts the server and waits until it answers.
 * @param root a folder with sources and their `dist` @param dataDir its data
 * @param env further settings
 * @returns its address, what it printed, and how to end it
 * @throws with what it printed when it does not start
 */
export async function serve(
  root: string,
  dataDir: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Served> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
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
        ...env,
      },
    },
  )
  let output = ''
  for (const stream of [server.stdout, server.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString()
    })
  }
  const closed = new Promise<void>((resolve) => server.once('close', () => resolve()))
  try {
    await untilReady(url, () => (server.exitCode === null ? undefined : output.slice(-20_000)))
  } catch (error) {
    server.kill()
    throw error
  }
  return {
    url,
    printed: () => output,
    stop: async () => {
      server.kill('SIGTERM')
      await closed
    },
  }
}

/**
 * Builds the site in a folder with its sources, by these settings, and starts it.
 * @throws when it is not built, after the build has said why
 */
export async function buildAndServe(
  root: string,
  dataDir: string,
  env: Readonly<Record<string, string>>,
): Promise<Served> {
  if ((await runScript('scripts/build.ts', [], { ...env, DATA_DIR: dataDir }, root)) !== 0) {
    throw new Error('The site with settings of its own was not built; see above.')
  }
  return serve(root, dataDir, env)
}
