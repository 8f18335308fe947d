/** A sender with a way back, as it speaks to a server of tests. */
import { createHash, randomBytes } from 'node:crypto'
import { base32crockford } from '@scure/base'
import type { Receipt } from '#lib/protocol/shapes'
import { KEY_ID, sealedTo, sha256 } from './api.fixture.ts'

export const PATTERN = 'tips+*@example.org'

export type Sender = {
  /** As it stands in Authorization. */
  returnNumber: string
  lookup: string
  /** What goes with `POST /api/tips`. */
  followUp: { lookup: string; address: string; keyId: string; key: string }
}

/** A sender whose numbers follow from no code: nobody here opens anything. */
export function newSender(): Sender {
  const number = randomBytes(15)
  const lookup = createHash('sha256').update(number).digest('hex')
  return {
    returnNumber: base32crockford.encode(number),
    lookup,
    followUp: {
      lookup,
      address: base32crockford.encode(randomBytes(10)).toLowerCase(),
      keyId: randomBytes(8).toString('hex'),
      key: randomBytes(2048).toString('base64url'),
    },
  }
}

/** A header that shows who asks: for the conversation, and from which address behind a trusted proxy. */
export function asking(token: string, address?: string): Record<string, string> {
  return {
    Authorization: `Bearer ${token}`,
    ...(address !== undefined && { 'X-Forwarded-For': address }),
  }
}

/** `POST /api/tips` with what else stands in the body. */
export function postTip(
  origin: string,
  more: object,
  headers: Record<string, string> = {},
  bytes = 300,
): Promise<Response> {
  return fetch(`${origin}/api/tips`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify({ inbox: 'desk', parts: [{ bytes }], proof: null, ...more }),
  })
}

/** Stores the one part of a tip that was opened, and completes it. */
export async function finish(
  origin: string,
  opened: Response,
  part: Uint8Array = sealedTo(KEY_ID, 300),
): Promise<Receipt> {
  if (opened.status !== 201) throw new Error(`${opened.status} ${await opened.text()}`)
  const { tip, token } = await opened.json()
  const at = `${origin}/api/tips/${tip}`
  const headers = { Authorization: `Bearer ${token}` }
  const body = Buffer.from(part)
  const stored = await fetch(`${at}/parts/0/chunks/0`, { method: 'PUT', headers, body })
  if (stored.status !== 204) throw new Error(`${stored.status} ${await stored.text()}`)
  const completed = await fetch(`${at}/complete`, {
    method: 'POST',
    headers: { ...headers, 'Content-Type': 'application/json' },
    body: JSON.stringify({ parts: [{ sha256: sha256(part) }] }),
  })
  if (completed.status !== 201) throw new Error(`${completed.status} ${await completed.text()}`)
  return (await completed.json()) as Receipt
}

/** All that somebody without the number could compare: status, headers but for the date, body. */
export async function seenOf(answer: Response) {
  const headers = [...answer.headers].filter(([name]) => name !== 'date')
  return { status: answer.status, headers, body: await answer.text() }
}
