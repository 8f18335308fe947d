/** Puts what the sender wrote and what the desk answered into one order. */
import type { ConversationState } from '#lib/sending/worker-messages'

export type ThreadEntry =
  | { by: 'sender'; number: number; hour: string; delivered: string | null }
  | { by: 'desk'; number: number; id: string; hour: string; bytes: number; read: boolean }

/**
 * Oldest first. Of one side the order is known, between the two only hours: within one, the sender's
 * messages stand before the desk's, since a desk answers to what came.
 */
export function threadEntries({
  messages,
  replies,
}: Pick<ConversationState, 'messages' | 'replies'>): ThreadEntry[] {
  const sent: ThreadEntry[] = messages
    .toSorted((one, other) => one.number - other.number)
    .map(({ number, hour, delivered }) => ({ by: 'sender', number, hour, delivered }))
  const came: ThreadEntry[] = replies
    .toSorted((one, other) => one.number - other.number)
    .map((reply) => ({ by: 'desk', ...reply }))
  return [...sent, ...came].toSorted((one, other) => compare(one.hour, other.hour))
}

/** Hours of the protocol, `2026-11-22T10:00Z`, sort as they read. */
function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}
