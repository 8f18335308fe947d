/** How a conversation ends. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AFTER, FOLLOW_UP, LOOKUP, reply, talkOn } from './conversations.fixture.ts'
import { HOUR, lease, NOON, openBench, type StoreBench, sha256 } from './store.fixture.ts'

let bench: StoreBench
beforeEach(async () => {
  bench = await openBench()
})
afterEach(() => bench.end())

const { open, take, deliverAll } = talkOn(() => bench)

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
