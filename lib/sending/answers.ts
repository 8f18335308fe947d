/**
 * Reads the intake's answers in the browser. The schemas of lib/protocol would do the same, but
 * would make the worker half as large again; a test holds the two together.
 */
import type { OpenTipAnswer, Receipt, TipStateAnswer } from '#lib/protocol/shapes'

/** An object of unknown values. */
export type Fields = Record<string, unknown>

/** Whether it is an object and no list. */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Whether `value` has exactly these fields; unknown ones are refused as the protocol says. */
export function hasExactly(value: unknown, names: readonly string[]): value is Fields {
  return (
    isFields(value) &&
    Object.keys(value).length === names.length &&
    names.every((name) => Object.hasOwn(value, name))
  )
}

/** Whether it is a string. */
export const isText = (value: unknown): value is string => typeof value === 'string'
/** Whether it is a whole number that is not negative. */
export const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
const isSha256 = (value: unknown): value is string => isText(value) && /^[0-9a-f]{64}$/.test(value)

/** The answer to `POST /api/tips`, or null when it is none. */
export function readOpened(body: unknown): OpenTipAnswer | null {
  if (!hasExactly(body, ['tip', 'token', 'chunkBytes', 'expires'])) return null
  const { tip, token, chunkBytes, expires } = body
  return isText(tip) && isText(token) && isText(expires) && isCount(chunkBytes) && chunkBytes > 0
    ? { tip, token, chunkBytes, expires }
    : null
}

const STATES: readonly unknown[] = ['open', 'checking', 'received', 'expired']

/** The answer to `GET /api/tips/{tip}`, or null when it is none. */
export function readState(body: unknown): TipStateAnswer | null {
  if (!hasExactly(body, ['state', 'parts']) || !STATES.includes(body.state)) return null
  if (!Array.isArray(body.parts)) return null
  const parts = body.parts.filter(
    (part): part is TipStateAnswer['parts'][number] =>
      hasExactly(part, ['bytes', 'chunks']) &&
      isCount(part.bytes) &&
      Array.isArray(part.chunks) &&
      part.chunks.every(isCount),
  )
  return parts.length === body.parts.length
    ? { state: body.state as TipStateAnswer['state'], parts }
    : null
}

const RECEIPT = ['reference', 'received', 'inbox', 'parts', 'key', 'signature']

/** The receipt, or null when the answer is none. */
export function readReceipt(body: unknown): Receipt | null {
  if (!hasExactly(body, RECEIPT) || !Array.isArray(body.parts)) return null
  const { reference, received, inbox, key, signature } = body
  const parts = body.parts.filter(
    (part): part is Receipt['parts'][number] =>
      hasExactly(part, ['bytes', 'sha256']) && isCount(part.bytes) && isSha256(part.sha256),
  )
  return parts.length === body.parts.length &&
    isText(reference) &&
    isText(received) &&
    /^\d{4}-\d{2}-\d{2}T\d{2}:00Z$/.test(received) &&
    isText(inbox) &&
    isText(key) &&
    isText(signature)
    ? { reference, received, inbox, parts, key, signature }
    : null
}
