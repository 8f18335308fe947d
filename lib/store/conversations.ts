/** Conversations: what lets a sender come back to a tip, and what the desk wrote. */
import { type Kysely, sql, type Transaction } from 'kysely'
import { type Hour, hourOf } from '#lib/protocol/hours'
import type { Conversation, ConversationStore, FollowUp, ReceiveTip } from './store.ts'
import type { Tables } from './tables.ts'
import type { WriteQueue } from './write-queue.ts'

/** How many conversations one transaction forgets, so that senders do not wait long. */
const SWEEP_BATCH = 20

/** @param db the one connection @param queue where every write goes */
export function createConversationStore(db: Kysely<Tables>, queue: WriteQueue): ConversationStore {
  const alive = () =>
    db.selectFrom('conversations').where('conversations.reference', 'is not', null)
  return {
    find: async (lookupSha256) => {
      const row = await alive()
        .selectAll()
        .where('lookup_sha256', '=', lookupSha256)
        .executeTakeFirst()
      if (row === undefined) return null
      const { reference, expires } = row
      if (reference === null || expires === null) return null
      return {
        id: row.tip,
        reference,
        inbox: row.inbox,
        expires,
        keyId: row.key_id,
        box: row.box,
        messages: await messagesOf(db, row.tip),
        replies: await repliesOf(db, row.tip),
      }
    },

    findByAddress: async (address) => {
      const row = await alive()
        .select(['tip', 'inbox', 'key_id', 'reference'])
        .where('address', '=', address)
        .executeTakeFirst()
      if (row === undefined || row.reference === null) return null
      return { id: row.tip, inbox: row.inbox, keyId: row.key_id, reference: row.reference }
    },

    threadOf: async (tip) => {
      const row = await alive()
        .innerJoin('tips', 'tips.conversation', 'conversations.tip')
        .select(['conversations.tip', 'conversations.reference'])
        .where('tips.id', '=', tip)
        .whereRef('conversations.tip', '!=', 'tips.id')
        .executeTakeFirst()
      if (row === undefined || row.reference === null) return null
      return { reference: row.reference, next: await nextNumber(db, row.tip) }
    },

    putReply: ({ conversation, id, hour, box, messageSha256, expires }) =>
      queue.write(async (trx) => {
        const found = await trx
          .selectFrom('conversations')
          .select('expires')
          .where('tip', '=', conversation)
          .where('reference', 'is not', null)
          .forUpdate()
          .executeTakeFirst()
        if (found === undefined) return 'unknown'
        const inserted = await trx
          .insertInto('replies')
          .values({ id, conversation, hour, box, message_sha256: messageSha256 })
          .onConflict((conflict) =>
            conflict.columns(['conversation', 'message_sha256']).doNothing(),
          )
          .executeTakeFirst()
        if (inserted.numInsertedOrUpdatedRows === 0n) return 'repeated'
        await prolong(trx, conversation, expires)
        return 'stored'
      }),

    readReply: async (lookupSha256, id) => {
      const row = await alive()
        .innerJoin('replies', 'replies.conversation', 'conversations.tip')
        .select('replies.box')
        .where('lookup_sha256', '=', lookupSha256)
        .where('replies.id', '=', id)
        .executeTakeFirst()
      return row?.box ?? null
    },

    markRead: async (lookupSha256, ids, hour) => {
      if (ids.length === 0) return
      await queue.write(async (trx) => {
        await trx
          .updateTable('replies')
          .set({ read: hour })
          .where('id', 'in', ids)
          .where('read', 'is', null)
          .where('conversation', 'in', (query) =>
            query
              .selectFrom('conversations')
              .select('tip')
              .where('lookup_sha256', '=', lookupSha256),
          )
          .execute()
      })
    },

    end: (lookupSha256) =>
      queue.write(async (trx) => {
        const gone = await trx
          .deleteFrom('conversations')
          .where('lookup_sha256', '=', lookupSha256)
          .where('reference', 'is not', null)
          .executeTakeFirst()
        return gone.numDeletedRows > 0n
      }),

    expire: async (now) => {
      for (let gone = 0; ; ) {
        const batch = await queue.write((trx) => expireBatch(trx, hourOf(now)))
        gone += batch
        if (batch < SWEEP_BATCH) return gone
      }
    },

    counts: async () => {
      const { open } = await alive()
        .select(({ fn }) => fn.countAll().as('open'))
        .executeTakeFirstOrThrow()
      const unread = await db
        .selectFrom('replies')
        .select(({ fn }) => fn.countAll().as('count'))
        .select(({ fn }) => fn.min('hour').as('oldest'))
        .where('read', 'is', null)
        .executeTakeFirstOrThrow()
      return { open: Number(open), unread: Number(unread.count), oldestUnread: unread.oldest }
    },
  }
}

