import { inflateRawSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { deflateOverhead, padmeSize, storedDeflate } from './padding.ts'

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

describe('a stored deflate stream', () => {
  it.each([0, 1, 65_534, 65_535, 65_536, 200_000])('holds %d bytes at every size', (length) => {
    const content = new Uint8Array(length).map((_, index) => (index * 7) & 0xff)
    const least = length + deflateOverhead(length)
    for (let size = least; size < least + 40; size += 1) {
      const stream = storedDeflate(content, size)
      expect(stream.length).toBe(size)
      expect(Buffer.compare(inflateRawSync(stream), content)).toBe(0)
    }
  })

  it('refuses a size that is too small', () => {
    expect(() => storedDeflate(new Uint8Array(100), 124)).toThrow(/do not fit/)
  })
})
