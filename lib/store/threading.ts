/**
 * What becomes of conversations while tips come, are forgotten, and time passes; each in the
 * transaction of its caller, who has locked the tip before.
 */
import type { Kysely, Transaction } from 'kysely'
import { type Hour, hourOf } from '#lib/protocol/hours'
import type { FollowUp, ReceiveTip, Recipient } from './store.ts'
import type { Tables } from './tables.ts'

/** How many conversations one transaction forgets, so that senders do not wait long. */
export const EXPIRE_BATCH = 20
/** Of two that begin the same one at once, one looks again. */
const BEGIN_TRIES = 3

/**
 * The conversation of a tip that is being opened with a way back: a new one, or the one that its sender
 * has begun before, since an answer can be lost after everything was received. Null when the return
 * number or the address is another's: whoever has seen an address, as the desk's mail provider has, must
 * neither get into a conversation nor be in its way, and an error would tell them that there is one.
 */
export async function beginConversation(
  trx: Transaction<Tables>,
  tip: { id: string; inbox: string },
  { lookupSha256, address, keyId, box }: FollowUp,
): Promise<string | null> {
  const values = { inbox: tip.inbox, address, key_id: keyId, box }
  for (let attempt = 0; attempt < BEGIN_TRIES; attempt += 1) {
    const known = await trx
      .selectFrom('conversations')
      .selectAll()
      .where(({ or, eb }) =>
        or([eb('lookup_sha256', '=', lookupSha256), eb('address', '=', address)]),
      )
      .forUpdate()
      .execute()
    const own = known.find((one) => one.lookup_sha256 === lookupSha256)
    if (known.some((one) => one !== own)) return null
    if (own !== undefined) {
      const same =
        own.inbox === tip.inbox &&
        own.address === address &&
        own.key_id === keyId &&
        own.box === box
      if (same) return own.id
      if (own.reference !== null) return null
      // None of its attempts was completed: the newest counts.
      await trx.updateTable('conversations').set(values).where('id', '=', own.id).execute()
      return own.id
    }
    const made = await trx
      .insertInto('conversations')
      .values({ id: tip.id, lookup_sha256: lookupSha256, ...values })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst()
    if (made.numInsertedOrUpdatedRows !== 0n) return tip.id
  }
  return null
}

/** Whether a conversation goes on; if so, nobody ends it before the transaction does. */
export async function goesOn(trx: Transaction<Tables>, id: string): Promise<boolean> {
  const found = await trx
    .selectFrom('conversations')
    .select('id')
    .where('id', '=', id)
    .where('reference', 'is not', null)
    .forUpdate()
    .executeTakeFirst()
  return found !== undefined
}

/** The place of a tip in its conversation. */
export type Place = { conversation: string; number: number }

/**
 * The place of a tip that is being received; null when it has no conversation (any more).
 * `other-reference`: a further message bears another reference than the one it has now.
 */
export async function placeOf(
  trx: Transaction<Tables>,
  { tip, receipt }: ReceiveTip,
): Promise<Place | null | 'other-reference'> {
  const { conversation, inbox } = await trx
    .selectFrom('tips')
    .select(['conversation', 'inbox'])
    .where('id', '=', tip)
    .executeTakeFirstOrThrow()
  if (conversation === null) return null
  // Locked, so that two messages that are received at once get two numbers.
  const found = await trx
    .selectFrom('conversations')
    .select(['reference', 'inbox'])
    .where('id', '=', conversation)
    .forUpdate()
    .executeTakeFirst()
  const { reference } = found ?? {}
  if (found === undefined || (reference && found.inbox !== inbox)) {
    await trx.updateTable('tips').set({ conversation: null }).where('id', '=', tip).execute()
    return null
  }
  const number = await nextNumber(trx, conversation)
  if (!reference) return { conversation, number }
  return receipt.reference === `${reference}-${number}`
    ? { conversation, number }
    : 'other-reference'
}

