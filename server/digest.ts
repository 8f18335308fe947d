/** The operator's daily digest as the server composes it. */
import { randomBytes } from 'node:crypto'
import type { Alarm } from '#lib/alarms'
import type { Config } from '#lib/config'
import { createDigest, type Digest } from '#lib/delivery/digest'
import { readFigures } from '#lib/delivery/digest-mail'
import type { DeliveryLog } from '#lib/delivery/log'
import type { Inbox } from '#lib/inboxes/inbox'
import type { Store } from '#lib/store/store'
import { diskSpace } from './disk-space.ts'
import { createTransports } from './transports.ts'

/**
 * Makes it; undefined when the operator wants none or has no address.
 * @param alarms what stands now
 */
export function createDigestOf(
  { config, inboxes }: { config: Config; inboxes: readonly Inbox[] },
  store: Store,
  log: DeliveryLog,
  alarms: () => Promise<readonly Alarm[]>,
): Digest | undefined {
  if (config.operatorEmail === null || !config.operatorDigest) return undefined
  return createDigest({
    store,
    transports: createTransports(config),
    from: config.mailFrom,
    to: config.operatorEmail,
    siteUrl: config.siteUrl,
    figures: (now) =>
      readFigures({
        store,
        inboxes,
        // Postgres may lie on another machine, whose disk nobody here can look at.
        diskSpace: async () => (config.postgres === null ? diskSpace(config, store) : null),
        alarms,
        now,
      }),
    clock: () => new Date(),
    randomBytes,
    log,
  })
}
