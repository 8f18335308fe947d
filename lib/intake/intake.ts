/**
 * The server's side of the protocol (docs/protocol.md) as one Fetch-API handler, and the two
 * addresses by which a supervisor sees that it lives.
 */
import type { Alarm } from '#lib/alarms'
import { type Inbox, publicInbox } from '#lib/inboxes/inbox'
import {
  emptyAnswer,
  jsonAnswer,
  laterAnswer,
  problemAnswer,
  problemSlugOf,
} from '#lib/protocol/answers'
import type { Limits } from '#lib/protocol/limits'
import type { Store } from '#lib/store/store'
import { createAcceptedKeys } from './accepted-keys.ts'
import { createCompletions } from './completions.ts'
import type { IntakeContext } from './context.ts'
import { createDisk, type DiskSpace } from './disk.ts'
import { createHalfOpen, HALF_OPEN_LIMITS, type HalfOpenLimits } from './half-open.ts'
import type { IntakeHappening } from './happenings.ts'
import { intakeAlarms } from './intake-alarms.ts'
import { openTip } from './opening.ts'
import { createProofs } from './proofs.ts'
import { createReceipts } from './receipts.ts'
import { createSources, type Rate } from './sources.ts'
import { sweepTips } from './sweep.ts'
import { completeTip, putChunk, tipState } from './tip-calls.ts'

export type IntakeOptions = {
  store: Store
  inboxes: readonly Inbox[]
  limits: Limits
  clock: () => Date
  /** Cryptographic randomness. */
  randomBytes: (count: number) => Uint8Array
  /** `POW_COST`; 0 = no proof is asked for. */
  powCost: number
  /** False turns the limits per source off; the quota of the whole site stays. */
  rateLimits: boolean
  rates?: Rates
  halfOpenLimits?: HalfOpenLimits
  /** Space on the disk the database lies on; not watched unless told. */
  diskSpace?: () => Promise<DiskSpace | null>
  /** How long `complete` waits before it answers 202; 2 seconds unless told. */
  patienceMs?: number
  /** Whether all is well, for `/readyz`. */
  ready: () => Promise<boolean>
  /** Called after a tip was received. */
  onReceived?: () => void
  /** Told of what happens, to be counted. */
  observe?: (happening: IntakeHappening) => void
  /** Told of what nobody expected; never gets content, tokens or addresses. */
  onError: (error: unknown) => void
}

export type Intake = {
  /** Whether this handler answers for the path; everything else is for the pages. */
  owns(pathname: string): boolean
  /**
   * Answers a request; never throws.
   * @param from the sender's address, for limits only: it is kept nowhere; null when unknown
   */
  handle(request: Request, from?: { source: string | null }): Promise<Response>
  /** Expires and forgets what is due. To be called every few minutes. */
  sweep(): Promise<void>
  /** Tips begun and not completed, the bytes they hold, and what is free on the disk, if known. */
  standing(): Promise<{ tips: number; bytes: number; freeBytes: number | null }>
  /** What an operator must look at: a disk that fills, a quota that shuts senders out. */
  alarms(): Promise<Alarm[]>
}

/** What one source may ask for: `openings` counts challenges and openings, each, `requests` all else. */
export type Rates = { openings: Rate; requests: Rate }

/**
 * Openings: more than anybody makes who must work for them, so that whoever floods with one machine
 * does not shut out the next desk. Requests: enough for twenty tips of full size at once, and far
 * below what hurts.
 */
const RATES: Rates = {
  openings: { burst: 12_000, perHour: 72_000 },
  requests: { burst: 1200, perHour: 72_000 },
}
const RETRY_STORAGE = 60

type Call = (
  request: Request,
  parameters: readonly string[],
  source: string | null,
) => Promise<Response>
type Route = {
  path: RegExp
  methods: Record<string, Call>
  /** Whose share a call is taken from; `tip` also has the tip's own when that of the source is used up. */
  share: 'requests' | 'challenges' | 'openings' | 'tip' | 'none'
}

