/**
 * Takes a mail that came to a reply address: what the desk sealed to the tip's key is kept for the sender,
 * everything else is refused or passed over, and nothing of it is stored.
 */
import { createHash } from 'node:crypto'
import type { Inbox } from '#lib/inboxes/inbox'
import { addHours, hourAtOrAfter, hourOf } from '#lib/protocol/hours'
import type { ConversationStore } from '#lib/store/store'
import { isOfDesk } from './desk-addresses.ts'
import {
  type Ignored,
  REPLY_BYTES_MAX,
  type ReadMessage,
  type Refusal,
  readHead,
} from './read-reply.ts'
import { replyBox } from './reply-box.ts'

/** `full`: more of its replies wait for the sender than one conversation may hold. */
export type NotKept = Refusal | 'full'

/** A reply that is not kept, and what the desk must know to be told so. */
export type RefusedReply = {
  kind: 'refused'
  reason: NotKept
  inbox: DeskInbox
  /** Id of the conversation. */
  conversation: string
  /** Of the tip. */
  reference: string
  /** Message-ID of the refused mail; whoever sent it chose it. */
  messageId: string | null
  /** What tells this mail from others: the same for a copy of it. Lower-case hex. */
  sha256: string
}

export type Outcome =
  /** `repeated`: it is kept since it came before. */
  | { kind: 'stored' | 'repeated' }
  | RefusedReply
  | { kind: 'ignored'; why: Ignored | 'unknown-address' | 'stranger' }
  /** Its inbox is not configured any more: the mail must stay where it is. */
  | { kind: 'no-inbox' }

export type DeskInbox = Pick<Inbox, 'id' | 'name' | 'address' | 'secondAddress' | 'replyFrom'>

/**
 * `mail` as it came; `envelopeTo`: whom it was handed over for, where the way in knows them; `stopping`
 * breaks the reading of it off.
 */
export type TakeReply = (
  mail: Uint8Array,
  envelopeTo?: readonly string[],
  stopping?: AbortSignal,
) => Promise<Outcome>

/**
 * Makes what takes replies. The same reply may come again, in the same mail or in another one: it is kept once.
 * @param options.readMessage reads a whole mail, however it was made
 * @param options.pattern `REPLY_ADDRESS` with its `*`
 * @param options.retentionDays for which the conversation is kept after this message
 * @returns it rejects only when the store or `readMessage` fails; then nothing was kept
 */
export function createReplyTaker(options: {
  store: Pick<ConversationStore, 'findByAddress' | 'putReply'>
  readMessage: (mail: Uint8Array, stopping?: AbortSignal) => Promise<ReadMessage>
  inboxes: readonly DeskInbox[]
  pattern: string
  retentionDays: number
  clock: () => Date
  /** Cryptographic randomness. */
  randomBytes: (count: number) => Uint8Array
}): TakeReply {
  const { store, readMessage, inboxes, pattern, retentionDays, clock, randomBytes } = options
  return async (mail, envelopeTo = [], stopping) => {
    const head = await readHead(mail, { pattern, envelopeTo })
    if (head.kind === 'ignored') return head
    const conversation = await store.findByAddress(head.addressId)
    if (conversation === null) return { kind: 'ignored', why: 'unknown-address' }
    const inbox = inboxes.find(({ id }) => id === conversation.inbox)
    if (inbox === undefined) return { kind: 'no-inbox' }
    // Before any refusal: a stranger must not make mail go to the desk.
    if (!isOfDesk(head.from, inbox)) return { kind: 'ignored', why: 'stranger' }
    const { messageId, severalTips } = head
    const refused = (reason: NotKept): RefusedReply => ({
      kind: 'refused',
      reason,
      inbox,
      conversation: conversation.id,
      reference: conversation.reference,
      messageId,
      sha256: createHash('sha256')
        .update(messageId ?? mail)
        .digest('hex'),
    })
    if (severalTips) return refused('several-tips')
    if (mail.length > REPLY_BYTES_MAX) return refused('too-large')
    const reply = await readMessage(mail, stopping)
    if (!reply.ok) return refused(reply.reason)
    const { message, keyIds, sha256 } = reply
    if (!keyIds.includes(conversation.keyId)) return refused('sealed-to-other')
    const now = clock()
    const kept = await store.putReply({
      conversation: conversation.id,
      id: Buffer.from(randomBytes(16)).toString('hex'),
      hour: hourOf(now),
      box: replyBox(message),
      messageSha256: sha256,
      expires: hourAtOrAfter(addHours(now, retentionDays * 24)),
    })
    if (kept === 'full') return refused('full')
    return kept === 'unknown' ? { kind: 'ignored', why: 'unknown-address' } : { kind: kept }
  }
}
