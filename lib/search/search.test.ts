import { describe, expect, it } from 'vitest'
import { readIndex, type SearchEntry, writeIndex } from './entries.ts'
import { excerpt, marked } from './marks.ts'
import { openSearch } from './search.ts'

const entry = (address: string, title: string, text = '', within = ''): SearchEntry => ({
  kind: 'advisory',
  address,
  title,
  within,
  text,
})

const entries = [
  entry('/farm', 'Laptop farms', 'A house full of computers. Each is used from abroad.'),
  entry('/pay', 'Pay', 'A new account for wages shortly after the start, and a laptop.'),
  entry('/ko', '북한 IT 인력', '노트북을 다른 사람의 집에서 원격으로 조종합니다.'),
  entry('/ja', '北朝鮮のIT労働者', '他人の家にあるノートパソコンを遠隔操作します。'),
]
const search = openSearch(entries)
const found = (query: string) => search.find(query).found.map((one) => one.entry.address)

describe('a search', () => {
  it('finds all words of a query, titles first', () => {
    expect(found('laptop')).toEqual(['/farm', '/pay'])
    expect(found('wages laptop')).toEqual(['/pay'])
  })

  it('finds the beginning of a word, and a word with a wrong letter', () => {
    expect(found('compu')).toEqual(['/farm'])
    expect(found('accuont')).toEqual(['/pay'])
  })

  it('finds Korean words with the particles that they carry', () => {
    expect(found('원격')).toEqual(['/ko'])
    expect(found('노트북')).toEqual(['/ko'])
    expect(found('북한')).toEqual(['/ko'])
    expect(found('집')).toEqual(['/ko'])
  })

  it('finds Japanese words within a sentence, in half or full width', () => {
    expect(found('遠隔操作')).toEqual(['/ja'])
    expect(found('北朝鮮')).toEqual(['/ja'])
    expect(found('ﾊﾟｿｺﾝ')).toEqual(['/ja'])
    expect(found('家')).toEqual(['/ja'])
  })

  it('does not take a part of a Korean or Japanese word for the whole', () => {
    expect(search.find('원자').found).toEqual([])
    expect(search.find('遠足').found).toEqual([])
  })

  it('says when nothing has all words, and then shows what has some', () => {
    expect(search.find('laptop zeppelin')).toMatchObject({ whole: false })
    expect(found('laptop zeppelin')).toEqual(['/farm', '/pay'])
    expect(search.find('zeppelin').found).toEqual([])
    expect(search.find('of the').found).toEqual([])
  })
})

describe('the terms that are shown', () => {
  const termsFor = (query: string) => [
    ...(openSearch([entry('/a', 'Farms', 'Users far away.')]).find(query).found[0]?.terms ?? []),
  ]

  it('are those that begin as the query does, and others only where there are none', () => {
    expect(termsFor('farm')).toEqual(['farms'])
    expect(termsFor('fars')).toContain('farms')
  })
})

describe('what is shown of an entry', () => {
  const shown = (text: string, ...terms: string[]) =>
    marked(text, new Set(terms))
      .map(({ text: piece, found: hit }) => (hit ? `[${piece}]` : piece))
      .join('')

  it('marks the words that were met, and nothing of other words', () => {
    expect(shown('Laptop farms and laptops', 'laptop')).toBe('[Laptop] farms and laptops')
    expect(shown('원격으로 조종', '원격')).toBe('[원격]으로 조종')
    expect(shown('遠隔操作します', '遠隔', '隔操', '操作')).toBe('[遠隔操作]します')
    expect(shown('nothing', 'laptop')).toBe('nothing')
  })

  it('keeps every character of the text', () => {
    const text = 'ﬁle <b>KVM</b> 𠮷野 “q”'
    expect(
      marked(text, new Set(['file', 'kvm', '𠮷野']))
        .map((piece) => piece.text)
        .join(''),
    ).toBe(text)
  })

  it('cuts a long text around the first find, between words', () => {
    const text = `${'before '.repeat(40)}needle${' after'.repeat(60)}`
    const piece = excerpt(text, new Set(['needle']))
    expect(piece).toMatch(/^… before .*needle after .*after …$/)
    expect(piece.length).toBeLessThan(200)
    expect(excerpt('short', new Set())).toBe('short')
    expect(excerpt('字'.repeat(500), new Set(['字'])).length).toBeLessThan(200)
  })
})

describe('the index', () => {
  it('is read as it was written', () => {
    expect(readIndex(JSON.parse(writeIndex(entries)))).toEqual(entries)
  })

  it.each([
    ['another shape', {}],
    ['an unknown kind', [['person', '/a', 'T', '', '']]],
    ['an entry cut off', [['sign', '/a', 'T']]],
    ['an address of another site', [['sign', '//example.org', 'T', '', '']]],
    ['a script address', [['sign', 'javascript:1', 'T', '', '']]],
  ])('is refused with %s', (_what, value) => {
    expect(() => readIndex(value)).toThrow('build the site again')
  })
})
