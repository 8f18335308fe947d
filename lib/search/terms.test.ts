import { describe, expect, it } from 'vitest'
import { indexTerms, queryTerms, tokensOf } from './terms.ts'

describe('terms of a text', () => {
  it('are words in small letters without accents where words stand apart', () => {
    expect(indexTerms('Laptop farms, KVM-over-IP: Résumé (3)')).toEqual([
      'laptop',
      'farms',
      'kvm',
      'over',
      'ip',
      'resume',
      '3',
    ])
  })

  it('leave out words that stand everywhere, and what an apostrophe leaves behind', () => {
    expect(indexTerms('What do the employer’s rules say?')).toEqual(['employer', 'rules', 'say'])
  })

  it('are characters and pairs of neighbours in Korean', () => {
    expect(indexTerms('원격으로 근무')).toEqual([
      ...['원', '원격', '격', '격으', '으', '으로', '로'],
      ...['근', '근무', '무'],
    ])
  })

  it('are characters and pairs in Japanese, whatever the script and width', () => {
    expect(indexTerms('ノートPC')).toEqual(['ノ', 'ノー', 'ー', 'ート', 'ト', 'pc'])
    expect(indexTerms('ﾉｰﾄ')).toEqual(['ノ', 'ノー', 'ー', 'ート', 'ト'])
    expect(indexTerms('ガ')).toEqual(['ガ'])
  })

  it('say where they stand, also beside characters of two units', () => {
    const text = 'a 𠮷野 laptop'
    expect(tokensOf(text).map(({ term, start, end }) => [term, text.slice(start, end)])).toEqual([
      ['𠮷', '𠮷'],
      ['𠮷野', '𠮷野'],
      ['野', '野'],
      ['laptop', 'laptop'],
    ])
  })

  it('stand for the whole run where normalizing changed its length', () => {
    expect(tokensOf('ﬁle')).toEqual([{ term: 'file', start: 0, end: 3 }])
  })

  it('of a query are pairs, or the one character there is', () => {
    expect(queryTerms('원격 북')).toEqual(['원격', '북'])
    expect(queryTerms('北朝鮮 IT労働者')).toEqual(['北朝', '朝鮮', 'it', '労働', '働者'])
  })
})
