/** A mail as the delivery loop hands it to a transport, for tests of transports. */
import { randomBytes } from 'node:crypto'
import type { Inbox } from '#lib/inboxes/inbox'
import type { Delivery } from '#lib/store/store'
import { composeMail } from '../mail.ts'
import type { Mail } from '../transport.ts'

export const DESK: Inbox = {
  id: 'demo',
  name: 'Desk „Eins“',
  address: 'desk@example.org',
  secondAddress: null,
  mailBytes: null,
  categories: [],
  countries: [],
  languages: [],
  leavingNow: false,
  distrusted: [],
  limits: null,
  partners: [],
  replyFrom: [],
  archive: null,
  certificates: [
    { fingerprint: 'ab'.repeat(20), armored: '', encryptionKeyIds: [], expires: null },
  ],
  demo: false,
}

/** For what nobody breaks off. */
export const UNENDING = new AbortController().signal

/** A mail with these sealed parts (random bytes unless given). */
export function mailOf(
  parts: readonly Uint8Array[] = [randomBytes(70_000)],
  more: Partial<Delivery> = {},
  links: ReadonlyMap<number, string> = new Map(),
): Mail {
  return composeMail({
    retentionDays: 14,
    delivery: {
      id: 'Zm9vYmFyYmF6cXV4',
      tip: 'tip',
      reference: '7K3M-Q2',
      inbox: 'demo',
      hour: '2026-11-22T10:00Z',
      parts: parts.map(({ length }) => ({ bytes: length, sha256: '' })),
      attempts: 0,
      urgent: false,
      recipient: 'first',
      sealedTo: [],
      ...more,
    },
    inbox: DESK,
    from: 'tips@example.org',
    to: DESK.address,
    links,
    async *readPart(part) {
      const bytes = parts[part] ?? new Uint8Array()
      for (let at = 0; at < bytes.length; at += 16_384) yield bytes.subarray(at, at + 16_384)
    },
  })
}

/** The whole mail as text, as it was composed. */
export async function textOf(mail: Mail): Promise<string> {
  let text = ''
  for await (const piece of mail.content()) text += Buffer.from(piece).toString('latin1')
  return text
}
