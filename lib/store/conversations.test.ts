import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Hour } from '#lib/protocol/hours'
import {
  HOUR,
  LATER,
  lease,
  NOON,
  openBench,
  receiptOf,
  type StoreBench,
  sha256,
} from './store.fixture.ts'
import type { ConversationStore, FollowUp } from './store.ts'

const PART = new Uint8Array([1, 2, 3])
const LOOKUP = sha256('return number')
const FOLLOW_UP: FollowUp = {
  lookupSha256: LOOKUP,
  address: '0123456789abcdef',
  keyId: 'a'.repeat(16),
  box: 'box of the key',
}
const EXPIRES: Hour = '2026-12-06T10:00Z'
const AFTER = new Date('2026-12-06T10:00:00Z')

let bench: StoreBench
beforeEach(async () => {
  bench = await openBench()
})
afterEach(() => bench.end())

/** Opens and receives a tip with what it brings for a conversation. */
async function take(
  id: string,
  reference: string,
  brings: { followUp?: FollowUp; conversation?: string },
) {
  const { tips } = bench.store
  await tips.open({
    id,
    inbox: 'desk',
    tokenSha256: sha256(id),
    parts: [{ bytes: PART.length }],
    expires: LATER,
    urgent: false,
    proof: null,
    ...brings,
  })
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
const reply = (id: string, messageId = id): Parameters<ConversationStore['putReply']>[0] => ({
  conversation: 'first',
  id,
  hour: HOUR,
  box: new Uint8Array([9, 9, 9, 9]),
  messageSha256: sha256(messageId),
  expires: EXPIRES,
})

describe('a conversation', () => {
  it('exists once its tip is received, and not before', async () => {
    const { conversations, tips } = bench.store
    await tips.open({
      id: 'first',
      inbox: 'desk',
      tokenSha256: sha256('first'),
      parts: [{ bytes: 3 }],
      expires: LATER,
      urgent: false,
      proof: null,
      followUp: FOLLOW_UP,
    })
    expect(await conversations.find(LOOKUP)).toBeNull()
    expect(await conversations.findByAddress(FOLLOW_UP.address)).toBeNull()
    await tips.abandon(['first'])
    await take('second', '7K3M-Q2', { followUp: FOLLOW_UP })
    expect(await conversations.find(LOOKUP)).toEqual({
      id: 'second',
      reference: '7K3M-Q2',
      inbox: 'desk',
      expires: EXPIRES,
      keyId: FOLLOW_UP.keyId,
      box: FOLLOW_UP.box,
      messages: [{ number: 1, hour: HOUR, delivered: null }],
      replies: [],
    })
    expect(await conversations.find(sha256('another number'))).toBeNull()
  })

  it('can be begun again when the first attempt was never completed', async () => {
    const attempt = {
      inbox: 'desk',
      parts: [{ bytes: 3 }],
      expires: LATER,
      urgent: false,
      proof: null,
    }
    await bench.store.tips.open({
      ...attempt,
      id: 'lost',
      tokenSha256: sha256('lost'),
      followUp: FOLLOW_UP,
    })
    await take('first', '7K3M-Q2', { followUp: FOLLOW_UP })
    expect(await bench.store.conversations.find(LOOKUP)).toMatchObject({ id: 'first' })
  })

  it('takes a tip that came twice as its second message', async () => {
    await take('first', '7K3M-Q2', { followUp: FOLLOW_UP })
    await take('again', '9ZZZ-99', { followUp: FOLLOW_UP })
    expect(await bench.store.conversations.find(LOOKUP)).toMatchObject({
      id: 'first',
      reference: '7K3M-Q2',
      messages: [{ number: 1 }, { number: 2 }],
    })
  })

  it('counts further messages and puts their mails into the thread of the first', async () => {
    const { conversations, delivery } = bench.store
    await take('first', '7K3M-Q2', { followUp: FOLLOW_UP })
    expect(await conversations.threadOf('first')).toBeNull()
    await bench.store.tips.open({
      id: 'next',
      inbox: 'desk',
      tokenSha256: sha256('next'),
      parts: [{ bytes: 3 }],
      expires: LATER,
      urgent: false,
      proof: null,
      conversation: 'first',
    })
    expect(await conversations.threadOf('next')).toEqual({ reference: '7K3M-Q2', next: 2 })
    await bench.store.tips.abandon(['next'])
    await take('next', '7K3M-Q2-2', { conversation: 'first' })
    const mails = await delivery.leaseDeliveries(lease('a'))
    const thread = { address: FOLLOW_UP.address, reference: '7K3M-Q2', firstMail: 'mail-first' }
    expect(mails.find(({ id }) => id === 'mail-first')?.thread).toEqual({ ...thread, number: 1 })
    expect(mails.find(({ id }) => id === 'mail-next')?.thread).toEqual({ ...thread, number: 2 })
  })

  it('gives two messages that are received at once two numbers', async () => {
    await take('first', '7K3M-Q2', { followUp: FOLLOW_UP })
    await Promise.all(
      ['b', 'c', 'd'].map((id, at) => take(id, `7K3M-Q2-${at + 2}`, { conversation: 'first' })),
    )
    const found = await bench.store.conversations.find(LOOKUP)
    expect(found?.messages.map(({ number }) => number)).toEqual([1, 2, 3, 4])
  })

  it('tells when the desk has a message, also after its bytes were forgotten', async () => {
    await take('first', '7K3M-Q2', { followUp: FOLLOW_UP })
    const { conversations, delivery } = bench.store
    for (const { id } of await delivery.leaseDeliveries(lease('a'))) {
      await delivery.recordDelivered({
        id,
        leaseId: 'a',
        at: NOON,
        transport: 'maildir',
        confirmed: true,
      })
    }
    const delivered = '2026-11-22T12:00Z'
    expect((await conversations.find(LOOKUP))?.messages).toEqual([
      { number: 1, hour: HOUR, delivered },
    ])
    await delivery.purgeDelivered({ before: AFTER, now: AFTER })
    expect((await conversations.find(LOOKUP))?.messages).toMatchObject([
      { number: 1, delivered: '2026-12-06T10:00Z' },
    ])
  })

  it('leaves tips without one as they were', async () => {
    await bench.receive('plain', '2222-22', [PART])
    expect((await bench.take('a')).thread).toBeNull()
    expect(await bench.store.conversations.counts()).toEqual({
      open: 0,
      unread: 0,
      oldestUnread: null,
    })
  })
})

describe('a reply', () => {
  beforeEach(() => take('first', '7K3M-Q2', { followUp: FOLLOW_UP }))

  it('waits for the sender until it is read', async () => {
    const { conversations } = bench.store
    expect(await conversations.findByAddress(FOLLOW_UP.address)).toEqual({
      id: 'first',
      inbox: 'desk',
      keyId: FOLLOW_UP.keyId,
      reference: '7K3M-Q2',
    })
    expect(await conversations.putReply(reply('r1'))).toBe('stored')
    expect(await conversations.counts()).toEqual({ open: 1, unread: 1, oldestUnread: HOUR })
    expect((await conversations.find(LOOKUP))?.replies).toEqual([
      { id: 'r1', hour: HOUR, bytes: 4, read: false },
    ])
    expect(Array.from((await conversations.readReply(LOOKUP, 'r1')) ?? [])).toEqual([9, 9, 9, 9])
    await conversations.markRead(LOOKUP, ['r1'], HOUR)
    expect((await conversations.find(LOOKUP))?.replies).toMatchObject([{ read: true }])
    expect(await conversations.counts()).toMatchObject({ unread: 0 })
  })

  it('is kept once although its mail came twice, and survives a restart', async () => {
    expect(await bench.store.conversations.putReply(reply('r1', 'same'))).toBe('stored')
    await bench.reopen()
    expect(await bench.store.conversations.putReply(reply('r2', 'same'))).toBe('repeated')
    expect((await bench.store.conversations.find(LOOKUP))?.replies).toHaveLength(1)
  })

  it('is neither read nor marked by another conversation', async () => {
    const { conversations } = bench.store
    const other = { ...FOLLOW_UP, lookupSha256: sha256('other'), address: 'fedcba9876543210' }
    await take('other', '9ZZZ-99', { followUp: other })
    await conversations.putReply(reply('r1'))
    expect(await conversations.readReply(sha256('other'), 'r1')).toBeNull()
    await conversations.markRead(sha256('other'), ['r1'], HOUR)
    expect((await conversations.find(LOOKUP))?.replies).toMatchObject([{ read: false }])
  })

  it('to a conversation that is over is not kept', async () => {
    expect(await bench.store.conversations.putReply({ ...reply('r1'), conversation: 'none' })).toBe(
      'unknown',
    )
  })
})

describe('the end of a conversation', () => {
  beforeEach(() => take('first', '7K3M-Q2', { followUp: FOLLOW_UP }))

  it('comes at its sender’s word, at once', async () => {
    const { conversations } = bench.store
    await conversations.putReply(reply('r1'))
    expect(await conversations.end(sha256('another'))).toBe(false)
    expect(await conversations.end(LOOKUP)).toBe(true)
    expect(await conversations.find(LOOKUP)).toBeNull()
    expect(await conversations.putReply(reply('r2'))).toBe('unknown')
    expect((await bench.store.delivery.leaseDeliveries(lease('a')))[0]?.thread).toBeNull()
  })

  it('does not come while a message waits for the desk', async () => {
    expect(await bench.store.conversations.expire(AFTER)).toBe(0)
  })

  it('comes when its time is over, and each reply puts it off', async () => {
    const { conversations, delivery } = bench.store
    for (const { id } of await delivery.leaseDeliveries(lease('a'))) {
      await delivery.recordDelivered({
        id,
        leaseId: 'a',
        at: NOON,
        transport: 'maildir',
        confirmed: true,
      })
    }
    await delivery.purgeDelivered({ before: AFTER, now: AFTER })
    await conversations.putReply({ ...reply('r1'), expires: '2026-12-20T10:00Z' })
    expect(await conversations.expire(AFTER)).toBe(0)
    expect(await conversations.expire(new Date('2026-12-20T10:00:00Z'))).toBe(1)
    expect(await conversations.find(LOOKUP)).toBeNull()
  })

  it('comes with the tip when the operator purges it', async () => {
    const { records, conversations } = bench.store
    expect(await records.purge('7K3M-Q2', { now: NOON, undelivered: true })).toEqual({ ok: true })
    expect(await conversations.find(LOOKUP)).toBeNull()
  })
})
