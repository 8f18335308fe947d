/** Reading the bytes of stored parts, a chunk at a time. */
import type { Kysely } from 'kysely'
import { type Placeholders, prepare } from './prepared.ts'
import type { Tables } from './tables.ts'
import type { WriteQueue } from './write-queue.ts'

/** Chunks that one transaction deletes: SQLite reads all their pages, while nobody else is served. */
export const DELETE_BATCH = 8

/** A chunk that was stored is no longer: its tip expired or was purged while it was read. */
export class ChunkGone extends Error {}

/** Gives the bytes of one part in order. */
export type ReadPart = (tip: string, part: number) => AsyncIterable<Uint8Array>

/**
 * Makes the reader. Nothing is held open between chunks; the reader throws ChunkGone when a chunk is not there.
 * @param db the one connection
 */
export function createReadPart(db: Kysely<Tables>): ReadPart {
  const select = prepare((value: Placeholders<{ tip: string; part: number; chunk: number }>) =>
    db
      .selectFrom('chunks')
      .innerJoin('parts', (join) =>
        join.onRef('parts.tip', '=', 'chunks.tip').onRef('parts.part', '=', 'chunks.part'),
      )
      .select(['parts.bytes', 'chunks.data'])
      .where('chunks.tip', '=', value.tip)
      .where('chunks.part', '=', value.part)
      .where('chunks.chunk', '=', value.chunk),
  )
  return async function* readPart(tip, part) {
    let left: number | null = null
    for (let chunk = 0; left !== 0; chunk += 1) {
      const { rows } = await select(db, { tip, part, chunk })
      const [row] = rows
      if (row === undefined) {
        throw new ChunkGone(
          `Chunk ${chunk} of part ${part} is not stored: the tip was purged or expired.`,
        )
      }
      left = (left ?? Number(row.bytes)) - row.data.byteLength
      yield row.data
    }
  }
}

/**
 * Deletes the chunks of a part, or of all parts, of a tip that is open, has expired or was forgotten, a few
 * at a time, so that others are served between them.
 */
export async function deleteChunks(
  queue: WriteQueue,
  { tip, part }: { tip: string; part?: number },
): Promise<void> {
  for (;;) {
    const deleted = await queue.write(async (trx) => {
      // Locked, so that no other instance receives the tip meanwhile.
      const found = await trx
        .selectFrom('tips')
        .select('state')
        .where('id', '=', tip)
        .forUpdate()
        .executeTakeFirst()
      if (found === undefined || found.state === 'received') return 0
      const next = await trx
        .selectFrom('chunks')
        .select(['part', 'chunk'])
        .where('tip', '=', tip)
        .$if(part !== undefined, (query) => query.where('part', '=', part ?? 0))
        .limit(DELETE_BATCH)
        .execute()
      for (const one of next) {
        await trx
          .deleteFrom('chunks')
          .where('tip', '=', tip)
          .where('part', '=', one.part)
          .where('chunk', '=', one.chunk)
          .execute()
      }
      return next.length
    })
    if (deleted < DELETE_BATCH) return
  }
}
