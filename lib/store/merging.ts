/**
 * Merging a backup into a database: what is missing is added, what is there stays as it is. Works on
 * two databases of the present schema, the backup attached to the other as `backup`.
 */
import { createHash } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'

/** A tip of the backup that is to be looked at. */
export type BackedUpTip = {
  id: string
  reference: string
  state: 'received' | 'purged'
  /** Sum of its sealed parts. */
  bytes: number
}

/** What became of a tip: `present` and `forgotten` are known to the store as such and stay so. */
export type Merged = 'restored' | 'recorded' | 'present' | 'forgotten' | 'reference-taken'

/** Tables with rows of a tip, each after those it refers to, and which rows those are. */
const TABLES: readonly [table: string, where: string][] = [
  ['tips', 'id = ?'],
  // Once what other tips have of it is out of the way, and not when another one took its place.
  [
    'conversations',
    `id = (select conversation from backup.tips where id = ? and number = 1)
       and not exists (select 1 from main.conversations as known where known.id = conversations.id
         or known.lookup_sha256 = conversations.lookup_sha256
         or known.address = conversations.address)`,
  ],
  ['parts', 'tip = ?'],
  ['chunks', 'tip = ?'],
  ['links', 'tip = ?'],
  ['fetched_pieces', 'tip = ?'],
  ['outbox', 'tip = ?'],
  ['mail_links', 'mail in (select id from backup.outbox where tip = ?)'],
  ['mail_events', 'mail in (select id from backup.outbox where tip = ?)'],
  ['purges', 'tip = ?'],
]

/** What is not copied as it is. A lease ended with its process, and the mail may have gone since. */
const CHANGED: Record<string, string> = {
  'outbox.lease_until': 'null',
  'outbox.tried': "case state when 'pending' then 1 else tried end",
}

/** Every received and every forgotten tip of a backup, oldest first. */
export function tipsOf(backup: DatabaseSync): BackedUpTip[] {
  return backup
    .prepare(
      `select id, reference, state,
         (select coalesce(sum(bytes), 0) from parts where parts.tip = tips.id) as bytes
       from tips where state in ('received', 'purged') order by hour, reference`,
    )
    .all()
    .map(({ id, reference, state, bytes }) => ({
      id: String(id),
      reference: String(reference),
      state: state === 'purged' ? 'purged' : 'received',
      bytes: Number(bytes),
    }))
}

/** Whether every part of a backed-up tip is there and has the hash that its receipt names. */
export function isWhole(backup: DatabaseSync, tip: string): boolean {
  const parts = backup.prepare('select part, bytes, sha256 from parts where tip = ?').all(tip)
  const chunks = backup.prepare('select data from chunks where tip = ? and part = ? order by chunk')
  return (
    parts.length > 0 &&
    parts.every(({ part, bytes, sha256 }) => {
      const hash = createHash('sha256')
      let length = 0
      for (const { data } of chunks.iterate(tip, Number(part))) {
        if (!(data instanceof Uint8Array)) return false
        hash.update(data)
        length += data.byteLength
      }
      return length === Number(bytes) && hash.digest('hex') === sha256
    })
  )
}

/** Adds one tip with all that belongs to it, unless the store knows it; in the caller's transaction. */
export function mergeTip(target: DatabaseSync, tip: BackedUpTip): Merged {
  const known = target.prepare('select state from main.tips where id = ?').get(tip.id)
  if (known?.state === 'purged') return 'forgotten'
  if (known?.state === 'received') return 'present'
  const taken = target
    .prepare('select id from main.tips where reference = ? and id != ?')
    .get(tip.reference, tip.id)
  if (taken !== undefined) return 'reference-taken'
  // Still open here: the store was set back to before the tip was received. Its chunks go with it.
  target.prepare('delete from main.tips where id = ?').run(tip.id)
  // So were conversations that nobody could have come back to yet.
  target
    .prepare(
      `delete from main.conversations where reference is null and exists (
         select 1 from backup.tips join backup.conversations as saved on saved.id = tips.conversation
         where tips.id = ? and (saved.id = conversations.id
           or saved.lookup_sha256 = conversations.lookup_sha256
           or saved.address = conversations.address))`,
    )
    .run(tip.id)
  for (const [table, where] of TABLES) {
    const columns = columnsOf(target, table)
    const values = columns.map((column) => CHANGED[`${table}.${column}`] ?? `"${column}"`)
    target
      .prepare(
        `insert into main.${table} (${columns.map((column) => `"${column}"`).join(', ')})
         select ${values.join(', ')} from backup.${table} where ${where}`,
      )
      .run(tip.id)
  }
  return tip.state === 'received' ? 'restored' : 'recorded'
}

