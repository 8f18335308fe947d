import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Hour } from '#lib/protocol/hours'
import { REPLIES_MAX } from './conversations.ts'
import { onPostgres } from './engine.fixture.ts'
import {
  HOUR,
  LATER,
  lease,
  NOON,
  openBench,
  receiptOf,
  type StoreBench,
  sha256,
  TAKEN,
} from './store.fixture.ts'
import type { ConversationStore, FollowUp, OpenTip, Store } from './store.ts'

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

type Brings = { followUp?: FollowUp; conversation?: string }

const open = (id: string, brings: Brings, proof: OpenTip['proof'] = null) =>
  bench.store.tips.open({
    id,
    inbox: 'desk',
    tokenSha256: sha256(id),
    parts: [{ bytes: PART.length }],
    expires: LATER,
    urgent: false,
    proof,
    ...brings,
  })

async function receive(id: string, reference: string) {
  const { tips } = bench.store
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

/** Opens and receives a tip with what it brings for a conversation. */
async function take(id: string, reference: string, brings: Brings) {
  await open(id, brings)
  return receive(id, reference)
}

/** Delivers whatever waits. */
async function deliverAll(at = NOON) {
  const { delivery } = bench.store
  const mails = await delivery.leaseDeliveries(lease('all', at))
  for (const { id } of mails) {
    await delivery.recordDelivered({ id, leaseId: 'all', ...TAKEN, at })
  }
  return mails
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
      id: expect.any(String),
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

  it('begins with whichever attempt is completed first, as the newest one has it', async () => {
    const { tips, conversations } = bench.store
    await open('lost', { followUp: FOLLOW_UP })
    const newer = { ...FOLLOW_UP, keyId: 'b'.repeat(16), box: 'box of another key' }
    await take('first', '7K3M-Q2', { followUp: newer })
    expect(await conversations.find(LOOKUP)).toMatchObject({
      reference: '7K3M-Q2',
      keyId: newer.keyId,
      box: newer.box,
    })
    await tips.abandon(['lost'])
    expect(await conversations.find(LOOKUP)).toMatchObject({ messages: [{ number: 1 }] })
  })

  it('is not lost when the attempt that began it is evicted or expires', async () => {
    const { tips, conversations } = bench.store
    await open('lost', { followUp: FOLLOW_UP })
    await open('second', { followUp: FOLLOW_UP })
    await tips.abandon(['lost'])
    expect(await conversations.expire(NOON)).toBe(0)
    await receive('second', '7K3M-Q2')
    expect(await conversations.find(LOOKUP)).toMatchObject({ reference: '7K3M-Q2' })
  })

  it('is forgotten with the last attempt to begin it', async () => {
    const { tips, conversations } = bench.store
    await open('lost', { followUp: FOLLOW_UP })
    expect(await conversations.expire(NOON)).toBe(0)
    await tips.expire(AFTER)
    expect(await conversations.expire(NOON)).toBe(1)
    expect(await bench.engine.run('select 1 from conversations')).toEqual([])
    await take('first', '7K3M-Q2', { followUp: { ...FOLLOW_UP, box: 'another' } })
    expect(await conversations.find(LOOKUP)).toMatchObject({ box: 'another' })
  })

  it('takes a tip that came twice as its second message', async () => {
    await take('first', '7K3M-Q2', { followUp: FOLLOW_UP })
    await open('again', { followUp: FOLLOW_UP })
    expect(await receive('again', '9ZZZ-99')).toEqual({ ok: false, reason: 'reference-taken' })
    expect(await bench.store.conversations.threadOf('again')).toEqual({
      reference: '7K3M-Q2',
      next: 2,
    })
    expect(await receive('again', '7K3M-Q2-2')).toMatchObject({ ok: true })
    expect(await bench.store.conversations.find(LOOKUP)).toMatchObject({
      reference: '7K3M-Q2',
      messages: [{ number: 1 }, { number: 2 }],
    })
  })

  it.each([
    ['address', { lookupSha256: sha256('stranger') }],
    ['address and key id', { lookupSha256: sha256('stranger'), box: 'stranger’s box' }],
    ['return number', { address: 'fedcba9876543210', box: 'stranger’s box' }],
    ['return number and address', { box: 'stranger’s box' }],
  ])('is neither entered nor hindered by a stranger who announces its %s', async (_, stolen) => {
    const { conversations } = bench.store
    const others = { ...FOLLOW_UP, ...stolen }
    await take('first', '7K3M-Q2', { followUp: FOLLOW_UP })
    const before = await conversations.find(LOOKUP)
    expect(await take('stranger', '9ZZZ-99', { followUp: others })).toMatchObject({ ok: true })
    expect(await conversations.find(LOOKUP)).toEqual(before)
    expect(await conversations.find(sha256('stranger'))).toBeNull()
    expect(await conversations.findByAddress(FOLLOW_UP.address)).toMatchObject({
      reference: '7K3M-Q2',
      keyId: FOLLOW_UP.keyId,
    })
    const mails = await bench.store.delivery.leaseDeliveries(lease('a'))
    expect(mails.find(({ id }) => id === 'mail-stranger')?.thread).toBeNull()
    await take('next', '7K3M-Q2-2', { conversation: 'first' })
    expect((await conversations.find(LOOKUP))?.messages).toHaveLength(2)
  })

  it('is begun once when its sender opens it many times at once', async () => {
    const ids = ['a', 'b', 'c', 'd', 'e', 'f']
    await Promise.all(ids.map((id) => open(id, { followUp: FOLLOW_UP })))
    expect(await bench.engine.run('select 1 from conversations')).toHaveLength(1)
    await receive('d', '7K3M-Q2')
    expect(await receive('a', '7K3M-Q2-2')).toMatchObject({ ok: true })
    expect((await bench.store.conversations.find(LOOKUP))?.messages).toHaveLength(2)
  })

  it('takes no message once it is over, and spends no proof for it', async () => {
    await take('first', '7K3M-Q2', { followUp: FOLLOW_UP })
    await open('in hand', { conversation: 'first' })
    await bench.store.conversations.end(LOOKUP)
    const proof = { id: 'proof', expires: LATER }
    expect(await open('late', { conversation: 'first' }, proof)).toEqual({
      ok: false,
      reason: 'conversation-ended',
    })
    expect(await open('plain', {}, proof)).toEqual({ ok: true })
    // What was begun before arrives all the same, as a tip of its own.
    expect(await bench.store.conversations.threadOf('in hand')).toBeNull()
    expect(await receive('in hand', '9ZZZ-99')).toMatchObject({ ok: true })
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

  it('gives one number to one of two messages that are received at once', async () => {
    await take('first', '7K3M-Q2', { followUp: FOLLOW_UP })
    const ids = ['b', 'c', 'd']
    for (const id of ids) await open(id, { conversation: 'first' })
    const outcomes = await Promise.all(ids.map((id) => receive(id, '7K3M-Q2-2')))
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1)
    expect(outcomes.filter(({ ok }) => !ok)).toEqual([
      { ok: false, reason: 'reference-taken' },
      { ok: false, reason: 'reference-taken' },
    ])
    expect((await bench.store.conversations.find(LOOKUP))?.messages).toHaveLength(2)
  })

  it('has later mails refer to the mail that arrived, and the archive’s to its own', async () => {
    const { delivery, records } = bench.store
    await take('first', '7K3M-Q2', { followUp: FOLLOW_UP })
    await deliverAll()
    const bounce = { kind: 'bounced', at: NOON } as const
    await delivery.recordEvent({
      ...bounce,
      eventId: '1',
      mail: 'mail-first',
      second: { id: 'to-second' },
    })
    expect(await deliverAll()).toMatchObject([
      { id: 'to-second', thread: { number: 1, firstMail: 'to-second' } },
    ])
    await delivery.recordEvent({ ...bounce, eventId: '2', mail: 'to-second', second: null })
    await records.retry('7K3M-Q2', () => 'again')
    await deliverAll()
    await records.resend('7K3M-Q2', { id: 'one more', recipient: 'first' })
    await deliverAll()
    await delivery.purgeDelivered({ before: AFTER, now: AFTER })
    await take('next', '7K3M-Q2-2', { conversation: 'first' })
    const firstMails = (await deliverAll()).map(({ id, thread }) => [id, thread?.firstMail])
    expect(new Map(firstMails as [string, string][])).toEqual(
      new Map([
        ['mail-next', 'again'],
        ['archive-next', 'archive-first'],
      ]),
    )
  })

  it('tells when the desk has a message, also after its bytes were forgotten', async () => {
    await take('first', '7K3M-Q2', { followUp: FOLLOW_UP })
    const { conversations, delivery } = bench.store
    await deliverAll()
    const delivered = '2026-11-22T12:00Z'
    expect((await conversations.find(LOOKUP))?.messages).toEqual([
      { number: 1, hour: HOUR, delivered },
    ])
    await delivery.purgeDelivered({ before: AFTER, now: AFTER })
    expect((await conversations.find(LOOKUP))?.messages).toEqual([
      { number: 1, hour: HOUR, delivered },
    ])
    await conversations.end(LOOKUP)
    expect(await bench.engine.run("select hour from tips where id = 'first'")).toEqual([
      { hour: null },
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

describe('two servers on one store', () => {
  let other: Store
  beforeEach(async () => {
    // Two connections to one file would wait for each other inside this one process.
    other = onPostgres ? await bench.engine.open() : bench.store
  })
  afterEach(async () => {
    if (other !== bench.store) await other.close()
  })
  const receipt = (id: string, reference: string) => ({
    tip: id,
    hour: HOUR,
    receipt: receiptOf(reference, [PART]),
    sealedTo: [],
    outbox: [{ id: `mail-${id}`, inbox: 'desk', recipient: 'first' as const }],
    conversationExpires: EXPIRES,
  })

  it('receive one tip as the first of two attempts, and the other as its second message', async () => {
    await Promise.all(['a', 'b'].map((id) => open(id, { followUp: FOLLOW_UP })))
    for (const tip of ['a', 'b']) {
      await other.tips.putChunk({ tip, part: 0, chunk: 0, data: PART, expires: LATER })
    }
    const both = await Promise.all([
      bench.store.tips.receive(receipt('a', '2222-22')),
      other.tips.receive(receipt('b', '3333-33')),
    ])
    expect(both.map(({ ok }) => ok).sort()).toEqual([false, true])
    const [late, thread] = both[0].ok ? ['b', '2222-22-2'] : ['a', '3333-33-2']
    expect(await other.tips.receive(receipt(late, thread))).toMatchObject({ ok: true })
    expect((await other.conversations.find(LOOKUP))?.messages).toHaveLength(2)
  })

  it('lose nothing and fail at nothing when everything happens at once', async () => {
    await take('first', '7K3M-Q2', { followUp: FOLLOW_UP })
    const ids = ['b', 'c', 'd', 'e']
    for (const id of ids) {
      await open(id, { conversation: 'first' })
      await other.tips.putChunk({ tip: id, part: 0, chunk: 0, data: PART, expires: LATER })
    }
    const stores = [bench.store, other]
    const received = await Promise.all([
      ...ids.map((id, at) => stores[at % 2]?.tips.receive(receipt(id, `9ZZZ-9${at}`))),
      ...stores.flatMap(({ conversations, records }) => [
        conversations.putReply(reply('r1')),
        conversations.expire(NOON),
        conversations.end(LOOKUP),
        conversations.find(LOOKUP),
        records.purge('7K3M-Q2', { now: NOON, undelivered: true }),
      ]),
    ])
    expect(received).toHaveLength(14)
    expect(await other.conversations.find(LOOKUP)).toBeNull()
    // Whoever found it still going on tries again under another reference.
    for (const [at, id] of ids.entries()) {
      expect(await other.tips.receive(receipt(id, `9ZZZ-9${at}`))).toMatchObject({ ok: true })
    }
    expect(await bench.engine.run('select 1 from replies')).toEqual([])
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
      { id: 'r1', number: 1, hour: HOUR, bytes: 4, read: false },
    ])
    expect(Array.from((await conversations.readReply(LOOKUP, 'r1')) ?? [])).toEqual([9, 9, 9, 9])
    await conversations.markRead(LOOKUP, ['r1'], HOUR)
    expect((await conversations.find(LOOKUP))?.replies).toMatchObject([{ read: true }])
    expect(await conversations.counts()).toMatchObject({ unread: 0 })
  })

  it('has a number in the order it came, whatever its id and its hour', async () => {
    const { conversations } = bench.store
    const earlier = '2026-11-22T09:00Z'
    for (const id of ['z', 'a', 'm']) await conversations.putReply(reply(id))
    await conversations.putReply({ ...reply('b'), hour: earlier })
    const order = async () =>
      (await conversations.find(LOOKUP))?.replies.map(({ id, number }) => [id, number])
    const came = [
      ['z', 1],
      ['a', 2],
      ['m', 3],
      ['b', 4],
    ]
    expect(await order()).toEqual(came)
    await conversations.markRead(LOOKUP, ['a'], HOUR)
    expect(await order()).toEqual(came)
  })

  it('has a number of its own when others come at once', async () => {
    const { conversations } = bench.store
    const ids = ['r1', 'r2', 'r3', 'r4', 'r5']
    await Promise.all(ids.map((id) => conversations.putReply(reply(id))))
    const replies = (await conversations.find(LOOKUP))?.replies
    expect(replies?.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5])
    expect(replies?.map(({ id }) => id).toSorted()).toEqual(ids)
  })

  it('is kept once although its mail came twice, and survives a restart', async () => {
    expect(await bench.store.conversations.putReply(reply('r1', 'same'))).toBe('stored')
    await bench.reopen()
    expect(await bench.store.conversations.putReply(reply('r2', 'same'))).toBe('repeated')
    expect((await bench.store.conversations.find(LOOKUP))?.replies).toHaveLength(1)
  })

  it('of a former version is numbered by hour and id, also when a first try was cut short', async () => {
    const { conversations } = bench.store
    const other = { ...FOLLOW_UP, lookupSha256: sha256('other'), address: 'fedcba9876543210' }
    await take('other', '9ZZZ-99', { followUp: other })
    for (const id of ['c', 'b']) await conversations.putReply(reply(id))
    await conversations.putReply({ ...reply('z'), hour: '2026-11-22T09:00Z' })
    await conversations.putReply({ ...reply('a'), conversation: 'other' })
    const forget = () => bench.engine.run("delete from kysely_migration where name like '0005-%'")
    await forget()
    await bench.engine.run('alter table replies drop column number')
    for (const _ of ['first', 'second']) {
      await bench.reopen()
      const numbers = async (lookup: string) =>
        (await bench.store.conversations.find(lookup))?.replies.map(({ id, number }) => [
          number,
          id,
        ])
      expect(await numbers(LOOKUP)).toEqual([
        [1, 'z'],
        [2, 'b'],
        [3, 'c'],
      ])
      expect(await numbers(sha256('other'))).toEqual([[1, 'a']])
      await forget()
    }
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

  it('is not kept when too much waits already', async () => {
    const { conversations } = bench.store
    for (let at = 0; at < REPLIES_MAX; at += 1) await conversations.putReply(reply(`r${at}`))
    expect(await conversations.putReply(reply('too much'))).toBe('full')
    expect(await conversations.putReply(reply('again', 'r0'))).toBe('repeated')
    expect((await conversations.find(LOOKUP))?.replies).toHaveLength(REPLIES_MAX)
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
    await deliverAll()
    await delivery.purgeDelivered({ before: AFTER, now: AFTER })
    await conversations.putReply({ ...reply('r1'), expires: '2026-12-20T10:00Z' })
    expect(await conversations.expire(AFTER)).toBe(0)
    expect(await conversations.expire(new Date('2026-12-20T10:00:00Z'))).toBe(1)
    expect(await conversations.find(LOOKUP)).toBeNull()
  })

  it('comes with the tip when the operator purges it, held or forgotten or not', async () => {
    const { records, conversations, delivery } = bench.store
    await take('next', '7K3M-Q2-2', { conversation: 'first' })
    await conversations.putReply(reply('r1'))
    expect(await records.list()).toMatchObject([
      { reference: '7K3M-Q2', message: 1, unread: 1 },
      { reference: '7K3M-Q2-2', message: 2, unread: 1 },
    ])
    await deliverAll()
    await records.hold('7K3M-Q2-2', HOUR)
    await delivery.purgeDelivered({ before: AFTER, now: AFTER })
    expect(await conversations.expire(AFTER)).toBe(0)
    expect(await records.purge('7K3M-Q2', { now: NOON, undelivered: true })).toEqual({ ok: true })
    expect(await conversations.find(LOOKUP)).toBeNull()
    expect(await bench.engine.run('select 1 from replies')).toEqual([])
    expect(await records.list()).toMatchObject([{ reference: '7K3M-Q2-2', message: null }])
    expect(await records.purge('7K3M-Q2', { now: NOON, undelivered: true })).toMatchObject({
      reason: 'unknown',
    })
  })

  it('does not come with a later message', async () => {
    const { records, conversations } = bench.store
    await take('next', '7K3M-Q2-2', { conversation: 'first' })
    await records.purge('7K3M-Q2-2', { now: NOON, undelivered: true })
    expect((await conversations.find(LOOKUP))?.messages).toMatchObject([{ number: 1 }])
    // Its number is not given again.
    await open('third', { conversation: 'first' })
    expect(await conversations.threadOf('third')).toEqual({ reference: '7K3M-Q2', next: 3 })
  })
})
