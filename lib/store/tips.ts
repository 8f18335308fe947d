/** The store's side of taking a tip in: opening, chunks, receipt, expiry. */
import { type Kysely, sql, type Transaction } from 'kysely'
import { type Hour, hourOf } from '#lib/protocol/hours'
import { receiptSchema } from '#lib/protocol/shapes'
import { readPart } from './chunks.ts'
import type { PutChunk, ReceiveTip, StoredTip, TipStore } from './store.ts'
import type { Tables } from './tables.ts'
import type { WriteQueue } from './write-queue.ts'

/** How many tips one transaction expires or forgets, so that senders do not wait long. */
const SWEEP_BATCH = 5

/** @param db the one connection @param queue where every write goes */
export function createTipStore(db: Kysely<Tables>, queue: WriteQueue): TipStore {
  async function sweep(now: Hour, onlyEmpty: boolean): Promise<string[]> {
    const gone: string[] = []
    for (;;) {
      const batch = await queue.write((trx) => expireBatch(trx, now, onlyEmpty))
      gone.push(...batch)
      if (batch.length < SWEEP_BATCH) return gone
    }
  }

  return {
    open: ({ id, inbox, tokenSha256, parts, expires, urgent, proof }) =>
      queue.write(async (trx) => {
        if (proof !== null) {
          const spent = await trx
            .insertInto('proofs')
            .values(proof)
            .onConflict((conflict) => conflict.column('id').doNothing())
            .executeTakeFirst()
          if (spent.numInsertedOrUpdatedRows === 0n) return { ok: false, reason: 'proof-spent' }
        }
        await trx
          .insertInto('tips')
          .values({
            id,
            inbox,
            token_sha256: tokenSha256,
            state: 'open',
            expires,
            urgent: urgent ? 1 : 0,
          })
          .execute()
        await trx
          .insertInto('parts')
          .values(parts.map(({ bytes }, part) => ({ tip: id, part, bytes })))
          .execute()
        return { ok: true }
      }),

    find: (id, tokenSha256) => findTip(db, id, tokenSha256),

    heldChunks: async (tip) => {
      const parts = await db.selectFrom('parts').select('part').where('tip', '=', tip).execute()
      const held = await db
        .selectFrom('chunks')
        .select(['part', 'chunk'])
        .where('tip', '=', tip)
        .orderBy('part')
        .orderBy('chunk')
        .execute()
      const lists = parts.map((): number[] => [])
      for (const { part, chunk } of held) lists[part]?.push(chunk)
      return lists
    },

    putChunk: (chunk) => queue.write((trx) => putChunk(trx, chunk)),
    readPart: (tip, part) => readPart(db, tip, part),
    receive: (tip) => queue.write((trx) => receive(trx, tip)),
    expire: (now) => sweep(hourOf(now), false),
    expireEmpty: (expires) => sweep(expires, true),

    forget: async (before) => {
      await queue.write(async (trx) => {
        await trx.deleteFrom('proofs').where('expires', '<', before.proofs).execute()
        await trx
          .deleteFrom('tips')
          .where('state', '=', 'expired')
          .where('expires', '<', before.tips)
          .execute()
      })
    },

    halfOpen: () =>
      db
        .selectFrom('tips')
        .leftJoin('chunks', 'chunks.tip', 'tips.id')
        .select('tips.id as tip')
        .select(sql<number>`coalesce(sum(length(chunks.data)), 0)`.as('bytes'))
        .where('tips.state', '=', 'open')
        .groupBy('tips.id')
        .execute(),
  }
}

async function findTip(
  db: Kysely<Tables>,
  id: string,
  tokenSha256: string,
): Promise<StoredTip | null> {
  const tip = await db
    .selectFrom('tips')
    .select(['id', 'inbox', 'state', 'expires', 'receipt'])
    .where('id', '=', id)
    .where('token_sha256', '=', tokenSha256)
    .executeTakeFirst()
  if (tip === undefined || tip.state === 'purged') return null
  const parts = await db
    .selectFrom('parts')
    .select(['bytes', 'sha256'])
    .where('tip', '=', id)
    .orderBy('part')
    .execute()
  return {
    id: tip.id,
    inbox: tip.inbox,
    state: tip.state,
    expires: tip.expires,
    parts: parts.map(({ bytes, sha256 }) => ({ bytes: Number(bytes), sha256 })),
    receipt: tip.receipt === null ? null : receiptSchema.parse(JSON.parse(tip.receipt)),
  }
}

