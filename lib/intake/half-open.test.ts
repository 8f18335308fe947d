import { beforeEach, describe, expect, it } from 'vitest'
import { createHalfOpen, type HalfOpen, type Room } from './half-open.ts'

const LIMITS = { tips: 6, bytes: 1_000, sourceTips: 4, sourceBytes: 400 }
let now: number
let checking: Set<string>
let halfOpen: HalfOpen

beforeEach(() => {
  now = 1_000_000
  checking = new Set()
  make([])
})
function make(standing: { tip: string; bytes: number }[]) {
  halfOpen = createHalfOpen({
    limits: LIMITS,
    standing,
    clock: () => new Date(now),
    isPinned: (tip) => checking.has(tip),
  })
}
const names = ({ evicted }: Room) => evicted.map(({ tip }) => tip)
/** Opens tips a second apart, each of which must find room; gives who was forgotten. */
function open(source: string | null, ...tips: string[]): string[] {
  return tips.flatMap((tip) => {
    now += 1_000
    const room = halfOpen.admit(tip, source, 1)
    expect(room.ok).toBe(true)
    return names(room)
  })
}
function hold(tip: string, bytes: number): string[] {
  now += 1_000
  const room = halfOpen.hold(tip, bytes)
  expect(room.ok).toBe(true)
  return names(room)
}

describe('a source that opens more than its share', () => {
  it('loses its oldest tip, and others lose nothing', () => {
    expect(open('b', 'other')).toEqual([])
    expect(open('a', '1', '2', '3', '4', '5', '6')).toEqual(['1', '2'])
    expect(halfOpen.standing()).toEqual({ tips: 5, bytes: 0 })
  })

  it('loses what has no chunk before what has one, once its first chunk is overdue', () => {
    open('a', 'held')
    hold('held', 1)
    open('a', '2', '3')
    now += 15_000
    open('a', '4')
    expect(open('a', '5', '6', '7', '8')).toEqual(['2', '3', 'held', '4'])
  })

  it('cannot push out a tip just opened by holding one byte in many', () => {
    open('a', '1', '2', '3')
    for (const tip of ['1', '2', '3']) hold(tip, 1)
    expect(open('a', 'honest', 'next', 'after')).toEqual(['1', '2'])
  })

  it('never loses a tip for which something is in hand, nor one that is checked', () => {
    open('a', '1', '2', '3', '4')
    const done = halfOpen.begin('1')
    checking.add('2')
    expect(open('a', '5')).toEqual(['3'])
    done()
    expect(open('a', '6')).toEqual(['1'])
  })

  it('is refused when all it has is in hand', () => {
    open('a', '1', '2', '3', '4')
    for (const tip of ['1', '2', '3', '4']) halfOpen.begin(tip)
    expect(halfOpen.refusedAt()).toBeNull()
    expect(halfOpen.admit('5', 'a', 1)).toEqual({ ok: false, evicted: [] })
    expect(halfOpen.refusedAt()).toEqual(new Date(now))
    expect(open('b', '6')).toEqual([])
  })
})

describe('a source that stores more than its share', () => {
  it('loses the bytes that lie idle longest, not those of the tip it sends now', () => {
    open('a', '1', '2', '3')
    hold('1', 150)
    hold('2', 150)
    hold('1', 50)
    expect(hold('3', 100)).toEqual(['2'])
    expect(hold('3', 150)).toEqual(['1'])
    expect(halfOpen.hold('3', 200)).toEqual({ ok: false, evicted: [] })
    expect(halfOpen.standing()).toEqual({ tips: 1, bytes: 250 })
  })
})

describe('a site that is full', () => {
  it('takes room from whoever has most', () => {
    open('a', '1', '2', '3')
    open('b', '4', '5')
    open('c', '6')
    expect(open('d', '7')).toEqual(['1'])
    for (const tip of ['2', '3']) hold(tip, 200)
    hold('4', 350)
    expect(hold('6', 300)).toEqual(['2'])
  })

  it('takes it first from what stood open before a restart', () => {
    make([
      { tip: 'x', bytes: 500 },
      { tip: 'y', bytes: 0 },
      { tip: 'z', bytes: 0 },
    ])
    open('a', '1', '2', '3')
    expect(open('b', '4')).toEqual(['y'])
    expect(hold('1', 300)).toEqual([])
    expect(hold('4', 300)).toEqual(['x'])
  })

  it('counts no source whose address is unknown', () => {
    expect(open(null, '1', '2', '3', '4', '5', '6')).toEqual([])
    expect(open(null, '7')).toEqual(['1'])
  })
})

