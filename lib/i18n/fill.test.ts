import { describe, expect, it } from 'vitest'
import { fill, fillPlural } from './fill.ts'

describe('fill', () => {
  it('puts every value where its name stands', () => {
    expect(fill('{a} of {b}, {a}', { a: 1, b: 'two' })).toBe('1 of two, 1')
  })
  it('leaves a name without a value visible', () => {
    expect(fill('Sent to {inbox}', {})).toBe('Sent to {inbox}')
  })
})

describe('fillPlural', () => {
  it('chooses the form the language needs', () => {
    const files = { one: '{count} file', other: '{count} files' }
    expect(fillPlural('en', files, 1)).toBe('1 file')
    expect(fillPlural('en', files, 1200)).toBe('1,200 files')
  })
  it('falls back to “other” where a language has no more forms', () => {
    expect(fillPlural('ko', { one: 'never', other: '파일 {count}개' }, 1)).toBe('파일 1개')
  })
})
