/**
 * A server without pages: the API and the delivery loop, composed as in production. Tests kill and
 * measure it without a build. Prints `listening <port>` when it takes requests.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createApiListener, limitConnections, SERVER_OPTIONS } from './api.ts'
import { createServices } from './services.ts'
import { readSetup } from './setup.ts'

const setup = await readSetup(process.env)
if (!setup.ok) {
  console.error(setup.errors.join('\n'))
  process.exit(1)
}
const services = await createServices(setup)
const server = createServer(SERVER_OPTIONS, createApiListener(services.intake))
limitConnections(server)
server.listen(setup.config.port, setup.config.host, () => {
  console.log(`listening ${(server.address() as AddressInfo).port}`)
})
services.delivery.start()

process.on('SIGTERM', () => {
  server.close(() => services.close())
  server.closeIdleConnections()
})
