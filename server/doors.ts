/** The one door of a server: links and webhooks of the delivery before the intake, which owns all of `/api`. */
import { randomBytes } from 'node:crypto'
import type { Config } from '#lib/config'
import { createDoor, type Door } from '#lib/delivery/door'
import { createDownloads } from '#lib/delivery/downloads'
import { createWebhooks } from '#lib/delivery/webhooks'
import type { Inbox } from '#lib/inboxes/inbox'
import type { Store } from '#lib/store/store'

/**
 * Joins them.
 * @param onTrouble called after a mail came back or was reported as spam
 * @param onError told of what nobody expected
 * @throws when RESEND_WEBHOOK_SECRET is no signing secret
 */
export function createDoors(options: {
  config: Pick<Config, 'resendWebhookSecret'>
  inboxes: readonly Inbox[]
  store: Pick<Store, 'delivery' | 'downloads'>
  intake: Door
  /** Deals with a received mail by its id at Resend, when it takes replies in. */
  receive: ((emailId: string) => Promise<boolean>) | null
  clock: () => Date
  onTrouble: () => void
  onError: (error: unknown) => void
}): Door {
  const { config, inboxes, store, intake, receive, clock, onTrouble, onError } = options
  const secret = config.resendWebhookSecret
  const delivery = createDoor({
    webhooks:
      secret === null
        ? null
        : createWebhooks({
            secret,
            store: store.delivery,
            inboxes,
            receive,
            clock,
            randomBytes,
            onTrouble,
          }),
    downloads: createDownloads({ store: store.downloads, clock, onError }),
    onError,
  })
  const doorOf = (pathname: string) => (delivery.owns(pathname) ? delivery : intake)
  return {
    owns: (pathname) => doorOf(pathname).owns(pathname),
    handle: (request, from) => doorOf(new URL(request.url).pathname).handle(request, from),
  }
}
