/**
 * Reads a mail that came to a reply address: which conversation it is for, whether a person sent it,
 * and the one OpenPGP message in it, however the mail program packed it. Nothing is decrypted, and
 * of what is not encrypted nothing is kept.
 */
import PostalMime, { type Email } from 'postal-mime'
import { whyNotAPerson } from './machines.ts'
import { findMessages, hasSMime } from './messages.ts'
import { addressIds } from './recipients.ts'
import { walkReply } from './walk-reply.ts'

/** Larger replies are refused: the sender's page must open them in memory. In bytes of the mail. */
export const REPLY_BYTES_MAX = 25 * 1024 * 1024

/** Why a reply is not taken; each has words for the desk in refusals.ts. */
export type Refusal =
  | 'not-encrypted'
  | 'html-only'
  | 's-mime'
  | 'text-outside'
  | 'several-messages'
  | 'several-tips'
  | 'sealed-to-other'
  | 'hidden-recipients'
  | 'damaged'
  | 'too-large'

/** Mails that no person wrote, and mails for somebody else; they are dropped, and counted. */
export type Ignored = 'not-ours' | 'auto-reply' | 'bounce' | 'list' | 'loop' | 'unreadable'

export type ReadReply =
  | {
      kind: 'message'
      addressId: string
      /** The address in From, lower case; whoever wants can forge it. */
      from: string
      messageId: string | null
      /** The binary OpenPGP message. */
      message: Uint8Array<ArrayBuffer>
      /** Keys it is sealed to, 16 lower-case hex digits each. */
      keyIds: string[]
    }
  | {
      kind: 'refused'
      reason: Refusal
      addressId: string
      from: string
      messageId: string | null
    }
  | { kind: 'ignored'; why: Ignored }

/**
 * Reads one mail. Never throws for what stands in it.
 * @param mail the mail as it came, with CRLF or LF line ends
 * @param options.pattern `REPLY_ADDRESS`, with one `*`
 * @param options.envelopeTo addresses that the mail was handed over for, where the way in knows them
 */
export async function readReply(
  mail: Uint8Array,
  options: { pattern: string; envelopeTo?: readonly string[] },
): Promise<ReadReply> {
  let parsed: Email
  try {
    parsed = await PostalMime.parse(withoutFlowing(mail.subarray(0, REPLY_BYTES_MAX)), {
      forceRfc822Attachments: true,
    })
  } catch {
    return { kind: 'ignored', why: 'unreadable' }
  }
  const ids = addressIds(parsed.headers, options.envelopeTo ?? [], options.pattern)
  const [addressId] = ids
  if (addressId === undefined) return { kind: 'ignored', why: 'not-ours' }
  const machine = whyNotAPerson(parsed)
  if (machine !== null) return { kind: 'ignored', why: machine }
  const about = {
    addressId,
    from: (parsed.from?.address ?? '').toLowerCase(),
    messageId: parsed.messageId ?? null,
  }
  const refused = (reason: Refusal): ReadReply => ({ kind: 'refused', reason, ...about })
  if (ids.length > 1) return refused('several-tips')
  if (mail.length > REPLY_BYTES_MAX) return refused('too-large')
  const { messages, textOutside } = findMessages(parsed)
  const [message, ...others] = messages
  if (message === undefined) {
    if (hasSMime(parsed)) return refused('s-mime')
    return refused(parsed.html && !parsed.text?.trim() ? 'html-only' : 'not-encrypted')
  }
  if (others.length > 0) return refused('several-messages')
  const walk = walkReply(message)
  if (!walk.ok) return refused(walk.reason)
  if (textOutside) return refused('text-outside')
  // Something behind the encrypted data was never sealed.
  if (walk.bytes !== message.length) return refused('damaged')
  if (walk.keyIds.length === 0)
    return refused(walk.hidden ? 'hidden-recipients' : 'sealed-to-other')
  return { kind: 'message', ...about, message, keyIds: walk.keyIds }
}

/**
 * The same mail without `format=flowed`: joining flowed lines changes nothing in armour, and takes
 * the parser a time that grows with the square of the text.
 */
function withoutFlowing(mail: Uint8Array): Uint8Array {
  const copy = Buffer.from(mail)
  const text = copy.toString('latin1')
  for (const match of text.matchAll(/format(?=\s*=\s*"?flowed)/gi)) {
    copy.write('x-form', match.index, 'latin1')
  }
  return copy
}
