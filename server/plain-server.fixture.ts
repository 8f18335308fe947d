/**
 * A server whose only page is a form without scripts, as a process of its own, for tests that kill and
 * measure it. `PLAIN_DIST` names a folder as the build leaves it. Prints `listening <port>`.
 */

import { openPlainPages } from './plain-pages.ts'
import { runServer } from './run.ts'
import { readSetup } from './setup.ts'
import { patienceWith, plainDoor } from './start.ts'
import { closeOnSignals } from './until-stopped.ts'

const setup = await readSetup(process.env)
if (!setup.ok) throw new Error(setup.errors.join('\n'))
const pages = await openPlainPages(process.env.PLAIN_DIST ?? '')
const server = await runServer(
  setup,
  (services, api, log) => {
    const plain = plainDoor(pages, () => ({}), services, log)
    return (request, response) => {
      const path = (request.url ?? '/').split('?', 1)[0] ?? '/'
      // What the process holds, for tests that watch it while it works.
      if (path === '/memory') response.end(String(process.memoryUsage().rss))
      else if (plain.takes(request.method, path)) plain.handle(request, response, path)
      else api(request, response)
    }
  },
  patienceWith(pages),
)
closeOnSignals(server)
console.log(`listening ${server.port}`)
