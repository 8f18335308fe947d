/** The store's side of taking a tip in: opening, chunks, receipt, expiry. */
import { type Kysely, sql, type Transaction } from 'kysely'
import { type Hour, hourOf } from '#lib/protocol/hours'
import { type Receipt, receiptSchema } from '#lib/protocol/shapes'
import { createReadPart, deleteChunks } from './chunks.ts'
import type { PutChunk, ReceiveTip, SetPart, TipStore } from './store.ts'
import type { Tables } from './tables.ts'
import { beginConversation, enterConversation, goesOn, placeOf } from './threading.ts'
import { createTipQueries, type TipQueries } from './tip-queries.ts'
import type { WriteQueue } from './write-queue.ts'

/** How many tips one transaction expires or forgets, so that senders do not wait long. */
const SWEEP_BATCH = 5

/** @param db the one connection @param queue where every write goes */
export function createTipStore(db: Kysely<Tables>, queue: WriteQueue): TipStore {
  const queries = createTipQueries(db)

  async function sweep(now: Hour): Promise<string[]> {
    const gone: string[] = []
    for (;;) {
      const batch = await queue.write((trx) => expireBatch(trx, now))
      gone.push(...batch)
      if (batch.length < SWEEP_BATCH) break
    }
    // Also what a process that ended in between has left.
    const left = await db
      .selectFrom('tips')
      .select('id')
      .where('state', '=', 'expired')
      .where(({ exists, selectFrom }) =>
        exists(selectFrom('chunks').select('tip').whereRef('chunks.tip', '=', 'tips.id')),
      )
      .execute()
    for (const { id } of left) await deleteChunks(queue, { tip: id })
    return gone
  }

  return {
    open: ({ id, inbox, tokenSha256, parts, expires, urgent, proof, followUp, conversation }) =>
      queue.write(async (trx) => {
        if (conversation !== undefined && !(await goesOn(trx, conversation))) {
          return { ok: false, reason: 'conversation-ended' }
        }
        if (proof !== null) {
          const spent = await queries.insertProof(trx, proof)
          if (spent.numAffectedRows === 0n) return { ok: false, reason: 'proof-spent' }
        }
        await queries.insertTip(trx, { id, inbox, tokenSha256, expires, urgent: urgent ? 1 : 0 })
        for (const [part, { bytes }] of parts.entries()) {
          await queries.insertPart(trx, { tip: id, part, bytes })
        }
        const thread =
          followUp === undefined
            ? conversation
            : await beginConversation(trx, { id, inbox }, followUp)
        if (typeof thread === 'string') {
          await trx.updateTable('tips').set({ conversation: thread }).where('id', '=', id).execute()
        }
        return { ok: true }
      }),

    find: async (id, tokenSha256) => {
      const { rows } = await queries.selectTip(db, { id, tokenSha256 })
      const [tip] = rows
      if (tip === undefined || tip.state === 'purged') return null
      return {
        id,
        inbox: tip.inbox,
        state: tip.state,
        expires: tip.expires,
        parts: rows.map(({ bytes, sha256 }) => ({ bytes: Number(bytes), sha256 })),
        receipt: tip.receipt === null ? null : receiptSchema.parse(JSON.parse(tip.receipt)),
      }
    },

    heldChunks: async (tip) => {
      const { rows } = await queries.selectHeld(db, { tip })
      const lists: number[][] = []
      for (const { part, chunk } of rows) {
        lists[part] ??= []
        if (chunk !== null) lists[part].push(chunk)
      }
      return lists
    },

    putChunk: (chunk) => queue.write((trx) => putChunk(queries, trx, chunk)),
    setPart: async (part) => {
      if (!part.keepChunks) await deleteChunks(queue, part)
      return queue.write((trx) => setPart(queries, trx, part))
    },
    readPart: createReadPart(db),
    receive: (tip) => queue.write((trx) => receive(queries, trx, tip)),
    expire: (now) => sweep(hourOf(now)),

    abandon: async (tips) => {
      for (let at = 0; at < tips.length; at += SWEEP_BATCH) {
        const batch = tips.slice(at, at + SWEEP_BATCH)
        for (const tip of batch) await deleteChunks(queue, { tip })
        // Parts go with their tip.
        await queue.write((trx) =>
          trx.deleteFrom('tips').where('id', 'in', batch).where('state', '=', 'open').execute(),
        )
      }
    },

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

    halfOpenTotals: async () => {
      const { tips, bytes } = await db
        .selectFrom('tips')
        .leftJoin('chunks', 'chunks.tip', 'tips.id')
        .select(({ fn }) => fn.count('tips.id').distinct().as('tips'))
        .select(sql<number | string>`coalesce(sum(length(chunks.data)), 0)`.as('bytes'))
        .where('tips.state', '=', 'open')
        .executeTakeFirstOrThrow()
      return { tips: Number(tips), bytes: Number(bytes) }
    },
  }
}

