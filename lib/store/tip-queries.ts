/** The queries that every tip runs on its way in, prepared. */
import type { Kysely } from 'kysely'
import type { Hour } from '#lib/protocol/hours'
import { type Placeholders, prepare } from './prepared.ts'
import type { Tables } from './tables.ts'

type Chunk = { tip: string; part: number; chunk: number }

/** @param db the one connection; writes are run in a transaction of it */
export function createTipQueries(db: Kysely<Tables>) {
  return {
    insertTip: prepare(
      (
        value: Placeholders<{
          id: string
          inbox: string
          tokenSha256: string
          expires: Hour
          urgent: number
        }>,
      ) =>
        db.insertInto('tips').values({
          id: value.id,
          inbox: value.inbox,
          token_sha256: value.tokenSha256,
          state: 'open',
          expires: value.expires,
          urgent: value.urgent,
        }),
    ),

    insertPart: prepare((value: Placeholders<{ tip: string; part: number; bytes: number }>) =>
      db.insertInto('parts').values({ tip: value.tip, part: value.part, bytes: value.bytes }),
    ),

    insertProof: prepare((value: Placeholders<{ id: string; expires: Hour }>) =>
      db
        .insertInto('proofs')
        .values({ id: value.id, expires: value.expires })
        .onConflict((conflict) => conflict.column('id').doNothing()),
    ),

    /** The tip once for each of its parts. */
    selectTip: prepare((value: Placeholders<{ id: string; tokenSha256: string }>) =>
      db
        .selectFrom('tips')
        .innerJoin('parts', 'parts.tip', 'tips.id')
        .select(['tips.inbox', 'tips.state', 'tips.expires', 'tips.receipt'])
        .select(['parts.bytes', 'parts.sha256'])
        .where('tips.id', '=', value.id)
        .where('tips.token_sha256', '=', value.tokenSha256)
        .orderBy('parts.part'),
    ),

    /** Whatever is written to a tip begins with this, so that another instance waits. */
    selectState: prepare((value: Placeholders<{ id: string }>) =>
      db
        .selectFrom('tips')
        .select(['state', 'expires', 'receipt'])
        .where('id', '=', value.id)
        .forUpdate(),
    ),

    /** Every part, with each chunk it holds, or null. */
    selectHeld: prepare((value: Placeholders<{ tip: string }>) =>
      db
        .selectFrom('parts')
        .leftJoin('chunks', (join) =>
          join.onRef('chunks.tip', '=', 'parts.tip').onRef('chunks.part', '=', 'parts.part'),
        )
        .select(['parts.part', 'chunks.chunk'])
        .where('parts.tip', '=', value.tip)
        .orderBy('parts.part')
        .orderBy('chunks.chunk'),
    ),

    insertChunk: prepare((value: Placeholders<Chunk & { data: Uint8Array }>) =>
      db
        .insertInto('chunks')
        .values({ tip: value.tip, part: value.part, chunk: value.chunk, data: value.data })
        .onConflict((conflict) => conflict.columns(['tip', 'part', 'chunk']).doNothing()),
    ),

    selectChunk: prepare((value: Placeholders<Chunk>) =>
      db
        .selectFrom('chunks')
        .select('data')
        .where('tip', '=', value.tip)
        .where('part', '=', value.part)
        .where('chunk', '=', value.chunk),
    ),

    updateExpiry: prepare((value: Placeholders<{ id: string; expires: Hour }>) =>
      db.updateTable('tips').set({ expires: value.expires }).where('id', '=', value.id),
    ),

    selectReference: prepare((value: Placeholders<{ reference: string }>) =>
      db.selectFrom('tips').select('id').where('reference', '=', value.reference),
    ),

    updateReceived: prepare(
      (
        value: Placeholders<{
          id: string
          hour: Hour
          reference: string
          receipt: string
          sealedTo: string
        }>,
      ) =>
        db
          .updateTable('tips')
          .set({
            state: 'received',
            hour: value.hour,
            reference: value.reference,
            receipt: value.receipt,
            sealed_to: value.sealedTo,
          })
          .where('id', '=', value.id),
    ),

    updatePartHash: prepare((value: Placeholders<{ tip: string; part: number; sha256: string }>) =>
      db
        .updateTable('parts')
        .set({ sha256: value.sha256 })
        .where('tip', '=', value.tip)
        .where('part', '=', value.part),
    ),

    insertOutbox: prepare(
      (
        value: Placeholders<{
          id: string
          tip: string
          inbox: string
          recipient: 'first' | 'archive'
        }>,
      ) =>
        db.insertInto('outbox').values({
          id: value.id,
          tip: value.tip,
          inbox: value.inbox,
          recipient: value.recipient,
          state: 'pending',
          attempts: 0,
          // Due at once, whatever the clock is set to later.
          next_attempt: 0,
        }),
    ),
  }
}

export type TipQueries = ReturnType<typeof createTipQueries>
