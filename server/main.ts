/**
 * The production server: serves what `npm run build` made, takes in tips and delivers them.
 * Started by `npm run up`, or alone: `node server/main.ts [--production]`.
 */
import { join } from 'node:path'
import { judgeForProduction } from './production.ts'
import { configErrorText, readSetup } from './setup.ts'
import { startServer } from './start.ts'
import { closeOnSignals } from './until-stopped.ts'

const root = join(import.meta.dirname, '..')

function fail(lines: readonly string[]): never {
  console.error(['The server cannot start:', ...lines.map((line) => `  ${line}`)].join('\n'))
  process.exit(1)
}

const options = process.argv.slice(2)
const unknown = options.filter((option) => option !== '--production')
if (unknown.length > 0) fail([`Unknown: ${unknown.join(' ')}. The only option is --production.`])
const production = options.includes('--production')
try {
  // A secret key of the demonstration has no business on a machine that faces the public.
  const setup = await readSetup(process.env, { demo: !production })
  if (!setup.ok) fail(setup.errors)
  const { refusals, warnings } = production
    ? judgeForProduction(setup, root, new Date())
    : { refusals: [], warnings: [] }
  if (refusals.length > 0) fail(refusals.map(configErrorText))

  const server = await startServer(setup, { dist: join(root, 'dist'), root })
  closeOnSignals(server)
  for (const reason of setup.warnings) {
    server.log({ event: 'warning', variable: 'INBOXES_DIR', reason })
  }
  for (const { variable, problem, cure } of warnings) {
    server.log({ event: 'warning', variable, reason: `${problem} ${cure}` })
  }
  console.log(`Listening on ${setup.config.host}:${server.port} for ${setup.config.siteUrl}`)
} catch (error) {
  fail([error instanceof Error ? error.message : String(error)])
}
