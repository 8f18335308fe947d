/** What becomes of each mail that comes to a reply address, against the real store. */
import * as openpgp from 'openpgp'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { dearmor } from '#lib/sealing/packets'
import { padmeSize } from '#lib/sealing/padding'
import { REPLY_BYTES_MAX, readMessage } from './read-reply.ts'
import {
  DESK,
  mailOf,
  NOW,
  opened,
  openRepliesBench,
  PATTERN,
  pgpMimeOf,
  type RepliesBench,
  sealed,
} from './replies.fixture.ts'
import { createReplyTaker } from './take-reply.ts'

const WORDS = 'Which month was it? marker-5471'

let bench: RepliesBench
beforeEach(async () => {
  bench = await openRepliesBench()
})
afterEach(() => bench.end())

const takerWith = (more: Partial<Parameters<typeof createReplyTaker>[0]>) =>
  createReplyTaker({
    store: bench.store.conversations,
    readMessage,
    inboxes: [DESK],
    pattern: PATTERN,
    retentionDays: 14,
    clock: () => NOW,
    randomBytes: (count) => new Uint8Array(count),
    ...more,
  })
/** The mail of a desk to the first tip. */
const reply = async (fields: Record<string, string | null> = {}, text = WORDS) =>
  pgpMimeOf(await sealed(text, bench.first), { To: bench.first.to, ...fields })
const refused = (reason: string) => expect.objectContaining({ kind: 'refused', reason })
const ignored = (why: string) => ({ kind: 'ignored', why })

// Taking such a page apart takes hours: the test would never end.
it('reads no more than the head of a mail that no desk sent', async () => {
  const page = (to: string) =>
    Buffer.from(
      `From: a@stranger.example\r\nTo: ${to}\r\nContent-Type: text/html\r\n\r\n${'\n'.repeat(4_000_000)}x`,
    )
  expect(await bench.take(page(bench.first.to))).toEqual(ignored('stranger'))
  const nobody = PATTERN.replace('*', '0'.repeat(16))
  expect(await bench.take(page(nobody))).toEqual(ignored('unknown-address'))
})

describe('a reply', () => {
  it('waits for its sender, sealed as the desk sent it', async () => {
    expect(await bench.take(await reply())).toEqual({ kind: 'stored' })
    const [message, ...others] = await bench.waiting()
    expect(others).toEqual([])
    expect(await opened(message ?? new Uint8Array(), bench.first)).toBe(WORDS)
    expect(await bench.waiting(bench.other)).toEqual([])
  })

  it('is padded: a short one looks like any other, a long one has a PADMÉ size', async () => {
    await bench.take(await reply({}, 'Yes?'))
    await bench.take(await reply({ 'Message-ID': '<2@x>' }, 'a b c '.repeat(40_000)))
    const found = await bench.store.conversations.find(bench.first.lookup)
    const sizes = (found?.replies ?? []).map(({ bytes }) => bytes).sort((a, b) => a - b)
    expect(sizes[0]).toBe(4096)
    expect(sizes[1]).toBe(padmeSize(sizes[1] ?? 0))
    const id = found?.replies.find(({ bytes }) => bytes === 4096)?.id ?? ''
    const box = Buffer.from(
      (await bench.store.conversations.readReply(bench.first.lookup, id)) ?? [],
    )
    const end = 4 + box.readUInt32BE(0)
    expect(box.subarray(end).every((byte) => byte === 0)).toBe(true)
  })

  it('keeps its conversation for as many days as tips are kept', async () => {
    const before = await bench.store.conversations.find(bench.first.lookup)
    await bench.take(await reply())
    const after = await bench.store.conversations.find(bench.first.lookup)
    expect([before?.expires, after?.expires]).toEqual(['2026-12-06T10:00Z', '2026-12-07T10:00Z'])
    expect(after?.replies[0]?.hour).toBe('2026-11-23T09:00Z')
  })

  it.each([
    'desk@example.org',
    'DESK@Example.net',
    'ana@example.com',
    'Ben <ben@office.example.com>',
  ])('may come from %s', async (From) => {
    expect(await bench.take(await reply({ From }))).toEqual({ kind: 'stored' })
  })

  it('may be sealed to the desk’s own key as well', async () => {
    const both = await sealed(WORDS, bench.other, bench.first)
    expect(await bench.take(pgpMimeOf(both, { To: bench.first.to }))).toEqual({ kind: 'stored' })
  })

  it('is found by whom it was handed over for', async () => {
    const mail = await reply({ To: 'undisclosed-recipients:;' })
    expect(await bench.take(mail, [bench.first.to])).toEqual({ kind: 'stored' })
  })
})

