/**
 * A server without pages: the API and the delivery loop, composed as in production. Tests kill and
 * measure it without a build. Prints `listening <port>` when it takes requests, and
 * `metrics <port>` before that when it has any.
 */
import { runServer } from './run.ts'
import { readSetup } from './setup.ts'
import { closeOnSignals } from './until-stopped.ts'

const setup = await readSetup(process.env)
if (!setup.ok) {
  console.error(setup.errors.join('\n'))
  process.exit(1)
}
const server = await runServer(setup, (_, api) => api)
closeOnSignals(server)
if (server.metricsPort !== null) console.log(`metrics ${server.metricsPort}`)
console.log(`listening ${server.port}`)
