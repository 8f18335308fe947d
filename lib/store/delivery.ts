/** The store's side of delivery: an outbox whose rows are leased, recorded and at last forgotten. */
import { type Kysely, sql, type Transaction } from 'kysely'
import { hourOf } from '#lib/protocol/hours'
import { createReadPart } from './chunks.ts'
import { linkMail, recordEvent } from './events.ts'
import { createLeaseDue } from './leasing.ts'
import { readPending } from './pending.ts'
import { deleteForgotten, PURGE_BATCH, purgeBatch } from './purging.ts'
import type { DeliveryStore } from './store.ts'
import type { Tables } from './tables.ts'
import type { WriteQueue } from './write-queue.ts'

/** @param db the one connection @param queue where every write goes */
export function createDeliveryStore(db: Kysely<Tables>, queue: WriteQueue): DeliveryStore {
  const leaseDue = createLeaseDue(db)

  return {
    leaseDeliveries: (lease) => queue.write((trx) => leaseDue(trx, lease)),
    recordDelivered: (done) => queue.write((trx) => recordDelivered(trx, done)),

    giveBack: async ({ id, leaseId }) => {
      await queue.write((trx) =>
        trx
          .updateTable('outbox')
          .set({ lease_id: null, lease_until: null })
          .where('id', '=', id)
          .where('lease_id', '=', leaseId)
          .execute(),
      )
    },

    recordFailure: ({ id, leaseId, nextAttempt, reason, refused }) =>
      queue.write(async (trx) => {
        const { numUpdatedRows } = await trx
          .updateTable('outbox')
          .set((row) => ({
            attempts: row('attempts', '+', 1),
            lease_id: null,
            lease_until: null,
            next_attempt: nextAttempt.getTime(),
            reason,
            refused: refused ? 1 : 0,
          }))
          .where('id', '=', id)
          .where('lease_id', '=', leaseId)
          // The provider may have told meanwhile that it was taken after all.
          .where('state', '=', 'pending')
          .executeTakeFirst()
        return numUpdatedRows > 0n
      }),

    readPart: createReadPart(db),

    linkPart: async ({ tip, part, sha256, archive }) => {
      await queue.write((trx) =>
        // Of a tip that was forgotten meanwhile there is nothing to link.
        trx
          .insertInto('links')
          .columns(['sha256', 'tip', 'part', 'archive'])
          .expression(
            trx
              .selectFrom('parts')
              .select((build) => [
                sql<string>`${sha256}`.as('sha256'),
                'tip',
                'part',
                build.lit(archive ? 1 : 0).as('archive'),
              ])
              .where('tip', '=', tip)
              .where('part', '=', part),
          )
          .onConflict((conflict) => conflict.column('sha256').doNothing())
          .execute(),
      )
    },

    findMail: async (mail) => {
      const mails = db.selectFrom('outbox').select(['id', 'inbox', 'recipient', 'state'])
      const found =
        'id' in mail
          ? mails.where('id', '=', mail.id)
          : mails.where('provider_id', '=', mail.providerId)
      return (await found.executeTakeFirst()) ?? null
    },

    recordEvent: (event) => queue.write((trx) => recordEvent(trx, event)),

    purgeDelivered: async (purge) => {
      let purged = 0
      for (;;) {
        const count = await queue.write((trx) => purgeBatch(trx, purge))
        purged += count
        if (count < PURGE_BATCH) break
      }
      await deleteForgotten(db, queue)
      return purged
    },

    pendingDeliveries: () => readPending(db),
  }
}

async function recordDelivered(
  trx: Transaction<Tables>,
  done: Parameters<DeliveryStore['recordDelivered']>[0],
): Promise<boolean> {
  const { id, leaseId, transport, providerId, confirmed, linked } = done
  const hour = hourOf(done.at)
  const mail = await trx
    .selectFrom('outbox')
    .select(['tip', 'state'])
    .where('id', '=', id)
    .where('lease_id', '=', leaseId)
    .forUpdate()
    .executeTakeFirst()
  if (mail === undefined) return false
  await trx
    .updateTable('outbox')
    .set({
      transport,
      provider_id: providerId ?? null,
      sent: hour,
      lease_id: null,
      lease_until: null,
      next_attempt: 0,
      reason: null,
      refused: 0,
    })
    .where('id', '=', id)
    .execute()
  await linkMail(trx, { id, tip: mail.tip }, linked)
  // Else an event was faster than we: it knows more.
  if (mail.state === 'pending') {
    await trx
      .updateTable('outbox')
      .set(confirmed ? { state: 'delivered', delivered: hour } : { state: 'sent' })
      .where('id', '=', id)
      .execute()
  }
  return true
}