async function setPart(
  queries: TipQueries,
  trx: Transaction<Tables>,
  { tip, part, bytes, keepChunks, expires }: SetPart,
): ReturnType<TipStore['setPart']> {
  const [found] = (await queries.selectState(trx, { id: tip })).rows
  if (found === undefined || found.state === 'purged') return { ok: false, reason: 'unknown' }
  if (found.state === 'received') return { ok: false, reason: 'closed' }
  if (found.state === 'expired') return { ok: false, reason: 'expired' }
  const { count } = await trx
    .selectFrom('parts')
    .select(({ fn }) => fn.countAll().as('count'))
    .where('tip', '=', tip)
    .executeTakeFirstOrThrow()
  if (part > Number(count)) return { ok: false, reason: 'gap' }
  await trx
    .insertInto('parts')
    .values({ tip, part, bytes })
    .onConflict((conflict) => conflict.columns(['tip', 'part']).doUpdateSet({ bytes }))
    .execute()
  if (!keepChunks) {
    await trx.deleteFrom('chunks').where('tip', '=', tip).where('part', '=', part).execute()
  }
  if (found.expires < expires) await queries.updateExpiry(trx, { id: tip, expires })
  return { ok: true }
}

async function putChunk(
  queries: TipQueries,
  trx: Transaction<Tables>,
  { tip, part, chunk, data, expires }: PutChunk,
): ReturnType<TipStore['putChunk']> {
  const [found] = (await queries.selectState(trx, { id: tip })).rows
  if (found === undefined || found.state === 'purged') return { ok: false, reason: 'unknown' }
  if (found.state === 'received') return { ok: false, reason: 'closed' }
  if (found.state === 'expired') return { ok: false, reason: 'expired' }
  const inserted = await queries.insertChunk(trx, { tip, part, chunk, data })
  const stored = inserted.numAffectedRows !== 0n
  if (!stored) {
    const [held] = (await queries.selectChunk(trx, { tip, part, chunk })).rows
    if (held === undefined || Buffer.compare(held.data, data) !== 0) {
      return { ok: false, reason: 'conflict' }
    }
  }
  // Only new bytes prolong it: a tip must not be kept half-open for ever by sending one chunk again.
  if (stored && found.expires < expires) await queries.updateExpiry(trx, { id: tip, expires })
  return { ok: true, stored }
}

async function receive(
  queries: TipQueries,
  trx: Transaction<Tables>,
  received: ReceiveTip,
): ReturnType<TipStore['receive']> {
  const { tip, hour, receipt, sealedTo, outbox } = received
  const [found] = (await queries.selectState(trx, { id: tip })).rows
  if (found === undefined || found.state === 'purged') return { ok: false, reason: 'unknown' }
  if (found.state === 'expired') return { ok: false, reason: 'expired' }
  if (found.receipt !== null) {
    return { ok: true, receipt: receiptSchema.parse(JSON.parse(found.receipt)) }
  }
  if (!(await holdsWhatItSays(trx, tip, receipt))) return { ok: false, reason: 'changed' }
  const place = await placeOf(trx, received)
  if (place === 'other-reference') return { ok: false, reason: 'reference-taken' }
  const { reference } = receipt
  const taken = await queries.selectReference(trx, { reference })
  if (taken.rows.length > 0) return { ok: false, reason: 'reference-taken' }
  await queries.updateReceived(trx, {
    id: tip,
    hour,
    reference,
    receipt: JSON.stringify(receipt),
    sealedTo: JSON.stringify(sealedTo),
  })
  for (const [part, { sha256 }] of receipt.parts.entries()) {
    await queries.updatePartHash(trx, { tip, part, sha256 })
  }
  for (const { id, inbox, recipient } of outbox) {
    await queries.insertOutbox(trx, { id, tip, inbox, recipient })
  }
  if (place !== null) await enterConversation(trx, place, received)
  return { ok: true, receipt }
}

/** Whether the tip's parts have the sizes of the receipt, and all their bytes are there. */
async function holdsWhatItSays(
  trx: Transaction<Tables>,
  tip: string,
  { parts }: Receipt,
): Promise<boolean> {
  const stored = await trx
    .selectFrom('parts')
    .leftJoin('chunks', (join) =>
      join.onRef('chunks.tip', '=', 'parts.tip').onRef('chunks.part', '=', 'parts.part'),
    )
    .select(['parts.part', 'parts.bytes'])
    .select(sql<number | string>`coalesce(sum(length(chunks.data)), 0)`.as('held'))
    .where('parts.tip', '=', tip)
    .groupBy(['parts.part', 'parts.bytes'])
    .execute()
  return (
    stored.length === parts.length &&
    stored.every(({ part, bytes, held }) => {
      const said = parts[part]?.bytes
      return Number(bytes) === said && Number(held) === said
    })
  )
}

/** Expires up to SWEEP_BATCH open tips that end at or before `until`, which makes what they hold deletable. */
async function expireBatch(trx: Transaction<Tables>, until: Hour): Promise<string[]> {
  const due = await trx
    .selectFrom('tips')
    .select('id')
    .where('state', '=', 'open')
    .where('expires', '<=', until)
    .limit(SWEEP_BATCH)
    // One that has a chunk written just now lives on; another instance may expire the others.
    .forUpdate()
    .skipLocked()
    .execute()
  const ids = due.map(({ id }) => id)
  if (ids.length === 0) return []
  await trx.updateTable('tips').set({ state: 'expired' }).where('id', 'in', ids).execute()
  return ids
}
