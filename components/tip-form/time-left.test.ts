import { describe, expect, it } from 'vitest'
import { formWords } from '#lib/i18n/form-words'
import type { SendProgress } from '#lib/sending/worker-messages'
import { progressLine, timeLeft } from './time-left.ts'

const words = formWords('en').sending
const sending: SendProgress = {
  phase: 'sending',
  doneBytes: 3 * 1024 * 1024,
  totalBytes: 12 * 1024 * 1024,
  bytesPerSecond: 512 * 1024,
  secondsLeft: 18,
  files: [],
}

describe('the time left', () => {
  it('is said in words that promise no more than is known', () => {
    const said = (seconds: number | null) => timeLeft(seconds, words, 'en')
    expect(said(null)).toBe('time left: not known yet')
    expect(said(59)).toBe('less than a minute left')
    expect(said(61)).toBe('about 1 minute left')
    expect(said(12 * 60 + 20)).toBe('about 12 minutes left')
    expect(said(89 * 60)).toBe('about 89 minutes left')
    expect(said(90 * 60)).toBe('about 2 hours left')
    expect(said(5 * 3600)).toBe('about 5 hours left')
  })
})

describe('the line of progress', () => {
  it('says what is done, how fast, and what is left', () => {
    expect(progressLine(sending, words, 'en')).toBe(
      '3 MB of 12 MB · 512 kB a second · less than a minute left',
    )
  })

  it('claims no speed that is not known, and no end on a lost line', () => {
    const unknown = { ...sending, bytesPerSecond: null, secondsLeft: null }
    expect(progressLine(unknown, words, 'en')).toBe('3 MB of 12 MB · time left: not known yet')
    expect(progressLine({ ...sending, phase: 'waiting' }, words, 'en')).toBe('3 MB of 12 MB')
  })

  it('says nothing while no size is known', () => {
    expect(progressLine({ ...sending, phase: 'encrypting', totalBytes: 0 }, words, 'en')).toBe('')
  })
})
