/** Conversations: what lets a sender come back to a tip, and what the desk wrote. */
import { type Kysely, sql } from 'kysely'
import { hourOf } from '#lib/protocol/hours'
import type { Conversation, ConversationStore } from './store.ts'
import type { Tables } from './tables.ts'
import { EXPIRE_BATCH, endConversations, expireBatch, nextNumber, prolong } from './threading.ts'
import type { WriteQueue } from './write-queue.ts'

/**
 * What one conversation may hold of its desk: more than a desk writes, and too little to fill a disk, since
 * a desk's address can be forged and a tip's key id is seen by who carries its mails.
 */
export const REPLIES_MAX = 200
export const REPLY_BYTES_MAX = 256 * 1024 ** 2

/** @param db the one connection @param queue where every write goes */
export function createConversationStore(db: Kysely<Tables>, queue: WriteQueue): ConversationStore {
  const alive = () =>
    db.selectFrom('conversations').where('conversations.reference', 'is not', null)
  return {
    // No transaction: on SQLite each one waits for the turn to write, and anybody may look up.
    find: async (lookupSha256) => {
      const row = await alive()
        .selectAll()
        .where('lookup_sha256', '=', lookupSha256)
        .executeTakeFirst()
      if (row === undefined) return null
      const { id, reference, expires, inbox, box } = row
      if (reference === null || expires === null) return null
      return {
        id,
        reference,
        inbox,
        expires,
        keyId: row.key_id,
        box,
        messages: await messagesOf(db, id),
        replies: await repliesOf(db, id),
      }
    },

    findByAddress: async (address) => {
      const row = await alive()
        .select(['id', 'inbox', 'key_id', 'reference'])
        .where('address', '=', address)
        .executeTakeFirst()
      if (row === undefined || row.reference === null) return null
      return { id: row.id, inbox: row.inbox, keyId: row.key_id, reference: row.reference }
    },

    threadOf: async (tip) => {
      const row = await alive()
        .innerJoin('tips', 'tips.conversation', 'conversations.id')
        .select(['conversations.id', 'conversations.reference'])
        .where('tips.id', '=', tip)
        .where('tips.number', 'is', null)
        .whereRef('tips.inbox', '=', 'conversations.inbox')
        .executeTakeFirst()
      if (row === undefined || row.reference === null) return null
      return { reference: row.reference, next: await nextNumber(db, row.id) }
    },

    putReply: ({ conversation, id, hour, box, messageSha256, expires }) =>
      queue.write(async (trx) => {
        const found = await trx
          .selectFrom('conversations')
          .select('expires')
          .where('id', '=', conversation)
          .where('reference', 'is not', null)
          .forUpdate()
          .executeTakeFirst()
        if (found === undefined) return 'unknown'
        const repeated = await trx
          .selectFrom('replies')
          .select('id')
          .where('conversation', '=', conversation)
          .where('message_sha256', '=', messageSha256)
          .executeTakeFirst()
        if (repeated !== undefined) return 'repeated'
        const { count, bytes, last } = await trx
          .selectFrom('replies')
          .select(({ fn }) => fn.countAll().as('count'))
          .select(sql<number | string>`coalesce(sum(length(box)), 0)`.as('bytes'))
          .select(({ fn }) => fn.max('number').as('last'))
          .where('conversation', '=', conversation)
          .executeTakeFirstOrThrow()
        const most = Number(bytes) + box.byteLength > REPLY_BYTES_MAX
        if (most || Number(count) >= REPLIES_MAX) return 'full'
        await trx
          .insertInto('replies')
          .values({
            id,
            conversation,
            number: (last ?? 0) + 1,
            hour,
            box,
            message_sha256: messageSha256,
          })
          .execute()
        await prolong(trx, conversation, expires)
        return 'stored'
      }),

    readReply: async (lookupSha256, id) => {
      const row = await alive()
        .innerJoin('replies', 'replies.conversation', 'conversations.id')
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
              .select('id')
              .where('lookup_sha256', '=', lookupSha256),
          )
          .execute()
      })
    },

    end: (lookupSha256) =>
      queue.write(async (trx) => {
        const found = await trx
          .selectFrom('conversations')
          .select('id')
          .where('lookup_sha256', '=', lookupSha256)
          .where('reference', 'is not', null)
          .forUpdate()
          .execute()
        return (
          (await endConversations(
            trx,
            found.map(({ id }) => id),
          )) > 0
        )
      }),

    expire: async (now) => {
      for (let gone = 0; ; ) {
        const batch = await queue.write((trx) => expireBatch(trx, hourOf(now)))
        gone += batch
        if (batch < EXPIRE_BATCH) return gone
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

/** The sender's messages that were received, also those whose bytes were forgotten since. */
async function messagesOf(db: Kysely<Tables>, id: string): Promise<Conversation['messages']> {
  const rows = await db
    .selectFrom('tips')
    .leftJoin('outbox', (join) =>
      join
        .onRef('outbox.tip', '=', 'tips.id')
        .on('outbox.recipient', '!=', 'archive')
        .on('outbox.state', '=', 'delivered'),
    )
    .select(['tips.number', 'tips.hour', 'tips.delivered as before'])
    .select(({ fn }) => fn.min('outbox.delivered').as('delivered'))
    .where('tips.conversation', '=', id)
    .where('tips.number', 'is not', null)
    .groupBy(['tips.id', 'tips.number', 'tips.hour', 'tips.delivered'])
    .orderBy('tips.number')
    .execute()
  return rows.flatMap(({ number, hour, before, delivered }) =>
    number === null || hour === null ? [] : [{ number, hour, delivered: delivered ?? before }],
  )
}

async function repliesOf(db: Kysely<Tables>, id: string): Promise<Conversation['replies']> {
  const rows = await db
    .selectFrom('replies')
    .select(['id', 'number', 'hour', 'read'])
    .select(sql<number>`length(box)`.as('bytes'))
    .where('conversation', '=', id)
    .orderBy('number')
    .execute()
  return rows.map(({ read, bytes, ...reply }) => ({
    ...reply,
    bytes: Number(bytes),
    read: read !== null,
  }))
}
