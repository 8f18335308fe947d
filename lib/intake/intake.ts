/**
 * The server's side of the protocol (docs/protocol.md) as one Fetch-API handler, and the two
 * addresses by which a supervisor sees that it lives.
 */
import { setTimeout as wait } from 'node:timers/promises'
import { emptyAnswer, laterAnswer, problemAnswer, problemSlugOf } from '#lib/protocol/answers'
import { isStorageFailure } from '#lib/store/faults'
import { createAcceptedKeys } from './accepted-keys.ts'
import { createCompletions } from './completions.ts'
import type { IntakeContext } from './context.ts'
import type { Intake, IntakeOptions } from './contract.ts'
import { createDisk } from './disk.ts'
import { createGuessing } from './guessing.ts'
import { createHalfOpen, HALF_OPEN_LIMITS } from './half-open.ts'
import { intakeAlarms } from './intake-alarms.ts'
import { createLocalIntake } from './local.ts'
import { createTipLocks } from './locks.ts'
import { createOthersWatch } from './others.ts'
import { createPace } from './pace.ts'
import { createProofs } from './proofs.ts'
import { RATES, type Rates } from './rates.ts'
import { createReceipts } from './receipts.ts'
import { allowedMethods, createRoutes, type Route } from './routes.ts'
import { createSources } from './sources.ts'
import { sweepTips } from './sweep.ts'
import { createWork, WORK_STEPS } from './work.ts'

const RETRY_STORAGE = 60
const RETENTION_DAYS = 14
const LOOKUP_MS = 300
/**
 * How many openings may wait for a turn: as many as there are lines. And how long: less than a client's own
 * patience. Whoever floods waits as well, so that all have the same chance of a turn.
 */
const PACE = { places: 1_000, patienceMs: 20_000 }

/** Makes the handler; loads or makes the site's secrets. */
export async function createIntake(options: IntakeOptions): Promise<Intake> {
  const {
    store,
    inboxes,
    limits,
    clock,
    randomBytes,
    onError,
    rateLimits,
    shared = false,
  } = options
  const newSecret = () => Buffer.from(randomBytes(32)).toString('base64url')
  const secret = await store.secrets.secret('challenge', newSecret)
  const receipts = await createReceipts(store.secrets)
  const { observe = () => {} } = options
  const rates: Rates = { ...RATES, ...options.rates }
  const disk = createDisk(options.diskSpace ?? (async () => null), clock)
  const halfOpen = createHalfOpen({
    limits: options.halfOpenLimits ?? HALF_OPEN_LIMITS,
    standing: await store.tips.halfOpen(),
    clock,
    isPinned: (tip) => context.completions.isChecking(tip),
  })
  const locks = createTipLocks()
  const acceptedKeys = createAcceptedKeys({ store: store.certificates, inboxes, clock })
  await acceptedKeys.remember()
  const sleep = (ms: number) => wait(ms, undefined, { ref: false })
  const paceOf = (name: string, rate: Rates['site']) =>
    createPace({
      places: PACE.places,
      patienceMs: options.turnPatienceMs ?? PACE.patienceMs,
      name,
      rate,
      limits: store.limits,
      clock,
      sleep,
    })
  const pace = paceOf('site', rates.site)
  const localPace = paceOf('local site', rates.localSite)
  const lookupPace = paceOf('lookups', rates.siteLookups)
  const guessing = createGuessing(clock)
  const context: IntakeContext = {
    store,
    inboxes,
    limits,
    clock,
    randomBytes,
    halfOpen,
    shared,
    learnOthers: shared
      ? createOthersWatch({ tips: store.tips, halfOpen, clock, onError })
      : () => {},
    disk,
    locks,
    observe,
    proofs: createProofs({ cost: options.powCost, secret, clock, randomBytes }),
    work: createWork({ limits: store.limits, steps: options.workSteps ?? WORK_STEPS, clock }),
    sources: createSources({
      limits: store.limits,
      dailySecret: (day) => store.secrets.dailySecret('sources', day, newSecret),
      clock,
    }),
    byteRate: rates.bytes,
    lookupRate: rates.lookups,
    lookupPace: rateLimits ? lookupPace : null,
    guessing,
    lookupMs: options.lookupMs ?? LOOKUP_MS,
    followUp: options.followUp ?? null,
    pace: rateLimits ? pace : null,
    completions: createCompletions({
      store,
      shared,
      receipts,
      acceptedKeys,
      clock,
      randomBytes,
      retentionDays: options.retentionDays ?? RETENTION_DAYS,
      onReceived: (tip) => {
        halfOpen.release(tip)
        locks.forget(tip)
        observe({ kind: 'received' })
        options.onReceived?.()
      },
    }),
    patienceMs: options.patienceMs ?? 2_000,
  }
  const routes = createRoutes(context, receipts, options.ready)

  /** What stands for an address; null when limits are off, or nobody can say. */
  async function sourceOf(address: string | null): Promise<string | null> {
    if (!rateLimits) return null
    return context.sources.sourceOf(address).catch(() => null)
  }

  /** Takes a call from the share it counts against; 0, or the seconds until there is one again. */
  async function secondsToWait(
    share: Route['share'],
    source: string | null,
    tip = '',
  ): Promise<number> {
    if (share === 'none') return 0
    const opening = share === 'challenges' || share === 'openings'
    const taking = opening
      ? context.sources.take(source, share, rates.openings)
      : context.sources.take(source, 'requests', rates.requests)
    // A store that fails says so where it is needed.
    const seconds = await taking.catch(() => 0)
    // Who floods from the same address does not know this tip, and so cannot use up what it needs.
    return seconds > 0 && share === 'tip' && halfOpen.spendCall(tip) ? 0 : seconds
  }

  async function answer(request: Request, address: string | null): Promise<Response> {
    const { pathname } = new URL(request.url)
    for (const route of routes) {
      const match = route.path.exec(pathname)
      if (match === null) continue
      if (request.method === 'OPTIONS') {
        return emptyAnswer(204, { Allow: allowedMethods(route).join(', ') })
      }
      const method = request.method === 'HEAD' ? 'GET' : request.method
      const call = Object.hasOwn(route.methods, method) ? route.methods[method] : undefined
      if (call === undefined) {
        const methods = allowedMethods(route)
        return problemAnswer('method-not-allowed', `Use ${methods.join(' or ')}.`, {
          headers: { Allow: methods.join(', ') },
        })
      }
      const source = await sourceOf(address)
      const seconds = await secondsToWait(route.share, source, match[1])
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
      const { freeBytes } = await disk.state()
      const waiting = pace.waiting() + localPace.waiting()
      return { ...halfOpen.standing(), freeBytes, waiting, workFactor: context.work.factor() }
    },
    local: createLocalIntake(context, {
      rates,
      pace: rateLimits ? localPace : null,
      sourceOf,
      onError,
      sleep,
    }),
    alarms: () =>
      intakeAlarms({
        halfOpen,
        disk,
        work: context.work,
        paces: [pace, localPace],
        lookupPace,
        guessing,
        clock,
      }),
    sweep: async () => {
      await acceptedKeys.remember()
      await store.limits.forget(clock())
      const expired = await sweepTips(store, clock())
      await store.conversations.expire(clock())
      for (const tip of expired) {
        halfOpen.release(tip)
        context.completions.forget(tip)
        locks.forget(tip)
      }
    },
  }
}
