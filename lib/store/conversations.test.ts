/** Conversations over several messages of one sender. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AFTER, EXPIRES, FOLLOW_UP, LOOKUP, PART, talkOn } from './conversations.fixture.ts'
import { HOUR, LATER, lease, NOON, openBench, type StoreBench, sha256 } from './store.fixture.ts'

let bench: StoreBench
beforeEach(async () => {
  bench = await openBench()
})
afterEach(() => bench.end())

const { open, receive, take, deliverAll } = talkOn(() => bench)

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
