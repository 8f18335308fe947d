import { describe, expect, it, vi } from 'vitest'
import { createMemoryLimits } from '#lib/store/limits'
import { addressPrefix, createSources } from './sources.ts'

describe('an address', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['::FFFF:c000:201', '192.0.2.1'],
    ['0:0:0:0:0:ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:aa12::1', '2001:db8:1:aa00'],
    ['fe80::1%eth0', 'fe80:0:0:0'],
    ['::1', '0:0:0:0'],
    ['2001:db8::', '2001:db8:0:0'],
    ['64:ff9b::192.0.2.33', '64:ff9b:0:0'],
    ['1:2:3:4:5:6:7:8', '1:2:3:0'],
  ])('%s counts as %s', (address, prefix) => {
    const parsed = prefix.includes('.')
      ? prefix
      : prefix
          .split(':')
          .map((group) => Number.parseInt(group, 16))
          .join(':')
    expect(addressPrefix(address)).toBe(parsed)
  })

  it.each(['', 'localhost', '192.0.2.256', '1::2::3'])('%j is none', (text) => {
    expect(addressPrefix(text)).toBeNull()
  })
})

describe('sources', () => {
  function make(store = createMemoryLimits()) {
    const time = { now: new Date('2026-11-22T10:00:00Z') }
    const days: string[] = []
    const limits = { ...store, take: vi.fn(store.take) }
    const sources = createSources({
      limits,
      dailySecret: async (day) => {
        days.push(day)
        return `secret of ${day}`
      },
      clock: () => time.now,
    })
    return { time, sources, days, limits }
  }

  it('hide the address, are the same on every server, and others tomorrow', async () => {
    const { time, sources, days } = make()
    const today = await sources.sourceOf('192.0.2.1')
    expect(today).not.toContain('192')
    expect(await sources.sourceOf('192.0.2.1')).toBe(today)
    expect(await make().sources.sourceOf('192.0.2.1')).toBe(today)
    expect(await sources.sourceOf('192.0.2.2')).not.toBe(today)
    time.now = new Date('2026-11-23T00:00:00Z')
    expect(await sources.sourceOf('192.0.2.1')).not.toBe(today)
    expect(await sources.sourceOf(null)).toBeNull()
    expect(days).toEqual(['2026-11-22', '2026-11-23'])
  })

  it('ask for the secret again when it could not be read', async () => {
    const dailySecret = vi.fn().mockRejectedValueOnce(new Error('down')).mockResolvedValue('secret')
    const sources = createSources({
      limits: createMemoryLimits(),
      dailySecret,
      clock: () => new Date(0),
    })
    await expect(sources.sourceOf('192.0.2.1')).rejects.toThrow('down')
    expect(await sources.sourceOf('192.0.2.1')).not.toBeNull()
  })

  it('fill again with time, up to the burst, each name by itself', async () => {
    const { time, sources } = make()
    const rate = { burst: 2, perHour: 60 }
    const take = () => sources.take('a', 'open', rate)
    expect([await take(), await take(), await take()]).toEqual([0, 0, 60])
    time.now = new Date(time.now.getTime() + 30_000)
    expect(await take()).toBe(30)
    expect(await sources.take('a', 'other', rate)).toBe(0)
    expect(await sources.take(null, 'open', rate)).toBe(0)
    time.now = new Date(time.now.getTime() + 3_600_000)
    expect([await take(), await take(), await take()]).toEqual([0, 0, 60])
  })

  it('take shares from the store, and no more in all than there is', async () => {
    const { sources, limits } = make()
    const rate = { burst: 1_000, perHour: 60 }
    const takes = []
    for (let times = 0; times < 1_001; times += 1) takes.push(await sources.take('a', 'x', rate))
    expect(takes.indexOf(60)).toBe(1_000)
    expect(limits.take.mock.calls.length).toBeLessThan(100)
    expect(await sources.take('b', 'x', rate, 600)).toBe(0)
    expect(await sources.take('b', 'x', rate, 400)).toBe(0)
    expect(await sources.take('b', 'x', rate, 1)).toBe(60)
  })
})
