import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
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
  function make() {
    const time = { now: new Date('2026-11-22T10:00:00Z') }
    return { time, sources: createSources({ clock: () => time.now, randomBytes }) }
  }

  it('hide the address, and are others tomorrow', () => {
    const { time, sources } = make()
    const today = sources.sourceOf('192.0.2.1')
    expect(today).not.toContain('192')
    expect(sources.sourceOf('192.0.2.1')).toBe(today)
    expect(sources.sourceOf('192.0.2.2')).not.toBe(today)
    expect(make().sources.sourceOf('192.0.2.1')).not.toBe(today)
    time.now = new Date('2026-11-23T10:00:00Z')
    expect(sources.sourceOf('192.0.2.1')).not.toBe(today)
    expect(sources.sourceOf(null)).toBeNull()
  })

  it('fill again with time, up to the burst', () => {
    const { time, sources } = make()
    const rate = { burst: 2, perHour: 60 }
    const take = () => sources.take('a', 'open', rate)
    expect([take(), take(), take()]).toEqual([0, 0, 60])
    time.now = new Date(time.now.getTime() + 30_000)
    expect(take()).toBe(30)
    expect(sources.take('a', 'other', rate)).toBe(0)
    time.now = new Date(time.now.getTime() + 3_600_000)
    expect([take(), take(), take()]).toEqual([0, 0, 60])
  })

  it('do not fill when the clock goes back', () => {
    const { time, sources } = make()
    const take = () => sources.take('a', 'open', { burst: 1, perHour: 60 })
    expect(take()).toBe(0)
    time.now = new Date(time.now.getTime() - 3_600_000)
    expect(take()).toBe(60)
  })
})
