/** What mail providers tell of a mail after they took it, in whatever order it comes. */
import { sql, type Transaction, type Updateable } from 'kysely'
import { type Hour, hourOf } from '#lib/protocol/hours'
import type { DeliveryStore, MailEvent, MailState, Recipient } from './store.ts'
import type { Tables } from './tables.ts'
import { referTo } from './threading.ts'

type Event = Parameters<DeliveryStore['recordEvent']>[0]
type MailRow = Pick<Tables['outbox'], 'tip' | 'inbox' | 'state' | 'trouble'> & {
  recipient: Recipient
}

/** Applies an event; see `DeliveryStore.recordEvent`. */
export async function recordEvent(
  trx: Transaction<Tables>,
  event: Event,
): Promise<'applied' | 'repeated' | 'without-effect'> {
  // The tip first, as everywhere, so that it is not forgotten meanwhile.
  await trx
    .selectFrom('tips')
    .select('id')
    .where('id', '=', ({ selectFrom }) =>
      selectFrom('outbox').select('tip').where('outbox.id', '=', event.mail),
    )
    .forUpdate()
    .execute()
  const mail = await trx
    .selectFrom('outbox')
    .select(['tip', 'inbox', 'state', 'recipient', 'trouble'])
    .where('id', '=', event.mail)
    .forUpdate()
    .executeTakeFirst()
  // Nothing is remembered of it: asked again, the answer is the same.
  if (mail === undefined) return 'without-effect'
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto('mail_events')
    .values({ id: event.eventId, mail: event.mail })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .executeTakeFirst()
  if (numInsertedOrUpdatedRows === 0n) return 'repeated'
  const second = mail.recipient === 'first' ? event.second : null
  const change = changeBy(event.kind, mail, hourOf(event.at), second !== null)
  if (change === null) return 'without-effect'
  await trx
    .updateTable('outbox')
    // Whoever has it in hand may still record who took it, by the id of the lease.
    .set({ ...change, lease_until: null, next_attempt: 0, refused: 0 })
    .where('id', '=', event.mail)
    .execute()
  if (mail.state === 'pending') await linkMail(trx, { id: event.mail, tip: mail.tip })
  if (change.state === 'replaced' && second !== null) {
    await insertMail(trx, { id: second.id, tip: mail.tip, inbox: mail.inbox, recipient: 'second' })
  }
  return 'applied'
}

/** What the event changes of the mail; null when it says nothing new. */
function changeBy(
  kind: MailEvent,
  mail: MailRow,
  hour: Hour,
  goesToSecond: boolean,
): Updateable<Tables['outbox']> | null {
  const underway = mail.state === 'pending' || mail.state === 'sent'
  const sentBack = mail.state === 'bounced' || mail.state === 'replaced'
  const arrived = { state: 'delivered', delivered: hour, reason: null } satisfies {
    state: MailState
    delivered: Hour
    reason: null
  }
  switch (kind) {
    case 'delivered':
      return underway ? { ...arrived, trouble: withoutDelay(mail) } : null
    case 'bounced':
      if (sentBack) return null
      return {
        state: goesToSecond ? 'replaced' : 'bounced',
        bounced: hour,
        trouble: withoutDelay(mail),
        reason: null,
      }
    case 'delayed':
      return underway && mail.trouble === null ? { trouble: 'delayed' } : null
    case 'complained':
      if (mail.trouble === 'complained') return null
      // Nobody complains of a mail that has not arrived.
      return { trouble: 'complained', ...(underway ? arrived : {}) }
  }
}

function withoutDelay({ trouble }: MailRow): MailRow['trouble'] {
  return trouble === 'delayed' ? null : trouble
}

/** Adds a mail to the outbox, due at once whatever the clock is set to later. */
export async function insertMail(
  trx: Transaction<Tables>,
  mail: { id: string; tip: string; inbox: string; recipient: Recipient },
): Promise<void> {
  await trx
    .insertInto('outbox')
    .values({ ...mail, state: 'pending', attempts: 0, next_attempt: 0 })
    .execute()
  await referTo(trx, mail)
}

/** Records which parts the mail names by link: those given, else all of its tip's that its reader has one to. */
export async function linkMail(
  trx: Transaction<Tables>,
  mail: { id: string; tip: string },
  linked?: readonly number[],
): Promise<void> {
  const parts =
    linked ??
    (
      await trx
        .selectFrom('links')
        .innerJoin('outbox', 'outbox.tip', 'links.tip')
        .select('links.part')
        .distinct()
        .where('outbox.id', '=', mail.id)
        .where(sql<boolean>`(outbox.recipient = 'archive') = (links.archive = 1)`)
        .execute()
    ).map(({ part }) => part)
  // What an event had us assume gives way to what is known.
  await trx.deleteFrom('mail_links').where('mail', '=', mail.id).execute()
  for (const part of new Set(parts)) {
    await trx.insertInto('mail_links').values({ mail: mail.id, part }).execute()
  }
}
