/** A reply as it is read in both steps: its head, and then the message in it. */
import { type Ignored, type Refusal, readHead, readMessage } from './read-reply.ts'

export type WholeReply =
  | {
      kind: 'message'
      addressId: string
      from: string
      messageId: string | null
      severalTips: boolean
      message: Uint8Array<ArrayBuffer>
      keyIds: string[]
      sha256: string
    }
  | { kind: 'refused'; reason: Refusal; addressId: string }
  | { kind: 'ignored'; why: Ignored }

/** Reads it in this process, however long it takes. */
export async function readReply(
  mail: Uint8Array,
  options: { pattern: string; envelopeTo?: readonly string[] },
): Promise<WholeReply> {
  const head = await readHead(mail, options)
  if (head.kind === 'ignored') return head
  const reply = await readMessage(mail)
  if (!reply.ok) return { kind: 'refused', addressId: head.addressId, reason: reply.reason }
  const { message, keyIds, sha256 } = reply
  return { ...head, kind: 'message', message, keyIds, sha256 }
}