describe('a reply that comes again', () => {
  it('is kept once: the same mail, and a copy that went another way', async () => {
    const armored = await sealed(WORDS, bench.first)
    const mail = (Received: string) => pgpMimeOf(armored, { Received, To: bench.first.to })
    expect(await bench.take(mail('from a'))).toEqual({ kind: 'stored' })
    expect(await bench.take(mail('from a'))).toEqual({ kind: 'repeated' })
    expect(await bench.take(mail('from b'))).toEqual({ kind: 'repeated' })
    expect(await bench.waiting()).toHaveLength(1)
  })

  it('under another Message-ID is known by what is sealed in it', async () => {
    const armored = await sealed(WORDS, bench.first)
    for (const [id, kind] of [
      ['<1@x>', 'stored'],
      ['<2@x>', 'repeated'],
      [null, 'repeated'],
    ]) {
      const fields = { 'Message-ID': id ?? null, To: bench.first.to }
      expect(await bench.take(pgpMimeOf(armored, fields))).toEqual({ kind })
    }
    expect(await bench.waiting()).toHaveLength(1)
  })

  it('is known when somebody took another recipient out of it', async () => {
    const both = await sealed(WORDS, bench.other, bench.first)
    expect(await bench.take(pgpMimeOf(both, { To: bench.first.to }))).toEqual({ kind: 'stored' })
    const [{ bytes } = { bytes: new Uint8Array() }] = dearmor(both)
    // Its first packet is the other's, with a length of one byte.
    const left = bytes.subarray(2 + (bytes[1] ?? 0))
    const less = await openpgp.armor(openpgp.enums.armor.message, left)
    const fields = { To: bench.first.to, 'Message-ID': '<2@x>' }
    expect(await bench.take(pgpMimeOf(less, fields))).toEqual({ kind: 'repeated' })
  })

  it('is another one when something else is sealed in it, whatever its Message-ID says', async () => {
    expect(await bench.take(await reply())).toEqual({ kind: 'stored' })
    expect(await bench.take(await reply({}, 'And which year?'))).toEqual({ kind: 'stored' })
    const messages = await bench.waiting()
    const texts = await Promise.all(messages.map((message) => opened(message, bench.first)))
    expect(texts.sort()).toEqual(['And which year?', WORDS])
  })

  it('while it is being kept is kept once', async () => {
    const mail = await reply()
    const kinds = (await Promise.all([bench.take(mail), bench.take(mail)])).map(({ kind }) => kind)
    expect(kinds.sort()).toEqual(['repeated', 'stored'])
  })
})

describe('threads', () => {
  it('are not mixed by another tip’s address in what is quoted', async () => {
    const text = `${await sealed(WORDS, bench.first)}\n> On Monday ${bench.other.to} wrote:\n> hello`
    expect(await bench.take(mailOf(text, { To: bench.first.to }))).toEqual({ kind: 'stored' })
    expect(await bench.waiting(bench.other)).toEqual([])
  })

  it('are not mixed by another tip’s address in References or Reply-To', async () => {
    const fields = { 'Reply-To': bench.other.to, References: `<${bench.other.to}>` }
    expect(await bench.take(await reply(fields))).toEqual({ kind: 'stored' })
    expect(await bench.waiting(bench.other)).toEqual([])
  })

  it('are not mixed by a reply sealed to another tip’s key', async () => {
    const mail = pgpMimeOf(await sealed(WORDS, bench.other), { To: bench.first.to })
    expect(await bench.take(mail)).toEqual(refused('sealed-to-other'))
    expect([...(await bench.waiting()), ...(await bench.waiting(bench.other))]).toEqual([])
  })

  it('are one at a time: a mail to two tips is refused', async () => {
    const mail = await reply({ Cc: bench.other.to })
    expect(await bench.take(mail)).toEqual(refused('several-tips'))
  })
})

