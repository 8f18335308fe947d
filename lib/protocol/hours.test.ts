import { describe, expect, it } from 'vitest'
import { addHours, hourAtOrAfter, hourOf, hourText } from './hours.ts'

describe('hours', () => {
  it('lose minutes and seconds', () => {
    expect(hourOf(new Date('2026-11-22T10:59:59.999Z'))).toBe('2026-11-22T10:00Z')
  })

  it('are rounded up for a promise, and never shorten it', () => {
    expect(hourAtOrAfter(new Date('2026-11-22T10:00:00.000Z'))).toBe('2026-11-22T10:00Z')
    expect(hourAtOrAfter(new Date('2026-11-22T10:00:00.001Z'))).toBe('2026-11-22T11:00Z')
    expect(hourAtOrAfter(new Date('2026-12-31T23:30:00Z'))).toBe('2027-01-01T00:00Z')
  })

  it('are shown without the signs that only programs need', () => {
    expect(hourText('2026-11-22T10:00Z')).toBe('2026-11-22 10:00 UTC')
  })

  it('sort as text, and can be counted on', () => {
    const now = new Date('2026-11-22T23:00:00Z')
    expect(hourOf(now) < hourOf(addHours(now, 1))).toBe(true)
    expect(hourOf(addHours(now, -72))).toBe('2026-11-19T23:00Z')
  })
})
