import { describe, expect, it } from 'vitest'
import { readCode } from '#lib/follow-up/code'
import { followUpWords } from '#lib/i18n/follow-up-words'
import { busyText, codeError } from './refusal-words.ts'

const { code, refused } = followUpWords('en')
function errorOf(text: string): string {
  const verdict = readCode(text)
  if (verdict.ok) throw new Error('It is a code.')
  return codeError(verdict, code, 'en')
}

describe('what is wrong with a code', () => {
  it('says how many words are there', () => {
    expect(errorOf('abandon')).toBe('There is 1 word. A code has 9.')
    expect(errorOf('abandon ability '.repeat(5))).toBe('There are 10 words. A code has 9.')
    expect(errorOf(' 1. 2. ')).toBe('Type the nine words of your code')
  })

  it('names the word, its place, and what it may have been', () => {
    expect(errorOf('abandon ability abel')).toContain('Word 3, “abel”, is in no code. Did you mean')
    expect(errorOf('xqzzvw')).toBe('Word 1, “xqzzvw”, is in no code. Compare it with your note.')
  })
})

describe('too many tries', () => {
  it('says in how many minutes, rounded up, and promises none it was not told', () => {
    expect(busyText(61_000, refused, 'en')).toContain('in 2 minutes')
    expect(busyText(1_000, refused, 'en')).toContain('in 1 minute.')
    expect(busyText(undefined, refused, 'en')).toContain('in some minutes')
  })
})
