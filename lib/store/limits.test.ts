import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { NOON, openBench, type StoreBench } from './store.fixture.ts'
import type { Share } from './store.ts'

const MINUTE_MS = 60_000

let bench: StoreBench
beforeEach(async () => {
  bench = await openBench()
})
afterEach(() => bench.end())

const take = (amount: number, afterMs = 0, more: Partial<Share> = {}) =>
  bench.store.limits.take({
    key: 'key',
    amount,
    burst: 10,
    perHour: 60,
    now: new Date(NOON.getTime() + afterMs),
    ...more,
  })

describe('a bucket', () => {
  it('gives its burst at once, then what has flowed in since', async () => {
    expect(await take(10)).toEqual({ ok: true })
    expect(await take(1)).toEqual({ ok: false, retryAfterMs: MINUTE_MS })
    expect(await take(1, MINUTE_MS)).toEqual({ ok: true })
    expect(await take(1, MINUTE_MS)).toEqual({ ok: false, retryAfterMs: MINUTE_MS })
  })

  it('gives all that is asked for or nothing, and says when there will be enough', async () => {
    await take(8)
    expect(await take(5)).toEqual({ ok: false, retryAfterMs: 3 * MINUTE_MS })
    expect(await take(2)).toEqual({ ok: true })
  })

  it('never holds more than its burst, and gives it to whoever asks for more', async () => {
    expect(await take(25, 999 * MINUTE_MS)).toEqual({ ok: true })
    expect(await take(1, 999 * MINUTE_MS)).toMatchObject({ ok: false })
  })

  it('belongs to its key alone', async () => {
    await take(10)
    expect(await take(10, 0, { key: 'other' })).toEqual({ ok: true })
  })

  it('is filled by no clock that was set back', async () => {
    await take(10)
    expect(await take(1, -60 * MINUTE_MS)).toEqual({ ok: false, retryAfterMs: MINUTE_MS })
  })

  it('loses nothing when it is asked often', async () => {
    await take(10)
    for (let second = 1; second < 60; second += 1) {
      expect(await take(1, second * 1000)).toMatchObject({ ok: false })
    }
    expect(await take(1, MINUTE_MS)).toEqual({ ok: true })
  })

  it('is forgotten once it is full again, not before', async () => {
    await take(10)
    await bench.store.limits.forget(new Date(NOON.getTime() + 5 * MINUTE_MS))
    expect(await take(6, 5 * MINUTE_MS)).toMatchObject({ ok: false })
    await bench.store.limits.forget(new Date(NOON.getTime() + 10 * MINUTE_MS))
    expect(await take(10, 10 * MINUTE_MS)).toEqual({ ok: true })
  })

  it('lets exactly the burst pass of many who ask together', async () => {
    const all = await Promise.all(Array.from({ length: 30 }, () => take(1)))
    expect(all.filter(({ ok }) => ok)).toHaveLength(10)
  })
})

describe('the secret of a day', () => {
  const secretOf = (day: string, value: string) =>
    bench.store.secrets.dailySecret('sources', day, () => value)

  it('is made once, and stays through a restart', async () => {
    expect(await secretOf('2026-11-22', 'first')).toBe('first')
    await bench.reopen()
    expect(await secretOf('2026-11-22', 'another')).toBe('first')
  })

  it('is deleted for ever when a later day is asked for', async () => {
    await secretOf('2026-11-22', 'first')
    expect(await secretOf('2026-11-23', 'second')).toBe('second')
    expect(await secretOf('2026-11-22', 'made anew')).toBe('made anew')
    expect(await secretOf('2026-11-23', 'another')).toBe('second')
  })

  it('is no one else’s', async () => {
    await secretOf('2026-11-22', 'first')
    const other = await bench.store.secrets.dailySecret('other', '2026-11-22', () => 'theirs')
    expect(other).toBe('theirs')
  })
})
