/** Conversations in a store, for its tests: tips that begin or go on with one, and replies of the desk. */
import type { Hour } from '#lib/protocol/hours'
import {
  HOUR,
  LATER,
  lease,
  NOON,
  receiptOf,
  type StoreBench,
  sha256,
  TAKEN,
} from './store.fixture.ts'
import type { ConversationStore, Delivery, FollowUp, OpenTip, TipStore } from './store.ts'

export const PART = new Uint8Array([1, 2, 3])
export const LOOKUP = sha256('return number')
export const FOLLOW_UP: FollowUp = {
  lookupSha256: LOOKUP,
  address: '0123456789abcdef',
  keyId: 'a'.repeat(16),
  box: 'box of the key',
}
export const EXPIRES: Hour = '2026-12-06T10:00Z'
export const AFTER = new Date('2026-12-06T10:00:00Z')

/** What a tip brings for a conversation. */
type Brings = { followUp?: FollowUp; conversation?: string }

export type Talk = {
  open(id: string, brings: Brings, proof?: OpenTip['proof']): ReturnType<TipStore['open']>
  /** Receives an opened tip, with a mail to the desk and one to the archive. */
  receive(id: string, reference: string): ReturnType<TipStore['receive']>
  /** Opens and receives one. */
  take(id: string, reference: string, brings: Brings): ReturnType<TipStore['receive']>
  /** Delivers whatever waits. */
  deliverAll(at?: Date): Promise<Delivery[]>
}

/** @param bench the store that a test has opened */
export function talkOn(bench: () => StoreBench): Talk {
  const open: Talk['open'] = (id, brings, proof = null) =>
    bench().store.tips.open({
      id,
      inbox: 'desk',
      tokenSha256: sha256(id),
      parts: [{ bytes: PART.length }],
      expires: LATER,
      urgent: false,
      proof,
      ...brings,
    })

  const receive: Talk['receive'] = async (id, reference) => {
    const { tips } = bench().store
    await tips.putChunk({ tip: id, part: 0, chunk: 0, data: PART, expires: LATER })
    return tips.receive({
      tip: id,
      hour: HOUR,
      receipt: receiptOf(reference, [PART]),
      sealedTo: [],
      outbox: [
        { id: `mail-${id}`, inbox: 'desk', recipient: 'first' },
        { id: `archive-${id}`, inbox: 'desk', recipient: 'archive' },
      ],
      conversationExpires: EXPIRES,
    })
  }

  const deliverAll: Talk['deliverAll'] = async (at = NOON) => {
    const { delivery } = bench().store
    const mails = await delivery.leaseDeliveries(lease('all', at))
    for (const { id } of mails) {
      await delivery.recordDelivered({ id, leaseId: 'all', ...TAKEN, at })
    }
    return mails
  }
  return {
    open,
    receive,
    take: async (id, reference, brings) => {
      await open(id, brings)
      return receive(id, reference)
    },
    deliverAll,
  }
}

/** A reply in the conversation `first`. */
export const reply = (
  id: string,
  messageId = id,
): Parameters<ConversationStore['putReply']>[0] => ({
  conversation: 'first',
  id,
  hour: HOUR,
  box: new Uint8Array([9, 9, 9, 9]),
  messageSha256: sha256(messageId),
  expires: EXPIRES,
})