async function putChunk(
  trx: Transaction<Tables>,
  { tip, part, chunk, data, expires }: PutChunk,
): ReturnType<TipStore['putChunk']> {
  const found = await trx
    .selectFrom('tips')
    .select(['state', 'expires'])
    .where('id', '=', tip)
    .executeTakeFirst()
  if (found === undefined || found.state === 'purged') return { ok: false, reason: 'unknown' }
  if (found.state === 'received') return { ok: false, reason: 'closed' }
  if (found.state === 'expired') return { ok: false, reason: 'expired' }
  const inserted = await trx
    .insertInto('chunks')
    .values({ tip, part, chunk, data })
    .onConflict((conflict) => conflict.columns(['tip', 'part', 'chunk']).doNothing())
    .executeTakeFirst()
  const stored = inserted.numInsertedOrUpdatedRows !== 0n
  if (!stored) {
    const held = await trx
      .selectFrom('chunks')
      .select('data')
      .where('tip', '=', tip)
      .where('part', '=', part)
      .where('chunk', '=', chunk)
      .executeTakeFirstOrThrow()
    if (Buffer.compare(held.data, data) !== 0) return { ok: false, reason: 'conflict' }
  }
  // Only new bytes prolong it: a tip must not be kept half-open for ever by sending one chunk again.
  if (stored && found.expires < expires) {
    await trx.updateTable('tips').set({ expires }).where('id', '=', tip).execute()
  }
  return { ok: true, stored }
}

async function receive(
  trx: Transaction<Tables>,
  { tip, hour, receipt, outbox }: ReceiveTip,
): ReturnType<TipStore['receive']> {
  const found = await trx
    .selectFrom('tips')
    .select(['state', 'receipt'])
    .where('id', '=', tip)
    .executeTakeFirst()
  if (found === undefined || found.state === 'purged') return { ok: false, reason: 'unknown' }
  if (found.state === 'expired') return { ok: false, reason: 'expired' }
  if (found.receipt !== null) {
    return { ok: true, receipt: receiptSchema.parse(JSON.parse(found.receipt)) }
  }
  const taken = await trx
    .selectFrom('tips')
    .select('id')
    .where('reference', '=', receipt.reference)
    .executeTakeFirst()
  if (taken !== undefined) return { ok: false, reason: 'reference-taken' }
  await trx
    .updateTable('tips')
    .set({
      state: 'received',
      hour,
      reference: receipt.reference,
      receipt: JSON.stringify(receipt),
    })
    .where('id', '=', tip)
    .execute()
  for (const [part, { sha256 }] of receipt.parts.entries()) {
    await trx
      .updateTable('parts')
      .set({ sha256 })
      .where('tip', '=', tip)
      .where('part', '=', part)
      .execute()
  }
  await trx
    .insertInto('outbox')
    .values(
      outbox.map(({ id, inbox }) => ({
        id,
        tip,
        inbox,
        state: 'pending',
        attempts: 0,
        // Due at once, whatever the clock is set to later.
        next_attempt: 0,
      })),
    )
    .execute()
  return { ok: true, receipt }
}

/** Expires up to SWEEP_BATCH open tips that end at or before `until`, and deletes what they hold. */
async function expireBatch(
  trx: Transaction<Tables>,
  until: Hour,
  onlyEmpty: boolean,
): Promise<string[]> {
  let due = trx
    .selectFrom('tips')
    .select('id')
    .where('state', '=', 'open')
    .where('expires', '<=', until)
    .limit(SWEEP_BATCH)
  if (onlyEmpty) {
    due = due.where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('chunks').select('chunk').whereRef('chunks.tip', '=', 'tips.id'))),
    )
  }
  const ids = (await due.execute()).map(({ id }) => id)
  if (ids.length === 0) return []
  await trx.deleteFrom('chunks').where('tip', 'in', ids).execute()
  await trx.updateTable('tips').set({ state: 'expired' }).where('id', 'in', ids).execute()
  return ids
}
