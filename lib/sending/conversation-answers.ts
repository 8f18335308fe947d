/**
 * Reads the answers about a conversation in the browser; a test holds them and the schemas of
 * lib/protocol together, as for `answers.ts`.
 */
import type { FollowUpAnswer } from '#lib/protocol/shapes'
import { hasExactly, isCount, isFields, isText } from './answers.ts'

const isHour = (value: unknown): value is string =>
  isText(value) && /^\d{4}-\d{2}-\d{2}T\d{2}:00Z$/.test(value)

const isMessage = (value: unknown): value is FollowUpAnswer['messages'][number] =>
  hasExactly(value, ['number', 'hour', 'delivered']) &&
  isCount(value.number) &&
  isHour(value.hour) &&
  (value.delivered === null || isHour(value.delivered))

const isReply = (value: unknown): value is FollowUpAnswer['replies'][number] =>
  hasExactly(value, ['id', 'number', 'hour', 'bytes', 'read']) &&
  isText(value.id) &&
  isCount(value.number) &&
  isHour(value.hour) &&
  isCount(value.bytes) &&
  typeof value.read === 'boolean'

const ANSWER = ['reference', 'inbox', 'expires', 'key', 'keyId', 'messages', 'replies', 'padding']

/** The answer to `GET /api/follow-up`, or null when it is none. */
export function readFollowUp(body: unknown): Omit<FollowUpAnswer, 'padding'> | null {
  if (!hasExactly(body, ANSWER)) return null
  const { reference, inbox, expires, key, keyId, messages, replies, padding } = body
  if (!Array.isArray(messages) || !Array.isArray(replies)) return null
  return isText(reference) &&
    isText(inbox) &&
    isHour(expires) &&
    isText(key) &&
    isText(keyId) &&
    isText(padding) &&
    messages.every(isMessage) &&
    replies.every(isReply)
    ? { reference, inbox, expires, key, keyId, messages, replies }
    : null
}

/** The desk's certificates in the answer to `GET /api/inboxes`, armored; null when it is none. */
export function readCertificates(body: unknown, inbox: string): string[] | null {
  if (!isFields(body) || !Array.isArray(body.inboxes)) return null
  const found = body.inboxes.find((one: unknown) => isFields(one) && one.id === inbox)
  // An inbox that was closed since has no certificate that could vouch for anything.
  if (found === undefined) return []
  if (!isFields(found) || !Array.isArray(found.certificates)) return null
  return found.certificates.flatMap((one: unknown) =>
    isFields(one) && isText(one.armored) && one.archive !== true ? [one.armored] : [],
  )
}
