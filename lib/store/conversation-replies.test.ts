/** What the desk writes in a conversation. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FOLLOW_UP, LOOKUP, reply, talkOn } from './conversations.fixture.ts'
import { REPLIES_MAX } from './conversations.ts'
import { HOUR, openBench, type StoreBench, sha256 } from './store.fixture.ts'

let bench: StoreBench
beforeEach(async () => {
  bench = await openBench()
})
afterEach(() => bench.end())

const { take } = talkOn(() => bench)

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
    const forget = () => bench.engine.run("delete from kysely_migration where name >= '0005'")
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
