/** The delivery loop as the server and `npm run deliver` both compose it. */
import { randomBytes } from 'node:crypto'
import type { Config } from '#lib/config'
import { createDelivery, type DeliveryLoop } from '#lib/delivery/delivery'
import type { DeliveryLog } from '#lib/delivery/log'
import type { Inbox } from '#lib/inboxes/inbox'
import type { Store } from '#lib/store/store'
import { type Observer, observed } from './observer.ts'
import { createTransports } from './transports.ts'

/** Makes the loop for a configuration and its inboxes; nothing runs until it is started. */
export function createDeliveryLoop(
  { config, inboxes }: { config: Config; inboxes: readonly Inbox[] },
  store: Pick<Store, 'delivery' | 'secrets'>,
  log: DeliveryLog,
  observer: Pick<Observer, 'mail'> = { mail() {} },
): DeliveryLoop {
  return createDelivery({
    store: store.delivery,
    transports: createTransports(config).map((transport) => observed(transport, observer)),
    inboxes,
    from: config.mailFrom,
    siteUrl: config.siteUrl,
    replyPattern: config.replyAddress,
    retentionDays: config.retentionDays,
    // Kept in the store, so that a repeated attempt makes the same links after a restart too.
    capabilitySecret: () =>
      store.secrets.secret('capabilities', () => randomBytes(32).toString('base64url')),
    clock: () => new Date(),
    randomBytes,
    log,
  })
}