/**
 * Adds the replies that are missing in conversations which go on here, and puts their end off as far as the
 * backup does; those which are over stay so. A reply keeps its number, unless another one came under it
 * since the store was set back: its sender may have seen that, so the backup's gets the next one that
 * neither side has given. Comes after the tips; in the caller's transaction.
 */
export function mergeReplies(target: DatabaseSync): void {
  const columns = columnsOf(target, 'replies')
  const values = columns.map((column) =>
    column === 'number'
      ? `case given when 0 then number else row_number() over (
           partition by conversation, given order by number)
         + (select max(number) from (select conversation, number from main.replies
             union all select conversation, number from backup.replies) as numbered
           where numbered.conversation = missing.conversation) end`
      : column,
  )
  target.exec(
    `with missing as materialized (
       select saved.*, exists (select 1 from main.replies as here
         where here.conversation = saved.conversation and here.number = saved.number) as given
       from backup.replies as saved
       where conversation in (select id from main.conversations where reference is not null)
         and not exists (select 1 from main.replies as here where here.id = saved.id
           or (here.conversation = saved.conversation
             and here.message_sha256 = saved.message_sha256)))
     insert into main.replies (${columns.join(', ')}) select ${values.join(', ')} from missing;
     update main.conversations set expires = saved.expires
       from backup.conversations as saved
       where saved.id = conversations.id and saved.expires > conversations.expires;
     update main.tips set conversation = null, number = null
       where conversation not in (select id from main.conversations) and state in ('received', 'purged')`,
  )
}

/**
 * Adds what does not belong to one tip: secrets that are missing, spent proofs, former certificates,
 * and receipt keys, which only sign again when there is no other key. One transaction of the caller's.
 */
export function mergeSecrets(target: DatabaseSync): void {
  for (const table of ['secrets', 'proofs', 'seen_certificates']) {
    const columns = columnsOf(target, table).join(', ')
    target.exec(
      `insert or ignore into main.${table} (${columns}) select ${columns} from backup.${table}`,
    )
  }
  const { signing, first, last } = target
    .prepare(
      `select count(private_jwk) as signing, coalesce(min(sequence), 1) as first,
         coalesce(max(sequence), 0) as last from main.receipt_keys`,
    )
    .get() ?? { signing: 0, first: 1, last: 0 }
  const missing = `from backup.receipt_keys where kid not in (select kid from main.receipt_keys)`
  // The newest key has the highest number. Retired ones go below all others, in their own order.
  if (Number(signing) === 0) {
    target
      .prepare(
        `insert into main.receipt_keys (kid, sequence, public_jwk, private_jwk)
         select kid, ? + row_number() over (order by sequence), public_jwk, private_jwk ${missing}`,
      )
      .run(Number(last))
  } else {
    target
      .prepare(
        `insert into main.receipt_keys (kid, sequence, public_jwk, private_jwk)
         select kid, ? - row_number() over (order by sequence desc), public_jwk, null ${missing}`,
      )
      .run(Number(first))
  }
}

/** The columns by name: their order depends on how the schema came about. */
function columnsOf(target: DatabaseSync, table: string): string[] {
  return target
    .prepare('select name from pragma_table_info(?, ?)')
    .all(table, 'main')
    .map(({ name }) => String(name))
}
