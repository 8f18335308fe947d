import { describe, expect, it } from 'vitest'
import { createMemoryLimits } from '#lib/store/limits'
import { createPace, type Turn } from './pace.ts'

/** A pace of one turn a second after two at once; its time moves when everybody sleeps. */
function make({ places = 4, patienceMs = 20_000 } = {}) {
  const time = { now: 0 }
  const pace = createPace({
    name: 'openings',
    rate: { burst: 2, perHour: 3600 },
    places,
    patienceMs,
    limits: createMemoryLimits(),
    clock: () => new Date(time.now),
    sleep: async (ms) => {
      await new Promise((resolve) => setImmediate(resolve))
      time.now += ms
    },
  })
  const order: string[] = []
  const ask = async (source: string, last = false): Promise<Turn> => {
    const turn = await pace.turn(source, { last })
    order.push(turn.ok ? source : `not ${source}`)
    return turn
  }
  return { pace, time, order, ask }
}

describe('a pace', () => {
  it('lets pass what is within it, and delays the rest', async () => {
    const { ask, pace } = make()
    expect([await ask('a'), await ask('a')]).toEqual([
      { ok: true, waitedMs: 0 },
      { ok: true, waitedMs: 0 },
    ])
    const waited = await Promise.all([ask('a'), ask('a'), ask('a')])
    expect(waited.map((turn) => turn.ok && turn.waitedMs)).toEqual([1_000, 2_000, 3_000])
    expect(pace.waiting()).toBe(0)
    expect(pace.refusedAt()).toBeNull()
  })

  it('lets sources take turns, and those who come last wait for all others', async () => {
    const { ask, order } = make({ places: 9 })
    await Promise.all([ask('a'), ask('a')])
    order.length = 0
    await Promise.all([ask('z', true), ask('a'), ask('a'), ask('a'), ask('b'), ask('c'), ask('b')])
    expect(order).toEqual(['a', 'b', 'c', 'a', 'b', 'a', 'z'])
  })

  it('sends away the newest of who asks most, when the queue is full', async () => {
    const { ask, order, pace } = make()
    await Promise.all([ask('a'), ask('a')])
    order.length = 0
    const all = [ask('a'), ask('a'), ask('a'), ask('b'), ask('c'), ask('a')]
    expect(pace.waiting()).toBeLessThanOrEqual(4)
    await Promise.all(all)
    expect(order).toEqual(['not a', 'not a', 'a', 'b', 'c', 'a'])
    expect(pace.refusedAt()).not.toBeNull()
  })

  it('refuses a newcomer only when everybody waits once, and says when to come again', async () => {
    const { ask } = make({ places: 2 })
    await Promise.all([ask('a'), ask('a')])
    const [one, two, three] = await Promise.all([ask('a'), ask('b'), ask('c')])
    expect([one.ok, two.ok]).toEqual([true, true])
    expect(three).toEqual({ ok: false, retryAfterMs: 2_000 })
  })

  it('lets nobody wait longer than it says', async () => {
    const { ask } = make({ places: 9, patienceMs: 2_500 })
    await Promise.all([ask('a'), ask('a')])
    const turns = await Promise.all([ask('a'), ask('b'), ask('c'), ask('d')])
    expect(turns.map(({ ok }) => ok)).toEqual([true, true, false, false])
  })

  it('stands in nobody’s way when its bucket cannot be asked', async () => {
    const pace = createPace({
      name: 'x',
      rate: { burst: 1, perHour: 1 },
      places: 1,
      patienceMs: 1,
      limits: { take: () => Promise.reject(new Error('down')) },
      clock: () => new Date(),
      sleep: async () => {},
    })
    expect(await pace.turn('a')).toEqual({ ok: true, waitedMs: 0 })
  })
})
