/**
 * Reads a mail that came to a reply address, in two steps. Its head says which conversation it is for and
 * whether a person sent it. The whole mail, read only when it may be the desk's, holds one OpenPGP message,
 * however the mail program packed it. Nothing is decrypted, and of what is not encrypted nothing is kept.
 */
import PostalMime, { type Email } from 'postal-mime'
import { whyNotAPerson } from './machines.ts'
import { findMessages, hasSMime } from './messages.ts'
import { addressIds } from './recipients.ts'
import { walkReply } from './walk-reply.ts'

/** Larger replies are refused: the sender's page must open them in memory. In bytes of the mail. */
export const REPLY_BYTES_MAX = 25 * 1024 * 1024
/** Mail programs and servers write less; what stands behind it names nobody. In bytes. */
const HEAD_BYTES_MAX = 64 * 1024

/** Why a reply is not taken; each has words for the desk in refusal-text.ts. */
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

export type ReadHead =
  | {
      kind: 'head'
      addressId: string
      /** Whether it is addressed to other tips as well. */
      severalTips: boolean
      /** The address in From, lower case; whoever wants can forge it. */
      from: string
      messageId: string | null
    }
  | { kind: 'ignored'; why: Ignored }

export type ReadMessage =
  | {
      ok: true
      /** The binary OpenPGP message. */
      message: Uint8Array<ArrayBuffer>
      /** Keys it is sealed to, 16 lower-case hex digits each. */
      keyIds: string[]
      /** Of its encrypted data, see `walkReply`: what tells this reply from all others. */
      sha256: string
    }
  | { ok: false; reason: Refusal }

/**
 * Reads the header fields of a mail, in a time that a stranger cannot stretch. Never throws for what stands
 * in it.
 * @param mail the mail as it came, with CRLF or LF line ends
 * @param options.pattern `REPLY_ADDRESS`, with one `*`
 * @param options.envelopeTo addresses that the mail was handed over for, where the way in knows them
 */
export async function readHead(
  mail: Uint8Array,
  options: { pattern: string; envelopeTo?: readonly string[] },
): Promise<ReadHead> {
  let head: Email
  try {
    head = await PostalMime.parse(headOf(mail))
  } catch {
    return { kind: 'ignored', why: 'unreadable' }
  }
  const [addressId, ...others] = addressIds(head.headers, options.envelopeTo ?? [], options.pattern)
  if (addressId === undefined) return { kind: 'ignored', why: 'not-ours' }
  const machine = whyNotAPerson(head)
  if (machine !== null) return { kind: 'ignored', why: machine }
  return {
    kind: 'head',
    addressId,
    severalTips: others.length > 0,
    from: (head.from?.address ?? '').toLowerCase(),
    messageId: head.messageId ?? null,
  }
}

/**
 * Reads a whole mail. Never throws for what stands in it, but a mail can be made to take hours and all
 * memory there is: the server reads in a process of its own (read-apart.ts).
 * @param mail at most `REPLY_BYTES_MAX`
 */
export async function readMessage(mail: Uint8Array): Promise<ReadMessage> {
  try {
    const options = { forceRfc822Attachments: true }
    return messageIn(await PostalMime.parse(withoutFlowing(mail), options))
  } catch {
    return { ok: false, reason: 'damaged' }
  }
}

function messageIn(mail: Email): ReadMessage {
  const refused = (reason: Refusal): ReadMessage => ({ ok: false, reason })
  const { messages, textOutside } = findMessages(mail)
  const [message, ...others] = messages
  if (message === undefined) {
    if (hasSMime(mail)) return refused('s-mime')
    return refused(mail.html && !mail.text?.trim() ? 'html-only' : 'not-encrypted')
  }
  if (others.length > 0) return refused('several-messages')
  const walk = walkReply(message)
  if (!walk.ok) return refused(walk.reason)
  if (textOutside) return refused('text-outside')
  // Something behind the encrypted data was never sealed.
  if (walk.bytes !== message.length) return refused('damaged')
  const { keyIds, hidden, sha256 } = walk
  if (keyIds.length === 0) return refused(hidden ? 'hidden-recipients' : 'sealed-to-other')
  return { ok: true, message, keyIds, sha256 }
}

/** The header fields of a mail, without its body. */
function headOf(mail: Uint8Array): Uint8Array {
  const head = Buffer.from(mail.subarray(0, HEAD_BYTES_MAX))
  const ends = ['\n\n', '\n\r\n'].map((blank) => head.indexOf(blank)).filter((at) => at !== -1)
  return head.subarray(0, Math.min(head.length, ...ends.map((at) => at + 1)))
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