/** Makes the handler; loads or makes the site's secrets. */
export async function createIntake(options: IntakeOptions): Promise<Intake> {
  const { store, inboxes, limits, clock, randomBytes, onError } = options
  const secret = await store.secrets.secret('challenge', () =>
    Buffer.from(randomBytes(32)).toString('base64url'),
  )
  const receipts = await createReceipts(store.secrets)
  const { observe = () => {}, rates = RATES } = options
  const disk = createDisk(options.diskSpace ?? (async () => null), clock)
  const halfOpen = createHalfOpen({
    limits: options.halfOpenLimits ?? HALF_OPEN_LIMITS,
    standing: await store.tips.halfOpen(),
    clock,
    isPinned: (tip) => context.completions.isChecking(tip),
  })
  const acceptedKeys = createAcceptedKeys({ store: store.certificates, inboxes, clock })
  await acceptedKeys.remember()
  const context: IntakeContext = {
    store,
    inboxes,
    limits,
    clock,
    randomBytes,
    halfOpen,
    disk,
    observe,
    proofs: createProofs({ cost: options.powCost, secret, clock, randomBytes }),
    sources: createSources({ clock, randomBytes }),
    completions: createCompletions({
      store,
      receipts,
      acceptedKeys,
      clock,
      randomBytes,
      onReceived: (tip) => {
        halfOpen.release(tip)
        observe({ kind: 'received' })
        options.onReceived?.()
      },
    }),
    patienceMs: options.patienceMs ?? 2_000,
  }
  const inboxesAnswer = () => ({
    inboxes: inboxes.map((inbox) => publicInbox(inbox, clock())),
    limits,
  })
  const routes: Route[] = [
    {
      path: /^\/api\/inboxes$/,
      methods: { GET: async () => jsonAnswer(200, inboxesAnswer()) },
      share: 'requests',
    },
    {
      path: /^\/api\/challenge$/,
      methods: { GET: async () => jsonAnswer(200, await context.proofs.challenge()) },
      share: 'challenges',
    },
    {
      path: /^\/api\/tips$/,
      methods: { POST: (request, _, source) => openTip(context, request, source) },
      share: 'openings',
    },
    {
      path: /^\/api\/tips\/([^/]+)$/,
      methods: { GET: (request, parameters) => tipState(context, request, parameters) },
      share: 'tip',
    },
    {
      path: /^\/api\/tips\/([^/]+)\/parts\/([^/]+)\/chunks\/([^/]+)$/,
      methods: { PUT: (request, parameters) => putChunk(context, request, parameters) },
      share: 'tip',
    },
    {
      path: /^\/api\/tips\/([^/]+)\/complete$/,
      methods: { POST: (request, parameters) => completeTip(context, request, parameters) },
      share: 'tip',
    },
    {
      path: /^\/\.well-known\/tip-receipt-key$/,
      methods: {
        GET: async () =>
          jsonAnswer(200, await receipts.keySet(), {
            'Content-Type': 'application/jwk-set+json',
            'Cache-Control': 'public, max-age=300',
          }),
      },
      share: 'requests',
    },
    {
      path: /^\/healthz$/,
      methods: { GET: async () => jsonAnswer(200, { ok: true }) },
      share: 'none',
    },
    {
      path: /^\/readyz$/,
      methods: {
        GET: async () => {
          const ok = await options.ready()
          return jsonAnswer(ok ? 200 : 503, { ok })
        },
      },
      share: 'none',
    },
  ]

  /** Takes a call from the share it counts against; 0, or the seconds until there is one again. */
  function secondsToWait(share: Route['share'], source: string | null, tip = ''): number {
    if (share === 'none') return 0
    const opening = share === 'challenges' || share === 'openings'
    const seconds = opening
      ? context.sources.take(source, share, rates.openings)
      : context.sources.take(source, 'requests', rates.requests)
    // Who floods from the same address does not know this tip, and so cannot use up what it needs.
    return seconds > 0 && share === 'tip' && halfOpen.spendCall(tip) ? 0 : seconds
  }

  async function answer(request: Request, address: string | null): Promise<Response> {
    const { pathname } = new URL(request.url)
    for (const route of routes) {
      const match = route.path.exec(pathname)
      if (match === null) continue
      if (request.method === 'OPTIONS') {
        return emptyAnswer(204, { Allow: allowed(route).join(', ') })
      }
      const method = request.method === 'HEAD' ? 'GET' : request.method
      const call = Object.hasOwn(route.methods, method) ? route.methods[method] : undefined
      if (call === undefined) {
        const methods = allowed(route)
        return problemAnswer('method-not-allowed', `Use ${methods.join(' or ')}.`, {
          headers: { Allow: methods.join(', ') },
        })
      }
      const source = options.rateLimits ? context.sources.sourceOf(address) : null
      const seconds = secondsToWait(route.share, source, match[1])
      if (seconds > 0) {
        return laterAnswer('too-many-requests', 'Too many requests came from here. Wait.', seconds)
      }
      const given = await call(request, match.slice(1), source)
      if (request.method !== 'HEAD') return given
      return new Response(null, { status: given.status, headers: given.headers })
    }
    return problemAnswer('not-found', 'See the documentation of the protocol for its addresses.')
  }

  return {
    owns: (pathname) =>
      pathname === '/api' ||
      pathname.startsWith('/api/') ||
      routes.some(({ path }) => path.test(pathname)),
    async handle(request, from) {
      try {
        const given = await answer(request, from?.source ?? null)
        const reason = given.status >= 400 ? problemSlugOf(given) : null
        if (reason !== null) observe({ kind: 'refused', reason })
        return given
      } catch (error) {
        onError(error)
        return isStorageFailure(error)
          ? laterAnswer('storage-unavailable', 'Nothing was stored. Try again.', RETRY_STORAGE)
          : problemAnswer('internal-error', 'Nothing of this call was stored. Try again.')
      }
    },
    async standing() {
      return { ...halfOpen.standing(), freeBytes: (await disk.state()).freeBytes }
    },
    alarms: () => intakeAlarms(halfOpen, disk, clock),
    sweep: async () => {
      await acceptedKeys.remember()
      const expired = await sweepTips(store, clock())
      for (const tip of expired) {
        halfOpen.release(tip)
        context.completions.forget(tip)
      }
    },
  }
}

function allowed({ methods }: Route): string[] {
  return [
    ...Object.keys(methods).flatMap((one) => (one === 'GET' ? ['GET', 'HEAD'] : [one])),
    'OPTIONS',
  ]
}

/** Whether SQLite could not write: busy, read-only, I/O error, disk full, cannot open. */
function isStorageFailure(error: unknown): boolean {
  if (!(error instanceof Error) || !('errcode' in error)) return false
  return [5, 6, 8, 10, 13, 14].includes(Number(error.errcode) & 0xff)
}
