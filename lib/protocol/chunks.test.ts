import { describe, expect, it } from 'vitest'
import { chunkCount, chunkRange } from './chunks.ts'

/** A small generator of numbers, so that a failure can be repeated. */
function numbers(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return state % below
  }
}

describe('chunk arithmetic', () => {
  it('cuts any part into chunks that cover it without gap or overlap', () => {
    const below = numbers(7)
    for (let round = 0; round < 2_000; round += 1) {
      const size = 1 + below(50)
      const bytes = 1 + below(2_000)
      const count = chunkCount(bytes, size)
      let end = 0
      for (let chunk = 0; chunk < count; chunk += 1) {
        const range = chunkRange(bytes, size, chunk)
        expect(range?.start).toBe(end)
        end = range?.end ?? Number.NaN
        const length = end - (range?.start ?? 0)
        expect(chunk === count - 1 ? length >= 1 && length <= size : length === size).toBe(true)
      }
      expect(end).toBe(bytes)
      expect(chunkRange(bytes, size, count)).toBeNull()
    }
  })

  it.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])('has no chunk %s', (index) => {
    expect(chunkRange(10, 4, index)).toBeNull()
  })

  it('is exact for parts beyond 32 bits', () => {
    expect(chunkCount(2 ** 40 + 1, 2 ** 20)).toBe(2 ** 20 + 1)
    expect(chunkRange(2 ** 40 + 1, 2 ** 20, 2 ** 20)).toEqual({ start: 2 ** 40, end: 2 ** 40 + 1 })
  })
})
