/** The delivery loop as the server and `npm run deliver` both compose it. */
import { randomBytes } from 'node:crypto'
import type { Config } from '#lib/config'
import { createDelivery, type DeliveryLoop } from '#lib/delivery/delivery'
import type { DeliveryLog } from '#lib/delivery/log'
import type { Inbox } from '#lib/inboxes/inbox'
import type { DeliveryStore } from '#lib/store/store'
import { createTransports } from './transports.ts'

/** Makes the loop for a configuration and its inboxes; nothing runs until it is started. */
export function createDeliveryLoop(
  { config, inboxes }: { config: Config; inboxes: readonly Inbox[] },
  store: DeliveryStore,
  log: DeliveryLog,
): DeliveryLoop {
  return createDelivery({
    store,
    transports: createTransports(config),
    inboxes,
    from: config.mailFrom,
    retentionDays: config.retentionDays,
    clock: () => new Date(),
    randomBytes,
    log,
  })
}
