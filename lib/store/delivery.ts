/** The store's side of delivery: an outbox whose rows are leased, recorded and at last forgotten. */
import type { Kysely, Transaction } from 'kysely'
import { hourOf } from '#lib/protocol/hours'
import { readPart } from './chunks.ts'
import type { Delivery, DeliveryStore } from './store.ts'
import type { Tables } from './tables.ts'
import type { WriteQueue } from './write-queue.ts'

/** How many tips one transaction forgets, so that senders do not wait long. */
const PURGE_BATCH = 5

/**
 * No mail is put off for longer, so one that seems due later than this was given its time by a clock
 * that has been set back since.
 */
const LONGEST_WAIT_MS = 24 * 3_600_000

/** @param db the one connection @param queue where every write goes */
export function createDeliveryStore(db: Kysely<Tables>, queue: WriteQueue): DeliveryStore {
  return {
    leaseDeliveries: (lease) => queue.write((trx) => leaseDue(trx, lease)),

    recordDelivered: ({ id, leaseId, at }) =>
      queue.write(async (trx) => {
        const { numUpdatedRows } = await trx
          .updateTable('outbox')
          .set({
            state: 'delivered',
            delivered: hourOf(at),
            lease_id: null,
            lease_until: null,
            next_attempt: 0,
            reason: null,
          })
          .where('id', '=', id)
          .where('lease_id', '=', leaseId)
          .executeTakeFirst()
        return numUpdatedRows > 0n
      }),

    recordFailure: ({ id, leaseId, nextAttempt, reason }) =>
      queue.write(async (trx) => {
        const { numUpdatedRows } = await trx
          .updateTable('outbox')
          .set((row) => ({
            attempts: row('attempts', '+', 1),
            lease_id: null,
            lease_until: null,
            next_attempt: nextAttempt.getTime(),
            reason,
          }))
          .where('id', '=', id)
          .where('lease_id', '=', leaseId)
          .executeTakeFirst()
        return numUpdatedRows > 0n
      }),

    readPart: (tip, part) => readPart(db, tip, part),

    purgeDelivered: async ({ before }) => {
      let purged = 0
      for (;;) {
        const count = await queue.write((trx) => purgeBatch(trx, before))
        purged += count
        if (count < PURGE_BATCH) return purged
      }
    },

    pendingDeliveries: async () => {
      const { count, oldestHour, maxAttempts } = await db
        .selectFrom('outbox')
        .innerJoin('tips', 'tips.id', 'outbox.tip')
        .where('outbox.state', '=', 'pending')
        .select(({ fn }) => [
          fn.countAll<number | bigint | string>().as('count'),
          fn.min('tips.hour').as('oldestHour'),
          fn.max('outbox.attempts').as('maxAttempts'),
        ])
        .executeTakeFirstOrThrow()
      return { count: Number(count), oldestHour, maxAttempts: maxAttempts ?? 0 }
    },
  }
}

async function leaseDue(
  trx: Transaction<Tables>,
  lease: Parameters<DeliveryStore['leaseDeliveries']>[0],
): Promise<Delivery[]> {
  const now = lease.now.getTime()
  const due = await trx
    .selectFrom('outbox')
    .innerJoin('tips', 'tips.id', 'outbox.tip')
    .select(['outbox.id', 'outbox.tip', 'outbox.inbox', 'outbox.attempts'])
    .select(['tips.reference', 'tips.hour', 'tips.urgent'])
    .where('outbox.state', '=', 'pending')
    .where(({ or, eb }) =>
      or([
        eb('outbox.next_attempt', '<=', now),
        eb('outbox.next_attempt', '>', now + LONGEST_WAIT_MS),
      ]),
    )
    .where(({ or, eb }) =>
      or([
        eb('outbox.lease_until', 'is', null),
        eb('outbox.lease_until', '<=', now),
        // Nobody leases for so long: the clock was set back.
        eb('outbox.lease_until', '>', now + 2 * lease.leaseMs),
      ]),
    )
    .orderBy('tips.hour')
    .orderBy('outbox.id')
    .limit(lease.limit)
    .execute()
  const deliveries: Delivery[] = []
  for (const { id, tip, inbox, attempts, reference, hour, urgent } of due) {
    if (reference === null || hour === null) {
      throw new Error('A tip in the outbox has no reference: the database is damaged.')
    }
    await trx
      .updateTable('outbox')
      .set({ lease_id: lease.leaseId, lease_until: now + lease.leaseMs })
      .where('id', '=', id)
      .execute()
    const parts = await trx
      .selectFrom('parts')
      .select(['bytes', 'sha256'])
      .where('tip', '=', tip)
      .orderBy('part')
      .execute()
    deliveries.push({
      id,
      tip,
      reference,
      inbox,
      hour,
      parts: parts.map(({ bytes, sha256 }) => ({ bytes: Number(bytes), sha256: sha256 ?? '' })),
      attempts,
      urgent: urgent === 1,
    })
  }
  return deliveries
}

/** Forgets up to PURGE_BATCH tips whose every mail was delivered before the hour of `before`. */
async function purgeBatch(trx: Transaction<Tables>, before: Date): Promise<number> {
  const hour = hourOf(before)
  const due = await trx
    .selectFrom('tips')
    .select('id')
    .where('state', '=', 'received')
    // A tip without any mail was delivered to nobody: it stays, whatever has happened to its mail.
    .where(({ exists, selectFrom }) =>
      exists(selectFrom('outbox').select('outbox.id').whereRef('outbox.tip', '=', 'tips.id')),
    )
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('outbox')
            .select('outbox.id')
            .whereRef('outbox.tip', '=', 'tips.id')
            .where(({ or, eb }) =>
              or([eb('outbox.state', '=', 'pending'), eb('outbox.delivered', '>=', hour)]),
            ),
        ),
      ),
    )
    .limit(PURGE_BATCH)
    .execute()
  const ids = due.map(({ id }) => id)
  if (ids.length === 0) return 0
  await trx.deleteFrom('outbox').where('tip', 'in', ids).execute()
  // The chunks go with their parts.
  await trx.deleteFrom('parts').where('tip', 'in', ids).execute()
  await trx
    .updateTable('tips')
    .set({ state: 'purged', inbox: '', token_sha256: '', hour: null, receipt: null, expires: hour })
    .where('id', 'in', ids)
    .execute()
  return ids.length
}