describe('a large upload', () => {
  beforeEach(() => {
    now = 1_000_000
    halfOpen = createHalfOpen({
      limits: { ...LIMITS, sourceBytes: 800 },
      standing: [],
      clock: () => new Date(now),
      isPinned: () => false,
    })
  })

  it('that keeps arriving goes on, though its source holds most, while others lie idle', () => {
    open('flood', '1')
    open('other flood', '2')
    hold('1', 200)
    hold('2', 200)
    now += 10 * 60_000
    open('a', 'large')
    for (let chunk = 0; chunk < 6; chunk += 1) {
      now += 60_000
      expect(hold('large', 100)).toEqual([])
    }
    expect(hold('large', 100)).toHaveLength(1)
    expect(hold('large', 100)).toEqual([])
  })

  it('that lies idle gives way only when the disk has no room', () => {
    open('a', 'asleep')
    hold('asleep', 700)
    now += 60 * 60_000
    open('b', 'awake')
    expect(hold('awake', 200)).toEqual([])
    expect(halfOpen.hold('awake', 10, 905)).toEqual({
      ok: true,
      evicted: [{ tip: 'asleep', chunks: 1 }],
    })
    open('c', 'also awake')
    expect(halfOpen.hold('also awake', 100, 50)).toEqual({ ok: true, evicted: [] })
  })

  it('that goes on after a long sleep makes others give way, not itself wait', () => {
    open('a', 'large')
    hold('large', 700)
    open('b', 'idle')
    hold('idle', 300)
    now += 60 * 60_000
    expect(hold('large', 50)).toEqual(['idle'])
  })

  it('that began before a restart is its sender’s again once they come back', () => {
    make([
      { tip: 'mine', bytes: 300 },
      { tip: 'idle', bytes: 300 },
    ])
    halfOpen.adopt('mine', 'a', 3)
    expect(hold('mine', 100)).toEqual([])
    open('b', 'new')
    expect(hold('new', 350)).toEqual(['idle'])
    halfOpen.adopt('opened elsewhere', 'c', 3)
    expect(hold('opened elsewhere', 100)).toEqual([])
    expect(halfOpen.standing()).toEqual({ tips: 3, bytes: 850 })
  })

  it('is counted with what other servers hold', () => {
    halfOpen.tellOthers({ tips: 2, bytes: 600 })
    open('a', '1')
    hold('1', 400)
    open('b', '2')
    expect(hold('2', 10)).toEqual(['1'])
    open('b', '3', '4', '5')
    expect(open('c', '6')).toEqual(['2'])
  })
})

describe('chunks', () => {
  it('are known of what was opened here, and not of what other servers may add to', () => {
    make([{ tip: 'before', bytes: 100 }])
    halfOpen.adopt('elsewhere', 'b', 3)
    hold('elsewhere', 100)
    open('a', 'here')
    for (let chunk = 0; chunk < 4; chunk += 1) hold('here', 100)
    halfOpen.drop('here', 200, 2)
    halfOpen.drop('here', 100)
    now += 10 * 60_000
    open('c', 'new')
    expect(halfOpen.hold('new', 10, 10).evicted).toEqual(
      expect.arrayContaining([
        { tip: 'before', chunks: null },
        { tip: 'elsewhere', chunks: null },
        { tip: 'here', chunks: 1 },
      ]),
    )
  })
})

describe('counting', () => {
  it('takes back what was not stored, and what was released', () => {
    open('a', '1', '2')
    hold('1', 300)
    halfOpen.drop('1', 300)
    hold('2', 400)
    halfOpen.release('2')
    halfOpen.release('2')
    expect(halfOpen.standing()).toEqual({ tips: 1, bytes: 0 })
    expect(hold('1', 400)).toEqual([])
  })

  it('gives each tip calls of its own: its chunks twice, and twenty more', () => {
    halfOpen.admit('1', 'a', 3)
    const calls = Array.from({ length: 27 }, () => halfOpen.spendCall('1'))
    expect(calls.indexOf(false)).toBe(26)
    expect(halfOpen.spendCall('unknown')).toBe(false)
  })
})
