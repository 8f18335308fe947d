/** Lending due mails to a delivery loop, in a fair order, for a limited time. */
import type { Kysely, Transaction } from 'kysely'
import { z } from 'zod'
import { type Placeholders, prepare } from './prepared.ts'
import type { Delivery, DeliveryStore, Thread } from './store.ts'
import type { Tables } from './tables.ts'

/**
 * No mail is put off or leased for longer, so one that seems due or lent later than this was given its
 * time by a clock that has been set back since. The same for every process, whatever its timeouts: a
 * mail that one of them has in hand must not look forgotten to another.
 */
const LONGEST_WAIT_MS = 24 * 3_600_000
/** One call in so many takes mails that failed before new ones. */
const RETRIES_EVERY = 4

const fingerprints = z.array(z.string())

/** Leases mails in the transaction it is given; see `DeliveryStore.leaseDeliveries`. */
export type LeaseDue = (
  trx: Transaction<Tables>,
  lease: Parameters<DeliveryStore['leaseDeliveries']>[0],
) => Promise<Delivery[]>

/** @param db the one connection */
export function createLeaseDue(db: Kysely<Tables>): LeaseDue {
  const queries = createQueries(db)
  let calls = 0

  return async (trx, lease) => {
    const now = lease.now.getTime()
    const { leaseId, leaseMs, limit } = lease
    const longest = now + LONGEST_WAIT_MS
    calls += 1
    const deliveries: Delivery[] = []
    const take = async (after: number) => {
      if (deliveries.length >= limit) return
      const due = await queries.selectDue(trx, {
        after,
        now,
        longest,
        limit: limit - deliveries.length,
      })
      for (const row of due.rows) {
        await queries.updateLease(trx, { id: row.id, leaseId, leaseUntil: now + leaseMs })
        const parts = await queries.selectParts(trx, { tip: row.tip })
        deliveries.push(asDelivery(row, parts.rows))
      }
    }
    if (calls % RETRIES_EVERY === 0) await take(0)
    await take(-1)
    return deliveries
  }
}

function createQueries(db: Kysely<Tables>) {
  return {
    // In the order of the index outbox_due, so that a long queue costs no more than a short one. New
    // mails are due at 0, before all others; `after` 0 passes over them.
    selectDue: prepare(
      (value: Placeholders<{ after: number; now: number; longest: number; limit: number }>) =>
        db
          .selectFrom('outbox')
          .innerJoin('tips', 'tips.id', 'outbox.tip')
          .select(['outbox.id', 'outbox.tip', 'outbox.inbox', 'outbox.recipient'])
          .select(['outbox.attempts', 'outbox.tried', 'outbox.lease_id'])
          .leftJoin('conversations', 'conversations.id', 'tips.conversation')
          .select(['tips.reference', 'tips.hour', 'tips.urgent', 'tips.sealed_to', 'tips.number'])
          .select(['conversations.address', 'conversations.first_mail', 'conversations.first_copy'])
          .select('conversations.reference as first_reference')
          .where('outbox.state', '=', 'pending')
          .where('outbox.next_attempt', '>', value.after)
          .where(({ or, eb }) =>
            or([
              eb('outbox.next_attempt', '<=', value.now),
              eb('outbox.next_attempt', '>', value.longest),
            ]),
          )
          .where(({ or, eb }) =>
            or([
              eb('outbox.lease_until', 'is', null),
              eb('outbox.lease_until', '<=', value.now),
              eb('outbox.lease_until', '>', value.longest),
            ]),
          )
          .orderBy('outbox.next_attempt')
          .limit(value.limit)
          // What another instance is just leasing is passed over.
          .forUpdate('outbox')
          .skipLocked(),
    ),

    // The lease of whoever died in the middle stays until it is replaced; then it is known that
    // somebody may have sent the mail.
    updateLease: prepare(
      (value: Placeholders<{ id: string; leaseId: string; leaseUntil: number }>) =>
        db
          .updateTable('outbox')
          .set(({ eb, ref }) => ({
            tried: eb.case().when('lease_id', 'is not', null).then(1).else(ref('tried')).end(),
            lease_id: value.leaseId,
            lease_until: value.leaseUntil,
          }))
          .where('id', '=', value.id),
    ),

    selectParts: prepare((value: Placeholders<{ tip: string }>) =>
      db
        .selectFrom('parts')
        .select(['bytes', 'sha256'])
        .where('tip', '=', value.tip)
        .orderBy('part'),
    ),
  }
}

type DueRow = Pick<Tables['tips'], 'reference' | 'hour' | 'sealed_to'> &
  Pick<Tables['outbox'], 'id' | 'tip' | 'inbox' | 'attempts' | 'lease_id'> & {
    recipient: Delivery['recipient']
    tried: number
    urgent: number
    number: number | null
    address: string | null
    first_mail: string | null
    first_copy: string | null
    first_reference: string | null
  }

function asDelivery(
  row: DueRow,
  parts: readonly { bytes: number; sha256: string | null }[],
): Delivery {
  const { id, tip, inbox, attempts, recipient, reference, hour } = row
  if (reference === null || hour === null) {
    throw new Error('A tip in the outbox has no reference: the database is damaged.')
  }
  return {
    id,
    tip,
    reference,
    inbox,
    hour,
    parts: parts.map(({ bytes, sha256 }) => ({ bytes: Number(bytes), sha256: sha256 ?? '' })),
    attempts,
    untried: attempts === 0 && row.tried === 0 && row.lease_id === null,
    urgent: row.urgent === 1,
    recipient,
    sealedTo: row.sealed_to === null ? [] : fingerprints.parse(JSON.parse(row.sealed_to)),
    thread: asThread(row),
  }
}

/** Null for tips without a conversation, and when it was ended since. */
function asThread(row: DueRow): Thread | null {
  const { address, number, first_reference: reference } = row
  // An archive has never seen the mails of the desk; one that came later has nothing to refer to.
  const firstMail = (row.recipient === 'archive' ? row.first_copy : null) ?? row.first_mail
  return address === null || number === null || firstMail === null || reference === null
    ? null
    : { address, number, reference, firstMail }
}