/** The sender's messages; what was forgotten since had been delivered, in an hour that is no longer known. */
async function messagesOf(db: Kysely<Tables>, id: string): Promise<Conversation['messages']> {
  const rows = await db
    .selectFrom('tips')
    .leftJoin('outbox', (join) =>
      join
        .onRef('outbox.tip', '=', 'tips.id')
        .on('outbox.recipient', '!=', 'archive')
        .on('outbox.state', '=', 'delivered'),
    )
    .leftJoin('purges', 'purges.tip', 'tips.id')
    .select(['tips.number', 'tips.hour', 'purges.purged'])
    .select(({ fn }) => fn.min('outbox.delivered').as('delivered'))
    .where('tips.conversation', '=', id)
    .where('tips.number', 'is not', null)
    .groupBy(['tips.id', 'tips.number', 'tips.hour', 'purges.purged'])
    .orderBy('tips.number')
    .execute()
  return rows.flatMap(({ number, hour, purged, delivered }) => {
    const known = hour ?? purged
    return number === null || known === null
      ? []
      : [{ number, hour: known, delivered: delivered ?? purged }]
  })
}

async function repliesOf(db: Kysely<Tables>, id: string): Promise<Conversation['replies']> {
  const rows = await db
    .selectFrom('replies')
    .select(['id', 'hour', 'read'])
    .select(sql<number>`length(box)`.as('bytes'))
    .where('conversation', '=', id)
    .orderBy('hour')
    .orderBy('id')
    .execute()
  return rows.map(({ read, bytes, ...reply }) => ({
    ...reply,
    bytes: Number(bytes),
    read: read !== null,
  }))
}

async function nextNumber(db: Kysely<Tables>, id: string): Promise<number> {
  const { last } = await db
    .selectFrom('tips')
    .select(({ fn }) => fn.max('number').as('last'))
    .where('conversation', '=', id)
    .executeTakeFirstOrThrow()
  return (last ?? 0) + 1
}

async function prolong(trx: Transaction<Tables>, id: string, expires: Hour): Promise<void> {
  await trx
    .updateTable('conversations')
    .set({ expires })
    .where('tip', '=', id)
    .where('expires', '<', expires)
    .execute()
}

/**
 * Begins a conversation with a tip that is being opened, and gives its id; one that this sender has
 * begun before is joined, since an answer can be lost after everything was received.
 */
export async function beginConversation(
  trx: Transaction<Tables>,
  tip: { id: string; inbox: string },
  { lookupSha256, address, keyId, box }: FollowUp,
): Promise<string> {
  const known = await trx
    .selectFrom('conversations')
    .select(['tip', 'reference'])
    .where('lookup_sha256', '=', lookupSha256)
    .forUpdate()
    .executeTakeFirst()
  if (known?.reference) return known.tip
  // An attempt that was never completed gives way, or else its sender could not begin again.
  await trx
    .deleteFrom('conversations')
    .where('reference', 'is', null)
    .where(({ or, eb }) =>
      or([eb('lookup_sha256', '=', lookupSha256), eb('address', '=', address)]),
    )
    .execute()
  await trx
    .insertInto('conversations')
    .values({
      tip: tip.id,
      inbox: tip.inbox,
      lookup_sha256: lookupSha256,
      address,
      key_id: keyId,
      box,
    })
    .execute()
  return tip.id
}

/** Gives a tip that is being received its place in its conversation, if it has one. */
export async function enterConversation(
  trx: Transaction<Tables>,
  { tip, receipt, outbox, conversationExpires }: ReceiveTip,
): Promise<void> {
  const found = await trx
    .selectFrom('tips')
    .innerJoin('conversations', 'conversations.tip', 'tips.conversation')
    .select(['conversations.tip as id', 'conversations.reference'])
    .where('tips.id', '=', tip)
    .executeTakeFirst()
  if (found === undefined) return
  const { id } = found
  // Locked, so that two messages that are received at once get two numbers.
  await trx.selectFrom('conversations').select('tip').where('tip', '=', id).forUpdate().execute()
  const expires = conversationExpires ?? hourOf(new Date(receipt.received))
  if (found.reference === null) {
    const first_mail = outbox.find(({ recipient }) => recipient === 'first')?.id ?? null
    const { reference } = receipt
    await trx
      .updateTable('conversations')
      .set({ reference, first_mail, expires })
      .where('tip', '=', id)
      .execute()
  } else await prolong(trx, id, expires)
  const number = await nextNumber(trx, id)
  await trx.updateTable('tips').set({ number }).where('id', '=', tip).execute()
}

/** Forgets the conversation that began with a tip, at once. */
export async function endConversationOf(trx: Transaction<Tables>, tip: string): Promise<void> {
  await trx.deleteFrom('conversations').where('tip', '=', tip).execute()
}

/** Deletes up to SWEEP_BATCH conversations that ended at or before `until`; gives how many. */
async function expireBatch(trx: Transaction<Tables>, until: Hour): Promise<number> {
  const due = await trx
    .selectFrom('conversations')
    .select('tip')
    .where('expires', '<=', until)
    // What is still on its way to the desk may be asked about.
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('tips')
            .select('tips.id')
            .whereRef('tips.conversation', '=', 'conversations.tip')
            .where('tips.state', 'in', ['open', 'received']),
        ),
      ),
    )
    .limit(SWEEP_BATCH)
    .forUpdate()
    .skipLocked()
    .execute()
  const ids = due.map(({ tip }) => tip)
  if (ids.length === 0) return 0
  await trx.deleteFrom('conversations').where('tip', 'in', ids).execute()
  return ids.length
}