/** Puts a tip that is being received into its place. */
export async function enterConversation(
  trx: Transaction<Tables>,
  { conversation, number }: Place,
  { tip, receipt, outbox, conversationExpires }: ReceiveTip,
): Promise<void> {
  await trx.updateTable('tips').set({ number }).where('id', '=', tip).execute()
  const expires = conversationExpires ?? hourOf(new Date(receipt.received))
  if (number > 1) return prolong(trx, conversation, expires)
  const mailTo = (wanted: Recipient) =>
    outbox.find(({ recipient }) => recipient === wanted)?.id ?? null
  await trx
    .updateTable('conversations')
    .set({
      reference: receipt.reference,
      inbox: receipt.inbox,
      first_mail: mailTo('first'),
      first_copy: mailTo('archive'),
      expires,
    })
    .where('id', '=', conversation)
    .execute()
}

/** The number of the next message. */
export async function nextNumber(db: Kysely<Tables>, id: string): Promise<number> {
  const { last } = await db
    .selectFrom('tips')
    .select(({ fn }) => fn.max('number').as('last'))
    .where('conversation', '=', id)
    .executeTakeFirstOrThrow()
  return (last ?? 0) + 1
}

/** Puts the end of a conversation off, never forward. */
export async function prolong(trx: Transaction<Tables>, id: string, expires: Hour): Promise<void> {
  await trx
    .updateTable('conversations')
    .set({ expires })
    .where('id', '=', id)
    .where('expires', '<', expires)
    .execute()
}

/**
 * Has later mails refer to a new mail of a first message, when those before it to the same desk, or to the
 * same archive, came back or never arrived.
 */
export async function referTo(
  trx: Transaction<Tables>,
  mail: { id: string; tip: string; recipient: Recipient },
): Promise<void> {
  const toArchive = mail.recipient === 'archive'
  const better = await trx
    .selectFrom('outbox')
    .select('id')
    .where('tip', '=', mail.tip)
    .where('id', '!=', mail.id)
    .where('recipient', toArchive ? '=' : '!=', 'archive')
    .where('state', 'in', ['pending', 'sent', 'delivered'])
    .executeTakeFirst()
  if (better !== undefined) return
  await trx
    .updateTable('conversations')
    .set(toArchive ? { first_copy: mail.id } : { first_mail: mail.id })
    .where('id', '=', ({ selectFrom }) =>
      selectFrom('tips').select('conversation').where('id', '=', mail.tip).where('number', '=', 1),
    )
    .execute()
}

/**
 * Forgets conversations at once: what opens them, every reply, and which tips belong to them. Gives how
 * many there were.
 */
export async function endConversations(
  trx: Transaction<Tables>,
  ids: readonly string[],
): Promise<number> {
  if (ids.length === 0) return 0
  await trx
    .updateTable('tips')
    .set({ hour: null, delivered: null })
    .where('conversation', 'in', ids)
    .where('state', '=', 'purged')
    .execute()
  await trx
    .updateTable('tips')
    .set({ conversation: null, number: null })
    .where('conversation', 'in', ids)
    .execute()
  // Replies go with it.
  const gone = await trx.deleteFrom('conversations').where('id', 'in', ids).executeTakeFirst()
  return Number(gone.numDeletedRows)
}

/** Forgets up to EXPIRE_BATCH conversations that ended at or before `until`, or never began; gives how many. */
export async function expireBatch(trx: Transaction<Tables>, until: Hour): Promise<number> {
  const locked = await selectOver(trx, until).limit(EXPIRE_BATCH).forUpdate().skipLocked().execute()
  if (locked.length === 0) return 0
  // Looked at again: until the lock was ours, another instance may have opened a message.
  const over = await selectOver(trx, until)
    .where(
      'conversations.id',
      'in',
      locked.map(({ id }) => id),
    )
    .execute()
  return endConversations(
    trx,
    over.map(({ id }) => id),
  )
}

/** Conversations whose time is over, and those of which no tip can be received any more. */
function selectOver(trx: Transaction<Tables>, until: Hour) {
  return (
    trx
      .selectFrom('conversations')
      .select('conversations.id')
      .where(({ or, eb }) => or([eb('expires', '<=', until), eb('reference', 'is', null)]))
      // What is still on its way to the desk, or held, may be asked about.
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('tips')
              .select('tips.id')
              .whereRef('tips.conversation', '=', 'conversations.id')
              .where('tips.state', 'in', ['open', 'received']),
          ),
        ),
      )
  )
}
