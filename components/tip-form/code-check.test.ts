import { describe, expect, it } from 'vitest'
import { chosenPlaces, isWordAt } from './code-check.ts'

describe('the check of a code', () => {
  it('asks for two different words of the nine, each of them some time', () => {
    const seen = new Set<number>()
    for (let one = 0; one < 1; one += 1 / 9) {
      for (let other = 0; other < 1; other += 1 / 8) {
        const drawn = [one + 0.001, other + 0.001]
        const [first, second] = chosenPlaces(9, () => drawn.shift() ?? 0)
        expect(first).toBeGreaterThanOrEqual(1)
        expect(second).toBeGreaterThan(first)
        expect(second).toBeLessThanOrEqual(9)
        seen.add(first).add(second)
      }
    }
    expect(seen.size).toBe(9)
  })

  it.each([
    ['sausage', true],
    [' Sausage ', true],
    ['SAUS', true],
    ['sau', false],
    ['sausag', false],
    ['', false],
    ['worth', false],
  ])('takes %j for word 2: %s', (typed, right) =>
    expect(isWordAt(['wave', 'sausage', 'worth'], 2, typed)).toBe(right),
  )

  it('takes nothing for a word that is not there', () => {
    expect(isWordAt(['wave'], 2, '')).toBe(false)
  })
})