describe('a mail from somebody else', () => {
  it.each([
    ['a stranger', 'mallory@example.com'],
    ['a name that looks like the desk', '"desk@example.org" <mallory@example.com>'],
    ['a domain that ends like the desk’s', 'ana@notoffice.example.com'],
    ['a domain below the desk’s', 'ana@deep.office.example.com'],
    ['nobody', ''],
  ])('%s is dropped, and makes no mail go to the desk', async (_, From) => {
    expect(await bench.take(await reply({ From }))).toEqual(ignored('stranger'))
    expect(await bench.take(mailOf(WORDS, { From, To: bench.first.to }))).toEqual(
      ignored('stranger'),
    )
    expect(await bench.waiting()).toEqual([])
  })

  it('who forges the desk’s address must still have the key that only the desk has', async () => {
    const mail = mailOf(WORDS, { To: bench.first.to })
    expect(await bench.take(mail)).toEqual(refused('not-encrypted'))
  })
})

describe('a mail to an address that is nobody’s', () => {
  it('is dropped, whoever sent it', async () => {
    const To = PATTERN.replace('*', '00000000000000zz')
    expect(await bench.take(await reply({ To }))).toEqual(ignored('unknown-address'))
  })

  it('is dropped after the sender ended the conversation', async () => {
    await bench.store.conversations.end(bench.first.lookup)
    expect(await bench.take(await reply())).toEqual(ignored('unknown-address'))
  })

  it('is left to others when it is not a reply address at all', async () => {
    expect(await bench.take(await reply({ To: 'info@example.org' }))).toEqual(ignored('not-ours'))
  })
})

describe('a refusal', () => {
  it.each([
    ['not-encrypted', { 'Content-Type': 'text/plain' }, WORDS],
    ['html-only', { 'Content-Type': 'text/html' }, `<p>${WORDS}</p>`],
    ['s-mime', { 'Content-Type': 'application/pkcs7-mime; name=smime.p7m' }, 'AAAA'],
  ])('says %s, and carries nothing of the mail', async (reason, fields, body) => {
    const Subject = 'secret-subject'
    const outcome = await bench.take(mailOf(body, { To: bench.first.to, Subject, ...fields }))
    expect(outcome).toMatchObject({
      reason,
      inbox: { id: 'desk' },
      conversation: expect.any(String),
      reference: '7K3M-Q2',
      messageId: '<a.1@mail.example.org>',
    })
    expect(JSON.stringify(outcome)).not.toMatch(/marker-5471|secret-subject/)
  })
})

describe('a reply that cannot be kept', () => {
  it('is larger than a page can open, and is not read', async () => {
    const take = takerWith({ readMessage: () => Promise.reject(new Error('It was read.')) })
    const large = Buffer.concat([await reply(), Buffer.alloc(REPLY_BYTES_MAX)])
    expect(await take(large)).toEqual(refused('too-large'))
  })

  it('comes while the conversation holds as many as it may', async () => {
    const { findByAddress } = bench.store.conversations
    const take = takerWith({ store: { findByAddress, putReply: async () => 'full' } })
    expect(await take(await reply())).toEqual(refused('full'))
  })

  it('is not refused when nobody could read it', async () => {
    const take = takerWith({ readMessage: () => Promise.reject(new Error('No process.')) })
    await expect(take(await reply())).rejects.toThrow('No process.')
  })
})

describe('a mail of a machine', () => {
  it.each([
    ['auto-reply', { 'Auto-Submitted': 'auto-replied' }],
    ['bounce', { 'Content-Type': 'multipart/report; report-type=delivery-status; boundary="b"' }],
    ['list', { 'List-Id': '<desk.example.org>' }],
    ['loop', { 'Tip-Refusal': 'not-encrypted' }],
  ])('is dropped, and answered by nobody: %s', async (why, fields) => {
    expect(await bench.take(await reply(fields))).toEqual(ignored(why))
    expect(await bench.waiting()).toEqual([])
  })
})

it('leaves a reply alone whose inbox is not configured any more', async () => {
  const take = takerWith({ inboxes: [{ ...DESK, id: 'others' }] })
  expect(await take(await reply())).toEqual({ kind: 'no-inbox' })
})
