/**
 * The composition root: what there must be one of (store, limits, delivery loop) is made here, once
 * per process, and handed to whoever serves requests.
 */
import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Alarm } from '#lib/alarms'
import type { Config } from '#lib/config'
import type { DeliveryLoop } from '#lib/delivery/delivery'
import type { Inbox } from '#lib/inboxes/inbox'
import { createIntake, type Intake } from '#lib/intake/intake'
import { DEFAULT_LIMITS } from '#lib/protocol/limits'
import { acquireLock } from '#lib/store/lock'
import { openSqliteStore } from '#lib/store/sqlite'
import type { Store } from '#lib/store/store'
import { createDeliveryLoop } from './delivery-loop.ts'

/** How often expired tips and spent proofs are looked for, and what was deleted leaves the disk. */
const SWEEP_MS = 10 * 60_000
/** How long a server that is just ending may keep the folder before the next one gives up. */
const LOCK_WAIT_MS = 3_000

export type Services = {
  config: Config
  inboxes: readonly Inbox[]
  store: Store
  intake: Intake
  delivery: DeliveryLoop
  /** What an operator must look at, each with its cure; for the operator, the log and the loopback port only. */
  alarms(): Promise<Alarm[]>
  /** Ends the loops, waits for what is being written, closes the store. */
  close(): Promise<void>
}

/** A line for the log: never content, tokens, references or addresses. */
export type Log = (event: { event: string } & Record<string, unknown>) => void

/**
 * Makes the services of a server; delivery and sweeping begin with `delivery.start()` and by
 * themselves. The delivery loop of `npm run deliver` may run beside it, a second server may not.
 * @param setup as `readSetup` gives it @param log where faults are told
 * @throws when another server runs on the same DATA_DIR, or the store cannot be opened
 */
export async function createServices(
  setup: { config: Config; inboxes: readonly Inbox[] },
  log: Log = (event) => console.error(JSON.stringify(event)),
): Promise<Services> {
  const { config, inboxes } = setup
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 })
  const lock = acquireLock(join(config.dataDir, 'server.lock'), LOCK_WAIT_MS)
  if (lock === null) {
    throw new Error(
      `Another server uses ${config.dataDir}. End it first, or give this one a DATA_DIR of its own.`,
    )
  }
  try {
    const store = await openSqliteStore({ file: config.databaseFile })
    const clock = () => new Date()
    const delivery = createDeliveryLoop(setup, store, log)
    const alarms = async (): Promise<Alarm[]> => {
      const text = 'The database does not answer. Check the disk.'
      if (!(await store.ready())) return [{ key: 'store-silent', level: 'alarm', text }]
      return delivery.alarms()
    }
    const intake = await createIntake({
      store,
      inboxes,
      limits: DEFAULT_LIMITS,
      clock,
      randomBytes,
      powCost: config.powCost,
      rateLimits: config.rateLimits,
      ready: () =>
        alarms().then(
          (all) => all.every(({ level }) => level !== 'alarm'),
          () => false,
        ),
      onReceived: () => delivery.nudge(),
      onError: (error) => log({ event: 'request-failed', reason: reasonOf(error) }),
    })
    const sweep = () =>
      intake
        .sweep()
        .then(() => store.clearLog())
        .catch((error) => log({ event: 'sweep-failed', reason: reasonOf(error) }))
    await sweep()
    let sweeping: Promise<void> = Promise.resolve()
    const timer = setInterval(() => {
      sweeping = sweeping.then(sweep)
    }, SWEEP_MS)
    timer.unref()
    return {
      config,
      inboxes,
      store,
      intake,
      delivery,
      alarms,
      close: async () => {
        clearInterval(timer)
        await sweeping
        await delivery.stop()
        await store.close()
        lock.release()
      },
    }
  } catch (error) {
    lock.release()
    throw error
  }
}

/** Name and place of a fault; values of ours do not stand in messages of SQLite or Node. */
function reasonOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : 'something that is no Error'
}
