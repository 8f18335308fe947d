/** What waits or went wrong in the outbox, counted for alarms and metrics. */
import type { Kysely } from 'kysely'
import { fetchedByReader } from './downloads.ts'
import type { PendingDeliveries } from './store.ts'
import type { Tables } from './tables.ts'

/** Counts mails and linked parts; see `DeliveryStore.pendingDeliveries`. */
export async function readPending(db: Kysely<Tables>): Promise<PendingDeliveries> {
  const waiting = await db
    .selectFrom('outbox')
    .innerJoin('tips', 'tips.id', 'outbox.tip')
    .where('outbox.state', '=', 'pending')
    .select(({ fn }) => [
      fn.countAll<number | bigint | string>().as('count'),
      fn.min('tips.hour').as('oldestHour'),
      fn.max('outbox.attempts').as('maxAttempts'),
      fn.sum<number | bigint | string | null>('outbox.refused').as('refused'),
    ])
    .executeTakeFirstOrThrow()
  const inState = (state: 'sent' | 'bounced') =>
    db
      .selectFrom('outbox')
      .where('state', '=', state)
      .select(({ fn }) => [
        fn.countAll<number | bigint | string>().as('count'),
        fn.min('sent').as('oldestHour'),
      ])
      .executeTakeFirstOrThrow()
  const sent = await inState('sent')
  const bounced = await inState('bounced')
  const { lastBounce } = await db
    .selectFrom('outbox')
    .where('bounced', 'is not', null)
    .select(({ fn }) => fn.max('bounced').as('lastBounce'))
    .executeTakeFirstOrThrow()
  const complained = await db
    .selectFrom('outbox')
    .where('trouble', '=', 'complained')
    .select(({ fn }) => fn.countAll<number | bigint | string>().as('count'))
    .executeTakeFirstOrThrow()
  return {
    count: Number(waiting.count),
    oldestHour: waiting.oldestHour,
    maxAttempts: waiting.maxAttempts ?? 0,
    refused: Number(waiting.refused ?? 0),
    bounced: Number(bounced.count),
    lastBounce,
    unconfirmed: { count: Number(sent.count), oldestHour: sent.oldestHour },
    complained: Number(complained.count),
    unfetched: await readUnfetched(db),
  }
}

async function readUnfetched(db: Kysely<Tables>): Promise<PendingDeliveries['unfetched']> {
  const parts = db
    .selectFrom('mail_links')
    .innerJoin('outbox', 'outbox.id', 'mail_links.mail')
    .innerJoin('parts', (join) =>
      join.onRef('parts.tip', '=', 'outbox.tip').onRef('parts.part', '=', 'mail_links.part'),
    )
    .where('outbox.state', '=', 'delivered')
    .where(fetchedByReader, 'is', null)
    // Several mails may name the same part.
    .groupBy(['parts.tip', 'parts.part'])
    .select(({ fn }) => fn.min('outbox.delivered').as('delivered'))
    .as('unfetched')
  const { count, oldestHour } = await db
    .selectFrom(parts)
    .select(({ fn }) => [
      fn.countAll<number | bigint | string>().as('count'),
      fn.min('delivered').as('oldestHour'),
    ])
    .executeTakeFirstOrThrow()
  return { count: Number(count), oldestHour }
}
