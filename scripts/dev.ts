/**
 * `npm run dev`: a live preview with drafts. Content is built again at each save, Next serves the
 * pages, and tips are taken in as in production, into the same DATA_DIR.
 */
import { spawn } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { inboxesText } from '#lib/inboxes/page-inboxes'
import { readSetup } from '#server/setup'
import { failWith, ROOT, runCommand, runScript } from './steps.ts'

async function dev(): Promise<void> {
  const setup = await readSetup(process.env)
  if (!setup.ok) failWith('The preview cannot start:', setup.errors)
  const { config } = setup
  const work = join(ROOT, '.build')
  await mkdir(work, { recursive: true })
  const inboxesJson = join(work, 'inboxes.json')
  await writeFile(inboxesJson, inboxesText(setup.inboxes))
  const env = {
    INBOXES_JSON: inboxesJson,
    SITE_URL: config.siteUrl,
    REPLY_ADDRESS: config.replyAddress ?? '',
    NEXT_TELEMETRY_DISABLED: '1',
  }
  if ((await runScript('scripts/build-seal.ts', [], env)) !== 0) {
    failWith('The preview cannot start:', ['The sealing worker was not built; see above.'])
  }
  // The first build, so that pages find their content; mistakes are shown, and the preview goes on.
  await runScript('scripts/build-content.ts', [], env)
  const children = [
    start('scripts/build-content.ts', ['--watch'], env),
    start(
      'node_modules/next/dist/bin/next',
      ['dev', '--port', String(config.port), '--hostname', config.host],
      env,
    ),
  ]
  const stop = () => {
    for (const child of children) child.kill('SIGTERM')
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  const codes = await Promise.race(
    children.map(
      (child) => new Promise<number>((resolve) => child.once('exit', (code) => resolve(code ?? 0))),
    ),
  )
  stop()
  process.exitCode = codes
}

function start(script: string, args: readonly string[], env: Record<string, string>) {
  return spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', join(ROOT, script), ...args],
    { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, ...env } },
  )
}

await runCommand(dev)
