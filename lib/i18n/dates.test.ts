import { expect, it } from 'vitest'
import { dateInWords } from './dates.ts'

it('writes a date as exactly as it is known', () => {
  expect(dateInWords('2026-11-22', 'en')).toBe('22 November 2026')
  expect(dateInWords('2026-04', 'en')).toBe('April 2026')
  expect(dateInWords('2026', 'en')).toBe('2026')
})
