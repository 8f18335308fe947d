/**
 * Starts the server: the published folder, the intake and the delivery loop behind one port.
 * Refuses to start on a build that does not fit the configuration.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { loadSite } from '#lib/content/data'
import { LANGUAGES } from '#lib/i18n/languages'
import { securityTxt } from '#lib/publishing/security-txt'
import { createApiListener, limitConnections, SERVER_OPTIONS } from './api.ts'
import type { Manifest } from './manifest.ts'
import { createServices, type Services } from './services.ts'
import type { Setup } from './setup.ts'
import { openSite, type Site } from './site.ts'

export type RunningServer = {
  services: Services
  /** The port that is listened on, also when the system chose it. */
  port: number
  /** Stops listening, ends what is in hand and closes the store. */
  close(): Promise<void>
}

const SECURITY_TXT = '/.well-known/security.txt'
/** How long requests in hand may go on after the server was told to stop. */
const GRACE_MS = 8_000
const IDLE_LOOK_MS = 100

/**
 * Starts and resolves once requests are answered.
 * @param dist the built folder @param root the repository, for content/site.yaml
 * @throws with the cure: no build, a build for other inboxes or another address, a port in use
 */
export async function startServer(
  setup: Setup,
  { dist, root }: { dist: string; root: string },
): Promise<RunningServer> {
  const site = await openSite(dist)
  const misfit = buildMisfit(site.manifest, setup)
  if (misfit !== undefined) throw new Error(misfit)

  const services = await createServices(setup)
  const server = createServer(SERVER_OPTIONS, listener(site, services, securityText(setup, root)))
  limitConnections(server)
  try {
    await listen(server, setup.config)
  } catch (error) {
    await services.close()
    throw error
  }
  services.delivery.start()
  return {
    services,
    port: (server.address() as AddressInfo).port,
    close: async () => {
      await closeServer(server)
      await services.close()
    },
  }
}

/** Why a build must not be served with this configuration, with the cure; undefined when it may. */
export function buildMisfit(
  manifest: Pick<Manifest, 'inboxes' | 'retentionDays' | 'siteUrl'>,
  { config, inboxes }: Setup,
): string | undefined {
  const cure = 'Run `npm run build` with the same settings as the server, then start it again.'
  if (manifest.siteUrl !== config.siteUrl) {
    return `The site was built for ${manifest.siteUrl}, but SITE_URL is ${config.siteUrl}. ${cure}`
  }
  if (manifest.retentionDays !== config.retentionDays) {
    return `The pages promise to keep sealed tips for ${manifest.retentionDays} days, but RETENTION_DAYS is ${config.retentionDays}. ${cure}`
  }
  const loaded = new Map(
    inboxes.map(({ id, certificates }) => [id, certificates.map(({ fingerprint }) => fingerprint)]),
  )
  const ids = new Set([...loaded.keys(), ...Object.keys(manifest.inboxes)])
  for (const id of ids) {
    const [built, present] = [manifest.inboxes[id] ?? [], loaded.get(id) ?? []]
    if (built.toSorted().join() === present.toSorted().join()) continue
    return `The form seals tips for the inbox “${id}” to ${named(built)}, but the server has ${named(present)}. ${cure}`
  }
  return undefined
}

const named = (fingerprints: readonly string[]): string =>
  fingerprints.length > 0 ? fingerprints.join(' and ') : 'no certificate'

function listener(site: Site, services: Services, securityText: () => string) {
  const api = createApiListener(services.intake)
  const secure = services.config.siteUrl.startsWith('https:')
  return (request: IncomingMessage, response: ServerResponse): void => {
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/'
    if (secure)
      response.setHeader('strict-transport-security', 'max-age=63072000; includeSubDomains')
    if (services.intake.owns(path)) void api(request, response)
    else if (path === SECURITY_TXT && (request.method === 'GET' || request.method === 'HEAD')) {
      const body = securityText()
      response.writeHead(200, {
        'content-type': 'text/plain; charset=utf-8',
        'content-length': Buffer.byteLength(body),
        'cache-control': 'no-cache',
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
        'cross-origin-resource-policy': 'cross-origin',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
      })
      response.end(request.method === 'HEAD' ? undefined : body)
    } else site.handle(request, response)
  }
}

/** Made when asked for, since it must name a day in the future. */
function securityText({ config, inboxes }: Setup, root: string): () => string {
  const { security } = loadSite(root)
  const fingerprints = inboxes
    .filter(({ demo }) => !demo)
    .flatMap(({ certificates }) => certificates.map(({ fingerprint }) => fingerprint))
  return () =>
    securityTxt({
      siteUrl: config.siteUrl,
      now: new Date(),
      contact: security.contact,
      fingerprints,
      languages: LANGUAGES,
    })
}

function listen(server: Server, { host, port }: { host: string; port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(listenError(error, host, port)))
    server.listen(port, host, () => resolve())
  })
}

function listenError(error: NodeJS.ErrnoException, host: string, port: number): Error {
  switch (error.code) {
    case 'EADDRINUSE':
      return new Error(
        `Port ${port} is in use. End the program that uses it, or choose another port: PORT=${port + 1} npm run up`,
      )
    case 'EACCES':
      return new Error(`Port ${port} may not be used. Choose one above 1023, like PORT=3000.`)
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new Error(
        `${host} is no address of this machine. Set HOST to one, like 127.0.0.1 or 0.0.0.0.`,
      )
    default:
      return error
  }
}

async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeIdleConnections()
  // A line becomes idle when its answer has gone, and would else be held open for the next request.
  const idle = setInterval(() => server.closeIdleConnections(), IDLE_LOOK_MS)
  const force = setTimeout(() => server.closeAllConnections(), GRACE_MS)
  await closed
  clearInterval(idle)
  clearTimeout(force)
}
