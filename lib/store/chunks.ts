/** Reading the bytes of stored parts, a chunk at a time. */
import type { Kysely } from 'kysely'
import { type Placeholders, prepare } from './prepared.ts'
import type { Tables } from './tables.ts'

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
