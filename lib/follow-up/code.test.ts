import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { CODE_WORDS, makeCode, readCode } from './code.ts'

describe('a follow-up code', () => {
  it('has nine words, which are read back', () => {
    const words = makeCode(randomBytes)
    expect(words).toHaveLength(CODE_WORDS)
    expect(readCode(words.join(' '))).toEqual({ ok: true, words })
  })

  it('uses every random bit it is given: the first and the last word of the list can come', () => {
    expect(makeCode((count) => new Uint8Array(count))).toEqual(Array(9).fill('abandon'))
    expect(makeCode((count) => new Uint8Array(count).fill(0xff))).toEqual(Array(9).fill('zoo'))
  })

  it('is not made of too few random bytes', () => {
    expect(() => makeCode(() => new Uint8Array(4))).toThrow(RangeError)
  })

  it.each([
    '1. Legal 2. winner 3. thank\n4. year 5. wave 6. sausage\n7. worth 8. useful 9. legal',
    'LEGAL, WINNER, THANK, YEAR, WAVE, SAUSAGE, WORTH, USEFUL, LEGAL',
    'lega-winn-than-year-wave-saus-wort-usef-lega',
    'ｌｅｇａｌ winner thank year wave sausage worth useful legal',
  ])('is understood as people write it: %s', (text) => {
    expect(readCode(text)).toEqual({
      ok: true,
      words: ['legal', 'winner', 'thank', 'year', 'wave', 'sausage', 'worth', 'useful', 'legal'],
    })
  })

  it('names the word that is not in the list, and what may be meant', () => {
    expect(readCode('legal winer thank year wave sausage worth useful legal')).toEqual({
      ok: false,
      problem: 'unknown-word',
      at: 2,
      word: 'winer',
      similar: expect.arrayContaining(['winner']),
    })
  })

  it('says how many words there are when there are not nine', () => {
    expect(readCode('legal winner thank')).toEqual({ ok: false, problem: 'count', count: 3 })
    expect(readCode('')).toEqual({ ok: false, problem: 'count', count: 0 })
  })
})
