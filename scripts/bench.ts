/**
 * `npm run bench`: measures serving a page beside Next's own server, and accepting tips through
 * HTTP, in one run on one machine. Prints a table, and JSON with `--json`. Needs a build.
 */
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseManifest } from '#server/manifest'
import { readSetup } from '#server/setup'
import { loadPage } from '../bench/load.ts'
import { freePort, startProcess } from '../bench/servers.ts'
import { loadTips } from '../bench/tips.ts'
import { failWith, ROOT, runCommand } from './steps.ts'

const PAGE = '/advisories/how-the-scheme-works'

/** Page serving: ours, then Next's, never both at once. */
async function measurePages(env: Record<string, string>) {
  const measured = []
  const servers = [
    { name: 'our server', script: 'server/main.ts', args: [], path: PAGE, ready: '/healthz' },
    {
      name: 'next start',
      script: 'node_modules/next/dist/bin/next',
      args: ['start', '--hostname', '127.0.0.1'],
      path: `/en${PAGE}`,
      ready: `/en${PAGE}`,
    },
  ]
  for (const { name, script, args, path, ready } of servers) {
    const port = await freePort()
    const server = await startProcess(script, args, { ...env, PORT: String(port) }, port, ready)
    try {
      await loadPage(port, path, { seconds: 2 })
      for (const encoding of ['br, gzip', 'identity']) {
        measured.push({ name, encoding, ...(await loadPage(port, path, { encoding })) })
      }
    } finally {
      await server.stop()
    }
  }
  return measured
}

async function measureTips(env: Record<string, string>) {
  const port = await freePort()
  const options = { ...env, PORT: String(port), POW_COST: '0', RATE_LIMITS: 'off' }
  const server = await startProcess('server/main.ts', [], options, port, '/healthz')
  try {
    return await loadTips(server)
  } finally {
    await server.stop()
  }
}

const megabytes = (bytes: number | undefined) =>
  bytes === undefined ? 'unknown' : `${Math.round(bytes / 1_048_576)} MB`

async function bench(): Promise<void> {
  const setup = await readSetup(process.env)
  if (!setup.ok) failWith('Nothing was measured:', setup.errors)
  const text = await readFile(join(ROOT, 'dist', 'manifest.json'), 'utf8').catch(() => undefined)
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
    const pages = await measurePages(env)
    const tips = await measureTips(env)
    const ratios = ['br, gzip', 'identity'].map((encoding) => {
      const [own, next] = pages.filter((one) => one.encoding === encoding)
      return {
        encoding,
        ratio: Math.round((10 * (own?.perSecond ?? 0)) / (next?.perSecond ?? 1)) / 10,
      }
    })
    const result = { node: process.version, cores: availableParallelism(), pages, ratios, tips }
    if (process.argv.includes('--json')) {
      console.log(JSON.stringify(result, null, 2))
      return
    }
    console.log(`Node ${process.version}, ${result.cores} cores. Serving ${PAGE}, 32 lines:`)
    console.table(pages)
    for (const { encoding, ratio } of ratios) {
      console.log(`Ours serves ${ratio} × Next's pages per second (${encoding}); the bar is 10.`)
    }
    console.log(
      `\nAccepting: ${tips.perSecond} tips/s of ${tips.bytes} bytes (the bar is 300), p50 ${tips.p50} ms, p99 ${tips.p99} ms (the bar is 250); memory ${megabytes(tips.memoryBefore)} → ${megabytes(tips.memoryAfter)} over ${tips.tips} tips.`,
    )
  } finally {
    await rm(dataDir, { recursive: true, force: true })
  }
}

await runCommand(bench)
