/**
 * A running server: the services behind one port, metrics behind another, and the order in which
 * all of it ends. What answers besides the services is handed in.
 */
import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import { createApiListener, SERVER_OPTIONS } from './api.ts'
import { limitConnections } from './connections.ts'
import { closeServer, listen } from './listening.ts'
import { createLog } from './log.ts'
import type { ServerLog } from './log-events.ts'
import { createMetrics, startMetricsServer } from './metrics.ts'
import { createProxies } from './proxies.ts'
import { createServices, type Services } from './services.ts'
import type { Setup } from './setup.ts'
import { limitBodies, ONE_CHUNK, type Patience } from './slow-bodies.ts'

export type RunningServer = {
  services: Services
  log: ServerLog
  /** The port that is listened on, also when the system chose it. */
  port: number
  /** That of the metrics; null when there is none. */
  metricsPort: number | null
  /** Stops listening, ends what is in hand and closes the store. */
  close(): Promise<void>
}

/**
 * Starts and resolves once requests are answered.
 * @param makeListener joins `api`, which answers for what `services.owns`, with whatever else is served
 * @param patienceOf how slow the body of a request may come; none but those of one chunk unless told
 * @throws with the cure: a port in use, another server on the same folder
 */
export async function runServer(
  setup: Setup,
  makeListener: (services: Services, api: RequestListener, log: ServerLog) => RequestListener,
  patienceOf: (request: IncomingMessage) => Patience = () => ONE_CHUNK,
): Promise<RunningServer> {
  const { config } = setup
  const clock = () => new Date()
  const { log, end: endLog } = createLog({ level: config.logLevel, clock })
  log(configuration(setup))
  const metrics = createMetrics({ inboxes: setup.inboxes, clock })
  const services = await createServices(setup, log, metrics.observe)
  const proxies = createProxies(config.trustedProxies)
  const server = createServer(
    SERVER_OPTIONS,
    makeListener(services, createApiListener(services, proxies), log),
  )
  limitBodies(server, patienceOf)
  limitConnections(server, (address) => config.rateLimits && !proxies.trusts(address))
  const metricsServer = await startMetricsServer(config.metricsPort, metrics, services).catch(
    async (error: unknown) => {
      await services.close()
      throw error
    },
  )
  const metricsPort = metricsServer?.port ?? null
  const port = await listen(server, { ...config, variable: 'PORT' }).catch(async (error) => {
    await metricsServer?.close()
    await services.close()
    throw error
  })
  services.delivery.start()
  services.replies?.start()
  log({ event: 'started', port, metricsPort: metricsPort ?? 0 })
  return {
    services,
    log,
    port,
    metricsPort,
    close: async () => {
      log({ event: 'stopping' })
      // Mails and requests end beside each other: each may take some seconds.
      await Promise.all([
        closeServer(server),
        metricsServer?.close(),
        services.delivery.stop(),
        services.replies?.stop(),
      ])
      await services.close()
      endLog()
      log({ event: 'stopped' })
    },
  }
}

/** What the log says of the settings when it begins. */
function configuration({ config, inboxes }: Setup): Parameters<ServerLog>[0] {
  return {
    event: 'configuration',
    site: config.siteUrl,
    inboxes: inboxes.length,
    transports: config.mailTransports.map(({ name }) => name).join(','),
    trustedProxies: config.trustedProxies.length,
    powCost: config.powCost,
    retentionDays: config.retentionDays,
    rateLimits: config.rateLimits,
    operator: config.operatorEmail !== null,
    webhooks: config.resendWebhookSecret !== null,
    replies: config.replySources.map(({ name }) => name).join(',') || 'none',
  }
}
