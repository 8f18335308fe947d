import { describe, expect, it } from 'vitest'
import { PLAIN_PATIENCE } from './plain-door.ts'
import { isTooSlow, ONE_CHUNK } from './slow-bodies.ts'

const MB = 1024 * 1024
const HOUR = 3_600_000

describe('a body', () => {
  it('of one chunk has five minutes', () => {
    expect(isTooSlow(ONE_CHUNK, { elapsedMs: 299_000, stillMs: 299_000, bytes: 0 })).toBe(false)
    expect(isTooSlow(ONE_CHUNK, { elapsedMs: 301_000, stillMs: 0, bytes: MB })).toBe(true)
  })

  it('of a form with files may take hours over a slow line', () => {
    const kilobits = 40
    const elapsedMs = (100 * MB * 8) / kilobits
    expect(elapsedMs).toBeGreaterThan(5 * HOUR)
    for (let share = 0; share <= 1; share += 0.01) {
      const arrival = { elapsedMs: elapsedMs * share, stillMs: 1_000, bytes: 100 * MB * share }
      expect(isTooSlow(PLAIN_PATIENCE, arrival)).toBe(false)
    }
  })

  it.each([
    ['trickles', { elapsedMs: 10 * 60_000, stillMs: 1_000, bytes: 60_000 }],
    ['stands still', { elapsedMs: 10 * 60_000, stillMs: 121_000, bytes: 90 * MB }],
    ['never ends', { elapsedMs: 10 * 60_000, stillMs: 0, bytes: 1_300 * MB }],
  ])('of a form that %s is ended', (_how, arrival) => {
    expect(isTooSlow(PLAIN_PATIENCE, arrival)).toBe(true)
  })
})
