/**
 * Starts the server: the published folder, the intake and the delivery loop behind one port.
 * Refuses to start on a build that does not fit the configuration.
 */
import { randomBytes } from 'node:crypto'
import type { IncomingMessage, RequestListener } from 'node:http'
import { loadSite } from '#lib/content/data'
import { LANGUAGES } from '#lib/i18n/languages'
import { inboxesSha256 } from '#lib/inboxes/page-inboxes'
import { securityTxt } from '#lib/publishing/security-txt'
import type { ServerLog } from './log-events.ts'
import type { Manifest } from './manifest.ts'
import { createPlainDoor, PLAIN_PATIENCE, type PlainDoor } from './plain-door.ts'
import { openPlainPages, type PlainPages } from './plain-pages.ts'
import { createProxies } from './proxies.ts'
import { type RunningServer, runServer } from './run.ts'
import { reasonOf, type Services } from './services.ts'
import type { Setup } from './setup.ts'
import { openSite, type Site } from './site.ts'
import { ONE_CHUNK, type Patience } from './slow-bodies.ts'

const SECURITY_TXT = '/.well-known/security.txt'
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

  const text = securityText(setup, root)
  const pages = await openPlainPages(dist)
  const headersOf = (address: string) => site.manifest.answers[address]?.headers ?? {}
  return runServer(
    setup,
    (services, api, log) =>
      listener(site, services, api, plainDoor(pages, headersOf, services, log), text),
    patienceWith(pages),
  )
}

const pathOf = (url: string | undefined): string => (url ?? '/').split('?', 1)[0] ?? '/'

/** The door of the pages without scripts, from the services of a server. */
export function plainDoor(
  pages: PlainPages,
  headersOf: (address: string) => Readonly<Record<string, string>>,
  { config, inboxes, intake }: Services,
  log: ServerLog,
): PlainDoor {
  const proxies = createProxies(config.trustedProxies)
  return createPlainDoor({
    pages,
    inboxes,
    intake: intake.local,
    replyAddress: config.replyAddress,
    siteUrl: config.siteUrl,
    clock: () => new Date(),
    randomBytes,
    headersOf,
    senderOf: ({ socket, headers }) =>
      proxies.senderOf(socket.remoteAddress, headers['x-forwarded-for']?.toString()),
    onError: (error) => log({ event: 'request-failed', reason: reasonOf(error) }),
  })
}

/** How slow bodies may come when some of them are forms with all their files. */
export function patienceWith(pages: PlainPages): (request: IncomingMessage) => Patience {
  return ({ method, url }) =>
    method === 'POST' && pages.has(pathOf(url)) ? PLAIN_PATIENCE : ONE_CHUNK
}

/** Why a build must not be served with this configuration, with the cure; undefined when it may. */
export function buildMisfit(
  manifest: Pick<
    Manifest,
    | 'inboxes'
    | 'inboxesSha256'
    | 'preview'
    | 'replyAddress'
    | 'retentionDays'
    | 'siteUrl'
    | 'transports'
  >,
  { config, inboxes }: Setup,
): string | undefined {
  const cure = 'Run `npm run build` with the same settings as the server, then start it again.'
  if (manifest.siteUrl !== config.siteUrl) {
    return `The site was built for ${manifest.siteUrl}, but SITE_URL is ${config.siteUrl}. ${cure}`
  }
  if (manifest.retentionDays !== config.retentionDays) {
    return `The pages promise to keep sealed tips for ${manifest.retentionDays} days, but RETENTION_DAYS is ${config.retentionDays}. ${cure}`
  }
  if ((manifest.replyAddress ?? null) !== config.replyAddress) {
    const made = manifest.replyAddress ?? 'no reply address'
    return `The form makes the way back to senders for ${made}, but REPLY_ADDRESS is ${config.replyAddress ?? 'not set'}. ${cure}`
  }
  if ((manifest.preview ?? false) !== config.preview) {
    return manifest.preview
      ? `The build is a preview with drafts, and PREVIEW is not set. Run \`npm run build\` for the public, or set PREVIEW=1 to show the drafts.`
      : `PREVIEW is set, but the build shows no drafts. ${cure}`
  }
  const unnamed = config.mailTransports
    .map(({ name }) => name)
    .filter((name) => name !== 'maildir' && !manifest.transports?.includes(name))
  if (unnamed.length > 0) {
    return `The privacy page does not say that tips are sent by ${unnamed.join(' and ')}, which MAIL_TRANSPORT names. ${cure}`
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
  if (manifest.inboxesSha256 !== undefined && manifest.inboxesSha256 !== inboxesSha256(inboxes)) {
    return `The pages carry an earlier state of the inboxes: a name, an address, a condition or a certificate has changed since, and the form would go by the old one. ${cure}`
  }
  return undefined
}

const named = (fingerprints: readonly string[]): string =>
  fingerprints.length > 0 ? fingerprints.join(' and ') : 'no certificate'

function listener(
  site: Site,
  services: Services,
  api: RequestListener,
  plain: PlainDoor,
  securityText: () => string,
): RequestListener {
  const secure = services.config.siteUrl.startsWith('https:')
  return (request, response) => {
    const path = pathOf(request.url)
    if (secure)
      response.setHeader('strict-transport-security', 'max-age=63072000; includeSubDomains')
    if (services.owns(path)) api(request, response)
    else if (plain.takes(request.method, path)) plain.handle(request, response, path)
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
    .flatMap(({ certificates }) => certificates.filter(({ archive }) => !archive))
    .map(({ fingerprint }) => fingerprint)
  return () =>
    securityTxt({
      siteUrl: config.siteUrl,
      now: new Date(),
      contact: security.contact,
      fingerprints,
      languages: LANGUAGES,
    })
}
