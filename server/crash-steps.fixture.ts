/**
 * The server's own composition without a port, which kills itself with SIGKILL at the step of delivery
 * that `KILL_AT` names, like `recordDelivered before`. Without one it ends once everything that was due
 * has been delivered.
 */
import fsPromises from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import type { DeliveryStore } from '#lib/store/store'
import { type Call, deadly } from './deadly.fixture.ts'
import { createServices } from './services.ts'
import { readSetup } from './setup.ts'

/** The steps in the store; `purged` is told when the loop has been through everything once. */
function watchStore(store: DeliveryStore, purged: () => void): void {
  const { leaseDeliveries, linkPart, recordDelivered, recordFailure, purgeDelivered } = store
  Object.assign(store, {
    leaseDeliveries: deadly('leaseDeliveries', leaseDeliveries),
    linkPart: deadly('linkPart', linkPart),
    recordDelivered: deadly('recordDelivered', recordDelivered),
    recordFailure: deadly('recordFailure', recordFailure),
    purgeDelivered: deadly('purgeDelivered', async (...args: never[]) => {
      const call: Call = purgeDelivered
      const tips = await call(...args)
      purged()
      return tips
    }),
  })
}

/** The steps of a Maildir: its draft is opened under tmp, linked to new, and unlinked. */
function watchMaildir(): void {
  const inMaildir = (path: unknown) => String(path).includes('maildir')
  const { open, link, unlink } = fsPromises
  Object.assign(fsPromises, {
    open: deadly('open', open, (path) => inMaildir(path) && String(path).includes('tmp')),
    link: deadly('link', link, inMaildir),
    unlink: deadly('unlink', unlink, inMaildir),
  })
  // Rooms name these functions in their imports.
  syncBuiltinESMExports()
}

const setup = await readSetup(process.env)
if (!setup.ok) throw new Error(setup.errors.join('\n'))
const services = await createServices(setup)
const through = new Promise<void>((resolve) => watchStore(services.store.delivery, resolve))
watchMaildir()
services.delivery.start()
await through
// Whoever is to die does so before this; what is due in a moment is for the next life.
await services.close()
