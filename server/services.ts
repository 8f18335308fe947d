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
import type { Door } from '#lib/delivery/door'
import { createOperator } from '#lib/delivery/operator'
import { certificateAlarms } from '#lib/inboxes/expiry'
import type { Inbox } from '#lib/inboxes/inbox'
import { createStatementAlarms } from '#lib/inboxes/statement-alarms'
import type { Intake } from '#lib/intake/contract'
import { createIntake } from '#lib/intake/intake'
import { DEFAULT_LIMITS } from '#lib/protocol/limits'
import type { Replies } from '#lib/replies/replies'
import * as openpgp from '#lib/sealing/openpgp.node'
import { acquireLock } from '#lib/store/lock'
import { openStore } from '#lib/store/open-store'
import type { Store } from '#lib/store/store'
import { createDeliveryLoop } from './delivery-loop.ts'
import { createDigestOf } from './digest.ts'
import { diskSpace } from './disk-space.ts'
import { createDoors } from './doors.ts'
import { lineOf, type ServerLog } from './log-events.ts'
import type { Observer } from './observer.ts'
import { createRepliesOf } from './replies.ts'
import { createTransports } from './transports.ts'
import { startWatch, type Watch } from './watch.ts'

/** How often expired tips and spent proofs are looked for, and what was deleted leaves the disk. */
const SWEEP_MS = 10 * 60_000
/** How long a server that is just ending may keep the folder before the next one gives up. */
const LOCK_WAIT_MS = 3_000

/** It is itself the door to everything that is not a page. */
export type Services = Door & {
  config: Config
  inboxes: readonly Inbox[]
  store: Store
  intake: Intake
  delivery: DeliveryLoop
  /** Null where senders cannot be answered. */
  replies: Replies | null
  /** What an operator must look at, each with its cure; for the operator, the log and the loopback port only. */
  alarms(): Promise<Alarm[]>
  /** Ends the loops, waits for what is being written, closes the store. */
  close(): Promise<void>
}

/**
 * Makes the services of a server; delivery and sweeping begin with `delivery.start()` and by
 * themselves. The delivery loop of `npm run deliver` may run beside it, a second server may not.
 * @param setup as `readSetup` gives it @param log where faults are told
 * @param observer told of what happens, to be counted
 * @throws when another server runs on the same DATA_DIR, or the store cannot be opened
 */
export async function createServices(
  setup: { config: Config; inboxes: readonly Inbox[] },
  log: ServerLog = (event) => console.error(JSON.stringify(lineOf(event).fields)),
  observer: Observer = { intake() {}, mail() {}, reply() {} },
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
    const store = await openStore(config)
    for (const reason of store.warnings) log({ event: 'warning', variable: 'DATABASE_URL', reason })
    const clock = () => new Date()
    const delivery = createDeliveryLoop(setup, store, log, observer)
    const replies = createRepliesOf(setup, store, log, observer)
    const onError = (error: unknown) => log({ event: 'request-failed', reason: reasonOf(error) })
    // The intake asks whether all is well, and is itself asked: the watch stands between them.
    let watch: Watch | null = null
    const intake = await createIntake({
      store,
      inboxes,
      limits: DEFAULT_LIMITS,
      clock,
      randomBytes,
      powCost: config.powCost,
      followUp: config.replyAddress,
      retentionDays: config.retentionDays,
      rateLimits: config.rateLimits,
      shared: config.postgres !== null,
      ready: async () => (await watch?.ready()) ?? false,
      diskSpace: () => diskSpace(config, store),
      onReceived: () => delivery.nudge(),
      observe: observer.intake,
      onError,
    })
    const doors = createDoors({
      config,
      inboxes,
      store,
      intake,
      receive: replies?.receive ?? null,
      clock,
      onTrouble: () => {
        delivery.nudge()
        watch?.look()
      },
      onError,
    })
    const watching = startWatch({
      store,
      sources: [
        () => intake.alarms(),
        () => delivery.alarms(),
        () => replies?.alarms() ?? [],
        () => certificateAlarms(inboxes, clock()),
        createStatementAlarms(
          // A statement for the public site stands beside a trial on this machine, too.
          { dir: config.inboxesDir, inboxes, siteUrl: null, openpgp },
          clock,
        ),
      ],
      operator: createOperator({
        notices: store.notices,
        transports: createTransports(config),
        from: config.mailFrom,
        to: config.operatorEmail,
        siteUrl: config.siteUrl,
        clock,
        randomBytes,
        log,
      }),
      digest: createDigestOf(setup, store, log, async () => (await watch?.alarms()) ?? []),
      onError,
    })
    watch = watching
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
      replies,
      owns: doors.owns,
      handle: doors.handle,
      alarms: watching.alarms,
      close: async () => {
        clearInterval(timer)
        await sweeping
        await Promise.all([delivery.stop(), replies?.stop(), watching.stop()])
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
export function reasonOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : 'something that is no Error'
}
