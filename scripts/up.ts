/**
 * `npm run up`: builds the site when something changed since the last build, starts it, and says
 * where it is and how tips are read. `-- --production` refuses what must not meet the public;
 * `-- --preview` shows drafts and embargoed advisories too.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { instantOf } from '#lib/content/dates'
import { judgeForProduction } from '#server/production'
import type { RunningServer } from '#server/run'
import { configErrorText, readSetup, type Setup } from '#server/setup'
import { startServer } from '#server/start'
import { closeOnSignals } from '#server/until-stopped'
import { buildStamp, STAMP_FILE } from './build-stamp.ts'
import { failWith, ROOT, runCommand, runScript } from './steps.ts'

async function up(): Promise<void> {
  const known = ['--production', '--preview']
  const unknown = process.argv.slice(2).filter((argument) => !known.includes(argument))
  if (unknown.length > 0) {
    failWith(`Unknown: ${unknown.join(' ')}`, ['The options are --production and --preview.'])
  }
  if (process.argv.includes('--preview')) process.env.PREVIEW = '1'
  const production = process.argv.includes('--production')
  // A secret key of the demonstration has no business on a machine that faces the public.
  const setup = await readSetup(process.env, { demo: !production })
  if (!setup.ok) failWith('The site cannot start:', setup.errors)
  const { refusals, warnings } = production
    ? judgeForProduction(setup, ROOT, new Date())
    : { refusals: [], warnings: [] }
  if (refusals.length > 0) {
    failWith('This installation is not ready for the public:', refusals.map(configErrorText))
  }
  const stamp = await readFile(join(ROOT, STAMP_FILE), 'utf8').catch(() => undefined)
  if (stamp === (await buildStamp(ROOT, setup, instantOf(new Date())))) {
    console.log('Nothing changed since the last build.')
  } else if ((await runScript('scripts/build.ts')) !== 0) process.exit(1)

  const server = await startServer(forPeople(setup), { dist: join(ROOT, 'dist'), root: ROOT })
  closeOnSignals(server)
  console.log(announcement(setup, server))
  const toLookAt = [...setup.warnings, ...warnings.map(configErrorText)]
  if (toLookAt.length > 0) console.log(['Look at these:', ...toLookAt, ''].join('\n  '))
}

/** At a terminal the log begins with what needs somebody's eyes, unless LOG_LEVEL says otherwise. */
function forPeople(setup: Setup): Setup {
  if (!process.stderr.isTTY || (process.env.LOG_LEVEL ?? '') !== '') return setup
  return { ...setup, config: { ...setup.config, logLevel: 'warn' } }
}

function announcement(
  { config, inboxes }: Setup,
  { port, metricsPort }: Pick<RunningServer, 'port' | 'metricsPort'>,
): string {
  const local = /^(127\.|::1$|localhost$|0\.0\.0\.0$|::$)/.test(config.host)
  const host = config.host.includes(':') ? `[${config.host}]` : config.host
  const url = `http://${local ? 'localhost' : host}:${port}`
  const demo = inboxes.some((inbox) => inbox.demo)
  const data = process.env.DATA_DIR ? `DATA_DIR=${config.dataDir} ` : ''
  return [
    '',
    'Remote Hire Watch is running.',
    '',
    `  Read             ${url}/`,
    `  Send a tip       ${url}/report`,
    ...(config.siteUrl === `http://localhost:${port}`
      ? []
      : [`  Built for        ${config.siteUrl}`]),
    ...(metricsPort === null
      ? []
      : [`  Metrics          http://localhost:${metricsPort}/metrics and /alarms`]),
    `  Data             ${config.dataDir}`,
    `  Inboxes          ${inboxes.map(({ id, name }) => `${id} (${name})`).join(', ')}`,
    ...(demo
      ? [
          '                   A demonstration: its secret key lies in the data folder. Send nothing real.',
        ]
      : []),
    '',
    ...(config.mailTransports.some(({ name }) => name === 'maildir')
      ? [
          `  List the tips    ${data}npm run inbox -- list`,
          `  Open one         ${data}npm run inbox -- open <reference>`,
        ]
      : // Tips are opened where their mails go, and nothing of them lies here.
        [`  List the tips    ${data}npm run tips -- list`]),
    '  Stop             Ctrl-C',
    '',
  ].join('\n')
}

await runCommand(up)
