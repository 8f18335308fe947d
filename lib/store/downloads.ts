/** Parts that are handed out by link: which capability stands for which part, and what was fetched. */
import { type Kysely, sql, type Transaction } from 'kysely'
import { type Hour, hourOf } from '#lib/protocol/hours'
import { ChunkGone } from './chunks.ts'
import { type Placeholders, prepare } from './prepared.ts'
import type { DownloadStore } from './store.ts'
import type { Tables } from './tables.ts'
import type { WriteQueue } from './write-queue.ts'

/**
 * Pieces remembered of one part. Somebody who fetches byte by byte makes the store forget the shortest
 * piece, so that the part is kept until it is fetched in fewer pieces.
 */
const PIECES_MAX = 256

type Piece = { first: number; past: number }

/** When whoever a link was given to, the desk or the archive, had fetched its part whole. */
const fetchedByLink = sql<Hour | null>`case links.archive when 1 then parts.archive_fetched else parts.fetched end`

/** When whoever a mail goes to had fetched a part whole; in queries over `outbox` and `parts`. */
export const fetchedByReader = sql<Hour | null>`case outbox.recipient when 'archive' then parts.archive_fetched else parts.fetched end`

/** @param db the one connection @param queue where every write goes */
export function createDownloadStore(db: Kysely<Tables>, queue: WriteQueue): DownloadStore {
  const selectSize = prepare((value: Placeholders<{ tip: string; part: number }>) =>
    db
      .selectFrom('chunks')
      .select(sql<number>`length(data)`.as('bytes'))
      .where('tip', '=', value.tip)
      .where('part', '=', value.part)
      .where('chunk', '=', 0),
  )
  const selectChunk = prepare((value: Placeholders<{ tip: string; part: number; chunk: number }>) =>
    db
      .selectFrom('chunks')
      .select('data')
      .where('tip', '=', value.tip)
      .where('part', '=', value.part)
      .where('chunk', '=', value.chunk),
  )

  return {
    find: async (sha256) => {
      const row = await db
        .selectFrom('links')
        .innerJoin('parts', (join) =>
          join.onRef('parts.tip', '=', 'links.tip').onRef('parts.part', '=', 'links.part'),
        )
        .select(['links.tip', 'links.part', 'parts.bytes', 'parts.sha256'])
        .select(fetchedByLink.as('fetched'))
        .where('links.sha256', '=', sha256)
        .executeTakeFirst()
      return row === undefined || row.sha256 === null
        ? null
        : { ...row, bytes: Number(row.bytes), sha256: row.sha256 }
    },

    readRange: async function* (tip, part, from, to) {
      const gone = () => new ChunkGone(`Part ${part} is not stored: the tip was purged.`)
      const [first] = (await selectSize(db, { tip, part })).rows
      if (first === undefined) throw gone()
      // Every chunk but the last is as long as the first one.
      const size = Number(first.bytes)
      for (let at = from; at < to; ) {
        const chunk = Math.floor(at / size)
        const [row] = (await selectChunk(db, { tip, part, chunk })).rows
        if (row === undefined) throw gone()
        const start = chunk * size
        const piece = row.data.subarray(at - start, to - start)
        if (piece.byteLength === 0) return
        yield piece
        at += piece.byteLength
      }
    },

    recordFetched: ({ sha256, from, to, at }) =>
      queue.write(async (trx) => {
        const link = await trx
          .selectFrom('links')
          .innerJoin('parts', (join) =>
            join.onRef('parts.tip', '=', 'links.tip').onRef('parts.part', '=', 'links.part'),
          )
          .select(['links.tip', 'links.part', 'links.archive', 'parts.bytes'])
          .where('links.sha256', '=', sha256)
          .where(fetchedByLink, 'is', null)
          .forUpdate('parts')
          .executeTakeFirst()
        if (link === undefined || from >= to) return
        const { tip, part, archive } = link
        const known = await readPieces(trx, link)
        const pieces = withPiece(known, { first: from, past: to })
        const whole = pieces.some(({ first, past }) => first <= 0 && past >= Number(link.bytes))
        const over = whole ? known : known.filter((piece) => !pieces.includes(piece))
        if (over.length > 0) {
          const firsts = over.map(({ first }) => first)
          await trx
            .deleteFrom('fetched_pieces')
            .where('tip', '=', tip)
            .where('part', '=', part)
            .where('archive', '=', archive)
            .where('first', 'in', firsts)
            .execute()
        }
        if (whole) {
          await trx
            .updateTable('parts')
            .set(archive === 1 ? { archive_fetched: hourOf(at) } : { fetched: hourOf(at) })
            .where('tip', '=', tip)
            .where('part', '=', part)
            .execute()
          return
        }
        const added = pieces.filter((piece) => !known.includes(piece))
        if (added.length === 0) return
        await trx
          .insertInto('fetched_pieces')
          .values(added.map((piece) => ({ tip, part, archive, ...piece })))
          .execute()
      }),
  }
}

async function readPieces(
  trx: Transaction<Tables>,
  { tip, part, archive }: { tip: string; part: number; archive: number },
): Promise<Piece[]> {
  const rows = await trx
    .selectFrom('fetched_pieces')
    .select(['first', 'past'])
    .where('tip', '=', tip)
    .where('part', '=', part)
    .where('archive', '=', archive)
    .execute()
  return rows.map(({ first, past }) => ({ first: Number(first), past: Number(past) }))
}

/** The pieces with one more, joined where they touch, at most PIECES_MAX of them. */
function withPiece(pieces: readonly Piece[], piece: Piece): Piece[] {
  let { first, past } = piece
  const apart: Piece[] = []
  for (const one of pieces) {
    if (one.past < first || one.first > past) apart.push(one)
    else {
      first = Math.min(first, one.first)
      past = Math.max(past, one.past)
    }
  }
  const joined = [...apart, { first, past }]
  if (joined.length <= PIECES_MAX) return joined
  return joined.sort((a, b) => b.past - b.first - (a.past - a.first)).slice(0, PIECES_MAX)
}
