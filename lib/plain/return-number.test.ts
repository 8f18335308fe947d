import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { makeCode } from '#lib/follow-up/code'
import { deriveKeys, lookupSha256, readReturnNumber } from '#lib/follow-up/derive'
import { stretch } from '#lib/follow-up/stretch.node'
import { readTypedNumber } from './return-number.ts'

const NUMBER = '7K3M-Q2ZZ-0123-ABCD-EFGH-JKMN'

describe('a return number as people type it', () => {
  it('is read with any separators, in any case, with letters that look like digits', () => {
    const bytes = readReturnNumber(NUMBER)
    const lookup = bytes && lookupSha256(bytes)
    const typed = [
      NUMBER,
      NUMBER.replaceAll('-', ''),
      ` ${NUMBER.toLowerCase().replaceAll('-', ' / ')}.\n`,
      NUMBER.replace('0123', 'oi23').replaceAll('-', '·'),
      NUMBER.replaceAll('-', ' – '),
    ]
    for (const one of typed)
      expect(readTypedNumber(one)).toEqual({ ok: true, number: NUMBER, lookup })
  })

  it('is told from nothing, and from what is none', () => {
    for (const typed of ['', '  \n', '---']) {
      expect(readTypedNumber(typed)).toEqual({ ok: false, problem: 'empty' })
    }
    for (const typed of ['7K3M-Q2', `${NUMBER}0`, NUMBER.replace('J', 'U'), '№ 12']) {
      expect(readTypedNumber(typed)).toEqual({ ok: false, problem: 'malformed' })
    }
  })

  it('is told from words, whole, shortened, run together with commas, or only some of them', () => {
    for (let codes = 0; codes < 300; codes += 1) {
      const words = makeCode(randomBytes)
      const typed = [
        words.join(' '),
        words.join(', ').toUpperCase(),
        words.map((word) => word.slice(0, 4)).join('-'),
        words.map((word, index) => `${index + 1}. ${word}`).join('\n'),
        words.slice(0, 6).join(' '),
        `${words[0]} and so on`,
      ]
      for (const one of typed) {
        expect(readTypedNumber(one), one).toEqual({ ok: false, problem: 'words' })
      }
    }
  })

  it('is that of its code', async () => {
    const { returnNumber } = await deriveKeys(makeCode(randomBytes), stretch)
    expect(readTypedNumber(returnNumber)).toMatchObject({ ok: true })
  })
})
