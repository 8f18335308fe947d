import { describe, expect, it } from 'vitest'
import { inboxFor } from './routing.ts'

const INBOXES = [
  { id: 'desk', categories: [] },
  { id: 'english', categories: [], languages: ['en'] },
  { id: 'korea', categories: [], countries: ['KR', 'JP'] },
  { id: 'crypto', categories: ['theft', 'threat'] },
  { id: 'crypto-korea', categories: ['theft'], countries: ['KR'] },
  { id: 'urgent', categories: [], leavingNow: true },
]
const to = (tip: Parameters<typeof inboxFor>[1]) => inboxFor(INBOXES, tip).id

describe('routing', () => {
  it.each([
    ['what no other claims to the default inbox', { category: 'other', language: 'ko' }, 'desk'],
    ['a tip without country or language too', { category: 'other' }, 'desk'],
    ['by language', { category: 'other', language: 'en' }, 'english'],
    ['by country before language', { category: 'other', country: 'JP', language: 'en' }, 'korea'],
    ['by category before country', { category: 'threat', country: 'KR' }, 'crypto'],
    ['by two conditions before one', { category: 'theft', country: 'KR' }, 'crypto-korea'],
    [
      'what is happening now before all else',
      { category: 'theft', country: 'KR', language: 'en', leavingNow: true },
      'urgent',
    ],
    ['past an inbox one condition of which fails', { category: 'theft', country: 'US' }, 'crypto'],
  ])('sends %s', (_, tip, id) => {
    expect(to(tip)).toBe(id)
    expect(inboxFor(INBOXES.toReversed(), tip).id).toBe(id)
  })

  it('leaves the list it was given as it was', () => {
    const before = INBOXES.map(({ id }) => id)
    to({ category: 'theft' })
    expect(INBOXES.map(({ id }) => id)).toEqual(before)
  })

  it('throws rather than lose a tip that no inbox takes', () => {
    expect(() => inboxFor([{ categories: ['theft'] }], { category: 'other' })).toThrow(/default/)
  })
})
