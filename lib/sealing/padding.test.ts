import { inflateRawSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { filler, padmeSize, storedHeader } from './padding.ts'

describe('PADMÉ sizes', () => {
  it.each([
    [2, 2],
    [9, 10],
    [65_536, 65_536],
    [65_537, 67_584],
    [100_000, 100_352],
    [1_000_000, 1_015_808],
    [9 * 2 ** 20 + 1, 9_699_328],
    [5_000_000_000, 5_033_164_800],
  ])('pads %d bytes to %d', (bytes, padded) => {
    expect(padmeSize(bytes)).toBe(padded)
  })

  it('never shrinks, grows by at most 12 %, and is stable', () => {
    for (let bytes = 2; bytes < 5_000_000; bytes = Math.ceil(bytes * 1.01) + 1) {
      const padded = padmeSize(bytes)
      expect(padded).toBeGreaterThanOrEqual(bytes)
      expect(padded).toBeLessThanOrEqual(Math.ceil(bytes * 1.12))
      expect(padmeSize(padded)).toBe(padded)
    }
  })

  it('leaves few distinct sizes', () => {
    const sizes = new Set<number>()
    for (let bytes = 65_536; bytes <= 9 * 2 ** 20; bytes += 97) sizes.add(padmeSize(bytes))
    expect(sizes.size).toBeLessThan(260)
  })
})

describe('filler', () => {
  it('has every length from 20 on, and leaves no trace in what is unpacked', () => {
    const content = Buffer.from('content')
    const lengths = [
      ...Array.from({ length: 60 }, (_, index) => 20 + index),
      65_500,
      65_521,
      400_003,
    ]
    for (const length of lengths) {
      const before = Buffer.concat([...filler(length)])
      expect(before.length).toBe(length)
      const block = [storedHeader(content.length, false), content]
      const stream = [before, ...block, before, ...block, before, storedHeader(0, true)]
      expect(inflateRawSync(Buffer.concat(stream)).toString()).toBe('contentcontent')
    }
  })

  it('is refused where it could not have the length', () => {
    expect(() => [...filler(19)]).toThrow(/too few/)
  })
})
