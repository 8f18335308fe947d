/** Reading the bytes of stored parts, a chunk at a time. */
import type { Kysely } from 'kysely'
import type { Tables } from './tables.ts'

/** A chunk that was stored is no longer: its tip expired or was purged while it was read. */
export class ChunkGone extends Error {}

/**
 * The bytes of one part in order. Nothing is held open between chunks.
 * @throws ChunkGone when a chunk is not there.
 */
export async function* readPart(
  db: Kysely<Tables>,
  tip: string,
  part: number,
): AsyncIterable<Uint8Array> {
  const announced = await db
    .selectFrom('parts')
    .select('bytes')
    .where('tip', '=', tip)
    .where('part', '=', part)
    .executeTakeFirst()
  let left = announced === undefined ? Number.NaN : Number(announced.bytes)
  for (let chunk = 0; left !== 0; chunk += 1) {
    const row = await db
      .selectFrom('chunks')
      .select('data')
      .where('tip', '=', tip)
      .where('part', '=', part)
      .where('chunk', '=', chunk)
      .executeTakeFirst()
    if (row === undefined) {
      throw new ChunkGone(
        `Chunk ${chunk} of part ${part} is not stored: the tip was purged or expired.`,
      )
    }
    left -= row.data.byteLength
    yield row.data
  }
}
