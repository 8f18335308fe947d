/** Received tips as their operator may see and handle them: states, sizes and hours, never content. */
import { type Kysely, type Selectable, sql, type Transaction } from 'kysely'
import { z } from 'zod'
import { insertMail } from './events.ts'
import { deleteForgotten, forgetTip, hasArrived } from './purging.ts'
import type { RecordStore, TipRecord } from './store.ts'
import type { Tables } from './tables.ts'
import { endConversations } from './threading.ts'
import type { WriteQueue } from './write-queue.ts'

const sizes = z.array(z.number())

/** @param db the one connection @param queue where every write goes */
export function createRecordStore(db: Kysely<Tables>, queue: WriteQueue): RecordStore {
  return {
    list: () => readRecords(db, null),
    find: async (reference) => (await readRecords(db, reference))[0] ?? null,
    retry: (reference, newId) => queue.write((trx) => retry(trx, reference, newId)),

    resend: (reference, mail) =>
      queue.write(async (trx) => {
        const tip = await findTip(trx, reference)
        if (tip === null) return false
        await trx
          .updateTable('outbox')
          .set({ state: 'replaced' })
          .where('tip', '=', tip.id)
          .where('state', 'in', ['sent', 'bounced'])
          // A copy in the archive says nothing about the desk, nor the other way round.
          .where('recipient', mail.recipient === 'archive' ? '=' : '!=', 'archive')
          .execute()
        await insertMail(trx, { ...mail, tip: tip.id, inbox: tip.inbox })
        return true
      }),

    hold: (reference, since) =>
      queue.write(async (trx) => {
        const tip = await findTip(trx, reference)
        if (tip === null) return false
        const held = since === null ? null : (tip.held ?? since)
        await trx.updateTable('tips').set({ held }).where('id', '=', tip.id).execute()
        return true
      }),

    purge: async (reference, { now, undelivered }) => {
      const outcome = await queue.write(async (trx) => {
        const tip = await findTip(trx, reference)
        if (tip === null) {
          return (await endConversation(trx, reference))
            ? ({ ok: true } as const)
            : ({ ok: false, reason: 'unknown' } as const)
        }
        if (tip.held !== null) return { ok: false, reason: 'held' } as const
        if (!undelivered && !(await hasArrived(trx, tip.id))) {
          return { ok: false, reason: 'undelivered' } as const
        }
        await forgetTip(trx, tip.id, { now, by: 'operator' })
        return { ok: true } as const
      })
      if (outcome.ok) await deleteForgotten(db, queue)
      return outcome
    },

    purged: async () => {
      const rows = await db
        .selectFrom('purges')
        .innerJoin('tips', 'tips.id', 'purges.tip')
        .select(['tips.reference', 'purges.purged', 'purges.bytes', 'purges.by'])
        .orderBy('purges.purged', 'desc')
        .orderBy('tips.reference')
        .execute()
      return rows.map(({ reference, purged, bytes, by }) => ({
        reference: reference ?? '',
        purged,
        bytes: sizes.parse(JSON.parse(bytes)),
        by,
      }))
    },
  }
}

/** Ends a conversation whose first message was forgotten before; false when there is none. */
async function endConversation(trx: Transaction<Tables>, reference: string): Promise<boolean> {
  const found = await trx
    .selectFrom('conversations')
    .select('id')
    .where('reference', '=', reference.toUpperCase())
    .forUpdate()
    .execute()
  return (
    (await endConversations(
      trx,
      found.map(({ id }) => id),
    )) > 0
  )
}

async function findTip(trx: Transaction<Tables>, reference: string) {
  const tip = await trx
    .selectFrom('tips')
    .select(['id', 'inbox', 'held'])
    .where('reference', '=', reference.toUpperCase())
    .where('state', '=', 'received')
    .forUpdate()
    .executeTakeFirst()
  return tip ?? null
}

