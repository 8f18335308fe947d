/** Conversations that several servers change at once. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { EXPIRES, FOLLOW_UP, LOOKUP, PART, reply, talkOn } from './conversations.fixture.ts'
import { onPostgres } from './engine.fixture.ts'
import { HOUR, LATER, NOON, openBench, receiptOf, type StoreBench } from './store.fixture.ts'
import type { Store } from './store.ts'

let bench: StoreBench
beforeEach(async () => {
  bench = await openBench()
})
afterEach(() => bench.end())

const { open, take } = talkOn(() => bench)

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
