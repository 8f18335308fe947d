/**
 * The production server: serves what `npm run build` made, takes in tips and delivers them.
 * Started by `npm run up`, or alone: `node server/main.ts`.
 */
import { join } from 'node:path'
import { readSetup } from './setup.ts'
import { startServer } from './start.ts'
import { closeOnSignals } from './until-stopped.ts'

const root = join(import.meta.dirname, '..')

function fail(lines: readonly string[]): never {
  console.error(['The server cannot start:', ...lines.map((line) => `  ${line}`)].join('\n'))
  process.exit(1)
}

const setup = await readSetup(process.env)
if (!setup.ok) fail(setup.errors)
for (const warning of setup.warnings) console.warn(`Warning: ${warning}`)
try {
  const server = await startServer(setup, { dist: join(root, 'dist'), root })
  closeOnSignals(server)
  console.log(`Listening on ${setup.config.host}:${server.port} for ${setup.config.siteUrl}`)
} catch (error) {
  fail([error instanceof Error ? error.message : String(error)])
}
