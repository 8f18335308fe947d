/** The way of replies into the house as the server composes it. */
import { randomBytes } from 'node:crypto'
import type { Config } from '#lib/config'
import type { Inbox } from '#lib/inboxes/inbox'
import type { ReplyLog } from '#lib/replies/happenings'
import { imapSource } from '#lib/replies/imap-source'
import { maildirSource } from '#lib/replies/maildir-source'
import { createApartReader } from '#lib/replies/read-apart'
import { createRefusals } from '#lib/replies/refusals'
import { createReplies, type Replies } from '#lib/replies/replies'
import { createResendInbound } from '#lib/replies/resend-inbound'
import type { Source } from '#lib/replies/source'
import { createReplyTaker } from '#lib/replies/take-reply'
import type { ReplySource } from '#lib/reply-variables'
import type { Store } from '#lib/store/store'
import type { Observer } from './observer.ts'
import { createTransports } from './transports.ts'

const clock = () => new Date()
/** A number in [0, 1), for pauses. */
const chance = () => (randomBytes(1)[0] ?? 0) / 256

/** Makes it for a configuration and its inboxes; null where senders cannot be answered. */
export function createRepliesOf(
  { config, inboxes }: { config: Config; inboxes: readonly Inbox[] },
  store: Pick<Store, 'conversations' | 'limits'>,
  log: ReplyLog,
  observer: Pick<Observer, 'reply'>,
): Replies | null {
  if (config.replyAddress === null) return null
  const resend = config.replySources.find((source) => source.name === 'resend')
  return createReplies({
    take: createReplyTaker({
      store: store.conversations,
      readMessage: createApartReader(),
      inboxes,
      pattern: config.replyAddress,
      retentionDays: config.retentionDays,
      clock,
      randomBytes,
    }),
    refusals: createRefusals({
      limits: store.limits,
      transports: createTransports(config),
      from: config.mailFrom,
      clock,
    }),
    sources: config.replySources.flatMap((source) => sourceOf(source) ?? []),
    fetchMail: resend === undefined ? null : createResendInbound(resend),
    clock,
    log,
    observe: observer.reply,
  })
}

/** Null for what is not looked at, but tells by itself. */
function sourceOf(source: ReplySource): Source | null {
  switch (source.name) {
    case 'maildir':
      return maildirSource({ folder: source.folder, clock, chance })
    case 'imap':
      return imapSource({ url: source.url, clock, chance })
    case 'resend':
      return null
  }
}
