import { describe, expect, it } from 'vitest'
import type { Source } from '#lib/content/data'
import { numberSources } from './numbered-sources.ts'

const source = (id: string): Source => ({
  id,
  publisher: 'A court',
  title: 'A text',
  date: '2025',
  url: null,
  strength: 'official',
})

describe('the sources of a list page', () => {
  const sources = [source('a'), source('b'), source('c')]
  const numbered = numberSources([{ sources: ['c', 'a'] }, { sources: ['a'] }], sources)

  it('are numbered in the order in which they are first cited', () => {
    expect(numbered.list.map(({ id }) => id)).toEqual(['c', 'a'])
  })

  it('are cited by ascending numbers, each once', () => {
    expect(numbered.numbersOf(['a', 'c', 'a'])).toEqual([1, 2])
  })

  it('must be there: a fact without its source is not published', () => {
    expect(() => numberSources([{ sources: ['gone'] }], sources)).toThrow('"gone"')
    expect(() => numbered.numbersOf(['b'])).toThrow('"b"')
  })
})
