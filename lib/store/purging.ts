/** Forgetting tips: what is due by the rules of retention, and what is left of a tip afterwards. */
import type { Kysely, Transaction } from 'kysely'
import { type Hour, hourOf } from '#lib/protocol/hours'
import { DELETE_BATCH, deleteChunks } from './chunks.ts'
import { fetchedByReader } from './downloads.ts'
import type { PurgeRecord } from './store.ts'
import type { Tables } from './tables.ts'
import { endConversations } from './threading.ts'
import type { WriteQueue } from './write-queue.ts'

/** How many tips one transaction forgets, so that senders do not wait long. */
export const PURGE_BATCH = 5

/**
 * Forgets up to PURGE_BATCH tips that are not held and that their desk has had, whole, since before
 * the hour of `before`. Gives how many.
 */
export async function purgeBatch(
  trx: Transaction<Tables>,
  { before, now }: { before: Date; now: Date },
): Promise<number> {
  const hour = hourOf(before)
  // Locked first and then looked at again: until the lock was ours, another instance may have written.
  const found = await selectDue(trx, hour).limit(PURGE_BATCH).forUpdate().skipLocked().execute()
  if (found.length === 0) return 0
  const ids = found.map(({ id }) => id)
  const due = await selectDue(trx, hour).where('tips.id', 'in', ids).execute()
  for (const { id } of due) await forgetTip(trx, id, { now, by: 'retention' })
  return due.length
}

/** Tips that are not held and that their desk has had, whole, since before `hour`. */
function selectDue(trx: Transaction<Tables>, hour: Hour) {
  return (
    trx
      .selectFrom('tips')
      .select('tips.id')
      .where('state', '=', 'received')
      .where('held', 'is', null)
      // A tip without any delivered mail has reached no desk: it stays, whatever has happened to its mail.
      .where(({ exists, selectFrom }) =>
        exists(
          selectFrom('outbox')
            .select('outbox.id')
            .whereRef('outbox.tip', '=', 'tips.id')
            .where('outbox.recipient', '!=', 'archive')
            .where('outbox.state', '=', 'delivered'),
        ),
      )
      // A replaced mail is followed by the one that took its place, so it need not be looked at.
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('outbox')
              .select('outbox.id')
              .whereRef('outbox.tip', '=', 'tips.id')
              .where(({ or, eb }) =>
                or([
                  eb('outbox.state', 'in', ['pending', 'sent', 'bounced']),
                  eb('outbox.delivered', '>=', hour),
                ]),
              ),
          ),
        ),
      )
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('outbox')
              .innerJoin('mail_links', 'mail_links.mail', 'outbox.id')
              .innerJoin('parts', (join) =>
                join
                  .onRef('parts.tip', '=', 'outbox.tip')
                  .onRef('parts.part', '=', 'mail_links.part'),
              )
              .select('outbox.id')
              .whereRef('outbox.tip', '=', 'tips.id')
              .where('outbox.state', '=', 'delivered')
              .where(({ or, eb }) =>
                or([eb(fetchedByReader, 'is', null), eb(fetchedByReader, '>=', hour)]),
              ),
          ),
        ),
      )
  )
}

/** Whether every mail of the tip arrived, and what they name by link was fetched whole. */
export async function hasArrived(trx: Transaction<Tables>, tip: string): Promise<boolean> {
  const mails = await trx
    .selectFrom('outbox')
    .leftJoin('mail_links', 'mail_links.mail', 'outbox.id')
    .leftJoin('parts', (join) =>
      join.onRef('parts.tip', '=', 'outbox.tip').onRef('parts.part', '=', 'mail_links.part'),
    )
    .select(['outbox.state', 'mail_links.part', fetchedByReader.as('fetched')])
    .where('outbox.tip', '=', tip)
    .where('outbox.state', '!=', 'replaced')
    .execute()
  return (
    mails.length > 0 &&
    mails.every(
      ({ state, part, fetched }) => state === 'delivered' && (part === null || fetched !== null),
    )
  )
}

/**
 * Deletes what large forgotten tips still hold, so that others are served meanwhile. What a crash leaves is
 * taken away at the next call.
 */
export async function deleteForgotten(db: Kysely<Tables>, queue: WriteQueue): Promise<void> {
  for (;;) {
    const left = await db
      .selectFrom('parts')
      .innerJoin('tips', 'tips.id', 'parts.tip')
      .select('tips.id')
      .where('tips.state', '=', 'purged')
      .limit(1)
      .executeTakeFirst()
    if (left === undefined) return
    await deleteChunks(queue, { tip: left.id })
    await queue.write((trx) => trx.deleteFrom('parts').where('tip', '=', left.id).execute())
  }
}

/**
 * Deletes everything of a tip but its reference, and records that, when and by whom it was forgotten. Its
 * conversation goes on when its time was over: then its hours stay for its sender to see. At the operator's
 * word the conversation ends with its first message. Of a large tip, sealed bytes are left to `deleteForgotten`.
 */
export async function forgetTip(
  trx: Transaction<Tables>,
  tip: string,
  { now, by }: { now: Date; by: PurgeRecord['by'] },
): Promise<void> {
  const purged = hourOf(now)
  const parts = await trx
    .selectFrom('parts')
    .select('bytes')
    .where('tip', '=', tip)
    .orderBy('part')
    .execute()
  const bytes = JSON.stringify(parts.map((part) => Number(part.bytes)))
  const { hour, conversation, number, delivered } = await trx
    .selectFrom('tips')
    .select(['hour', 'conversation', 'number'])
    .select(({ selectFrom }) =>
      selectFrom('outbox')
        .select(({ fn }) => fn.min('delivered').as('delivered'))
        .whereRef('outbox.tip', '=', 'tips.id')
        .where('recipient', '!=', 'archive')
        .where('state', '=', 'delivered')
        .as('delivered'),
    )
    .where('id', '=', tip)
    .executeTakeFirstOrThrow()
  const staysKnown = conversation !== null && by === 'retention'
  // Events and the names of linked parts go with the mails, chunks and links with the parts.
  await trx.deleteFrom('outbox').where('tip', '=', tip).execute()
  const { chunks } = await trx
    .selectFrom('chunks')
    .select(({ fn }) => fn.countAll().as('chunks'))
    .where('tip', '=', tip)
    .executeTakeFirstOrThrow()
  if (Number(chunks) <= DELETE_BATCH) {
    await trx.deleteFrom('parts').where('tip', '=', tip).execute()
  } else {
    // Nobody reaches them any more; `deleteForgotten` takes them away a few at a time.
    await trx.deleteFrom('links').where('tip', '=', tip).execute()
  }
  await trx
    .updateTable('tips')
    .set({
      state: 'purged',
      inbox: '',
      token_sha256: '',
      hour: staysKnown ? hour : null,
      delivered: staysKnown ? delivered : null,
      receipt: null,
      expires: purged,
      urgent: 0,
      held: null,
      sealed_to: null,
    })
    .where('id', '=', tip)
    .execute()
  await trx.insertInto('purges').values({ tip, purged, bytes, by }).execute()
  if (by === 'operator' && conversation !== null && number === 1) {
    await endConversations(trx, [conversation])
  }
}
