/** The store's side of delivery: an outbox whose rows are leased, recorded and at last forgotten. */
import type { Kysely, Transaction } from 'kysely'
import { type Hour, hourOf } from '#lib/protocol/hours'
import { createReadPart } from './chunks.ts'
import { type Placeholders, prepare } from './prepared.ts'
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
  const queries = createQueries(db)

  return {
    leaseDeliveries: (lease) => queue.write((trx) => leaseDue(queries, trx, lease)),

    recordDelivered: ({ id, leaseId, at }) =>
      queue.write(async (trx) => {
        const recorded = await queries.updateDelivered(trx, { id, leaseId, delivered: hourOf(at) })
        return recorded.numAffectedRows !== 0n
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

    readPart: createReadPart(db),

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

/** What every mail runs on its way out. */
function createQueries(db: Kysely<Tables>) {
  return {
    // In the order of the index outbox_due, so that a long queue costs no more than a short one.
    selectDue: prepare(
      (value: Placeholders<{ now: number; limit: number; tooLate: number; tooLong: number }>) =>
        db
          .selectFrom('outbox')
          .innerJoin('tips', 'tips.id', 'outbox.tip')
          .select(['outbox.id', 'outbox.tip', 'outbox.inbox', 'outbox.attempts', 'outbox.lease_id'])
          .select(['tips.reference', 'tips.hour', 'tips.urgent'])
          .where('outbox.state', '=', 'pending')
          .where(({ or, eb }) =>
            or([
              eb('outbox.next_attempt', '<=', value.now),
              eb('outbox.next_attempt', '>', value.tooLate),
            ]),
          )
          .where(({ or, eb }) =>
            or([
              eb('outbox.lease_until', 'is', null),
              eb('outbox.lease_until', '<=', value.now),
              // Nobody leases for so long: the clock was set back.
              eb('outbox.lease_until', '>', value.tooLong),
            ]),
          )
          .orderBy('outbox.next_attempt')
          .limit(value.limit),
    ),

    updateLease: prepare(
      (value: Placeholders<{ id: string; leaseId: string; leaseUntil: number }>) =>
        db
          .updateTable('outbox')
          .set({ lease_id: value.leaseId, lease_until: value.leaseUntil })
          .where('id', '=', value.id),
    ),

    selectParts: prepare((value: Placeholders<{ tip: string }>) =>
      db
        .selectFrom('parts')
        .select(['bytes', 'sha256'])
        .where('tip', '=', value.tip)
        .orderBy('part'),
    ),

    updateDelivered: prepare(
      (value: Placeholders<{ id: string; leaseId: string; delivered: Hour }>) =>
        db
          .updateTable('outbox')
          .set({
            state: 'delivered',
            delivered: value.delivered,
            lease_id: null,
            lease_until: null,
            next_attempt: 0,
            reason: null,
          })
          .where('id', '=', value.id)
          .where('lease_id', '=', value.leaseId),
    ),
  }
}

async function leaseDue(
  queries: ReturnType<typeof createQueries>,
  trx: Transaction<Tables>,
  lease: Parameters<DeliveryStore['leaseDeliveries']>[0],
): Promise<Delivery[]> {
  const now = lease.now.getTime()
  const { leaseId, leaseMs } = lease
  const due = await queries.selectDue(trx, {
    now,
    limit: lease.limit,
    tooLate: now + LONGEST_WAIT_MS,
    tooLong: now + 2 * leaseMs,
  })
  const deliveries: Delivery[] = []
  for (const { id, tip, inbox, attempts, lease_id, reference, hour, urgent } of due.rows) {
    if (reference === null || hour === null) {
      throw new Error('A tip in the outbox has no reference: the database is damaged.')
    }
    await queries.updateLease(trx, { id, leaseId, leaseUntil: now + leaseMs })
    const parts = await queries.selectParts(trx, { tip })
    deliveries.push({
      id,
      tip,
      reference,
      inbox,
      hour,
      parts: parts.rows.map(({ bytes, sha256 }) => ({
        bytes: Number(bytes),
        sha256: sha256 ?? '',
      })),
      attempts,
      // The lease of whoever died in the middle stays until it is replaced.
      untried: attempts === 0 && lease_id === null,
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