async function retry(
  trx: Transaction<Tables>,
  reference: string,
  newId: () => string,
): Promise<number> {
  const tip = await findTip(trx, reference)
  if (tip === null) return 0
  const mails = await trx
    .selectFrom('outbox')
    .select(['id', 'inbox', 'recipient', 'state'])
    .where('tip', '=', tip.id)
    .where('state', 'in', ['pending', 'bounced'])
    .orderBy('id')
    .forUpdate()
    .execute()
  for (const { id, inbox, recipient, state } of mails) {
    // What is in hand stays there; else it would go twice.
    const change = state === 'pending' ? { next_attempt: 0 } : { state: 'replaced' as const }
    await trx.updateTable('outbox').set(change).where('id', '=', id).execute()
    if (state === 'bounced') await insertMail(trx, { id: newId(), tip: tip.id, inbox, recipient })
  }
  return mails.length
}

/** All received tips, newest hour first, or the one of that reference. */
async function readRecords(db: Kysely<Tables>, reference: string | null): Promise<TipRecord[]> {
  // One moment's view of three tables.
  const moment = db.transaction().setIsolationLevel('repeatable read')
  return moment.execute(async (trx) => {
    let tips = trx.selectFrom('tips').where('tips.state', '=', 'received')
    if (reference !== null) tips = tips.where('tips.reference', '=', reference.toUpperCase())
    const found = await tips
      .leftJoin('conversations', 'conversations.id', 'tips.conversation')
      .select(['tips.id', 'tips.reference', 'tips.inbox', 'tips.hour', 'tips.held', 'tips.number'])
      .select(({ selectFrom }) =>
        selectFrom('replies')
          .select(({ fn }) => fn.countAll().as('unread'))
          .whereRef('replies.conversation', '=', 'conversations.id')
          .where('replies.read', 'is', null)
          .as('unread'),
      )
      .orderBy('tips.hour', 'desc')
      .orderBy('tips.reference')
      .execute()
    const parts = await tips
      .innerJoin('parts', 'parts.tip', 'tips.id')
      .select(['parts.tip', 'parts.part', 'parts.bytes', 'parts.fetched', 'parts.archive_fetched'])
      .orderBy('parts.part')
      .execute()
    const links = await tips
      .innerJoin('outbox', 'outbox.tip', 'tips.id')
      .innerJoin('mail_links', 'mail_links.mail', 'outbox.id')
      .select(['outbox.tip', 'outbox.recipient', 'mail_links.part'])
      .execute()
    const mails = await tips
      .innerJoin('outbox', 'outbox.tip', 'tips.id')
      .selectAll('outbox')
      // In the order in which they were made, as far as that is known; copies for the archive last.
      .orderBy(sql`case outbox.recipient when 'archive' then 1 else 0 end`)
      .orderBy(sql`case outbox.state when 'replaced' then 0 else 1 end`)
      .orderBy(sql`coalesce(outbox.sent, '~')`)
      .orderBy('outbox.id')
      .execute()
    const linksOf = Map.groupBy(links, ({ tip, part }) => `${tip} ${part}`)
    const partsOf = Map.groupBy(parts, ({ tip }) => tip)
    const mailsOf = Map.groupBy(mails, ({ tip }) => tip)
    return found.map(({ id, reference, inbox, hour, held, number, unread }) => {
      if (reference === null || hour === null) {
        throw new Error('A received tip has no reference: the database is damaged.')
      }
      return {
        reference,
        inbox,
        hour,
        held,
        message: number,
        unread: Number(unread ?? 0),
        parts: (partsOf.get(id) ?? []).map(({ part, bytes, fetched, archive_fetched }) => {
          const readers = (linksOf.get(`${id} ${part}`) ?? []).map(({ recipient }) => recipient)
          return {
            bytes: Number(bytes),
            desk: readers.some((one) => one !== 'archive') ? { fetched } : null,
            archive: readers.includes('archive') ? { fetched: archive_fetched } : null,
          }
        }),
        mails: (mailsOf.get(id) ?? []).map(asMail),
      }
    })
  })
}

function asMail(row: Selectable<Tables['outbox']>): TipRecord['mails'][number] {
  return {
    id: row.id,
    state: row.state,
    recipient: row.recipient,
    attempts: row.attempts,
    nextAttempt: row.state === 'pending' ? new Date(Number(row.next_attempt)) : null,
    transport: row.transport,
    delivered: row.delivered,
    bounced: row.bounced,
    trouble: row.trouble,
    reason: row.reason,
  }
}
