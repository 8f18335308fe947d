/**
 * Tells a desk that a reply was not kept: a short mail to the inbox's own address, never to who wrote the
 * reply. Few for one conversation, so that mails which go in circles end soon.
 */
import { createHash } from 'node:crypto'
import { notifyBy } from '#lib/delivery/notify'
import type { Notice, Transport } from '#lib/delivery/transport'
import { hourOf } from '#lib/protocol/hours'
import type { LimitStore } from '#lib/store/store'
import { refusalText } from './refusal-text.ts'
import type { RefusedReply } from './take-reply.ts'

/** Mails for one conversation, at once and in an hour. */
const MAILS_AN_HOUR = 3
/** Refusals remembered as told, for mails that are handed over twice. */
const REMEMBERED = 1000
/** What another program may repeat as an In-Reply-To: printable ASCII without spaces, in angle brackets. */
const MESSAGE_ID = /^<[\x21-\x3b\x3d\x3f-\x7e]{1,250}>$/

/** `limited`: enough was said about this conversation, and nothing was sent. */
export type Told =
  | { ok: true; how: 'sent' | 'repeated' | 'limited' }
  | { ok: false; reason: string }

export type Refusals = {
  /** Tells the desk. After a failure it is called again with the same refusal, and sends the same mail. */
  tell(refusal: RefusedReply, signal: AbortSignal): Promise<Told>
}

/**
 * Makes it. What was told is remembered in memory only: after a crash the same mail may go again, under
 * the same Message-ID.
 * @param options.transports of the tips, in their order @param options.from `MAIL_FROM`
 */
export function createRefusals(options: {
  limits: Pick<LimitStore, 'take'>
  transports: readonly Transport[]
  from: string
  clock: () => Date
}): Refusals {
  const { limits, transports, from, clock } = options
  /** Counted against the limit, and not sent yet. */
  const unsent = new Map<string, Notice>()
  const told = new Set<string>()

  /** The mail, if there may be one. */
  async function noticeFor(id: string, refusal: RefusedReply): Promise<Notice | null> {
    const known = unsent.get(id)
    if (known !== undefined) return known
    const now = clock()
    const allowed = await limits.take({
      key: `refusals-${shortHash(refusal.conversation)}`,
      amount: 1,
      burst: MAILS_AN_HOUR,
      perHour: MAILS_AN_HOUR,
      now,
    })
    if (!allowed.ok) return null
    const notice = compose(id, refusal, from, now)
    unsent.set(id, notice)
    return notice
  }

  function remember(id: string): void {
    unsent.delete(id)
    told.add(id)
    const [oldest] = told
    if (told.size > REMEMBERED && oldest !== undefined) told.delete(oldest)
  }

  return {
    async tell(refusal, signal) {
      const id = shortHash(`refusal ${refusal.conversation} ${refusal.sha256} ${refusal.reason}`)
      if (told.has(id)) return { ok: true, how: 'repeated' }
      const notice = await noticeFor(id, refusal)
      if (notice !== null) {
        const result = await notifyBy(transports, notice, signal)
        if (!result.ok) return { ok: false, reason: result.reason }
      }
      remember(id)
      return { ok: true, how: notice === null ? 'limited' : 'sent' }
    },
  }
}

function compose(
  id: string,
  { inbox, reason, reference, messageId }: RefusedReply,
  from: string,
  now: Date,
): Notice {
  const answered = messageId !== null && MESSAGE_ID.test(messageId) ? messageId : null
  return {
    id,
    from,
    to: inbox.address,
    inbox: inbox.id,
    // By the hour: a repeat after a crash finds its own name in a Maildir.
    date: new Date(hourOf(now)),
    headers: {
      'Auto-Submitted': 'auto-replied',
      'Tip-Refusal': reason,
      ...(answered !== null && { 'In-Reply-To': answered, References: answered }),
    },
    ...refusalText(reason, reference),
  }
}

/** 22 characters that are harmless in file names and header fields. */
function shortHash(text: string): string {
  return createHash('sha256').update(text).digest().subarray(0, 16).toString('base64url')
}
