import { describe, expect, it } from 'vitest'
import { receiptWords } from '#lib/i18n/receipt-words'
import { textWidth } from '#lib/tip/text-layout'
import { hourInWords, readSavedReceipt, savedReceipt, savedReceiptName } from './saved-receipt.ts'

const RECEIPT = {
  reference: '7K3M-Q2',
  received: '2026-11-22T23:00Z',
  inbox: 'desk',
  parts: [
    { bytes: 65_536, sha256: 'ab'.repeat(32) },
    { bytes: 1_048_576, sha256: '01'.repeat(32) },
  ],
  key: 'x'.repeat(43),
  signature: 's'.repeat(86),
}
const words = receiptWords('en')
const SITE = { url: 'https://tips.example.org', language: 'en' } as const
const saved = savedReceipt(RECEIPT, words, SITE)

describe('a saved receipt', () => {
  it('tells a reader what it is, what it proves and what not, and how to check it', () => {
    for (const part of [
      '7K3M-Q2',
      '22 November 2026, between 23:00 and 24:00 UTC',
      'Part 1: 65536 bytes',
      `    ${'ab'.repeat(32)}`,
      'Who sent the tip',
      'https://tips.example.org/receipt',
      'https://tips.example.org/.well-known/tip-receipt-key',
      'rhw-receipt-v1',
    ]) {
      expect(saved).toContain(part)
    }
    expect(saved).not.toMatch(/\{\w+\}/)
  })

  it('keeps its text within the columns that mail programs and printers leave whole', () => {
    const text = saved.slice(0, saved.indexOf('\n{'))
    for (const line of text.split('\n')) expect(textWidth(line)).toBeLessThanOrEqual(72)
  })

  it('has a name that says what it is', () => {
    expect(savedReceiptName(RECEIPT)).toBe('receipt-7K3M-Q2.txt')
  })

  it.each([
    ['as it was saved', saved],
    [
      'with the line ends of Windows and a mark at the beginning',
      `\ufeff${saved.replaceAll('\n', '\r\n')}`,
    ],
    ['quoted in a mail', saved.replaceAll(/^/gm, '> ')],
    ['with hard spaces, as some pages paste it', saved.replaceAll('  ', '\u00a0 ')],
    ['in the middle of other text', `See {below}:\n${saved}\nRegards {me}`],
    ['as bare JSON', JSON.stringify(RECEIPT)],
  ])('is read again %s', (_, text) => {
    expect(readSavedReceipt(text)).toEqual({ ok: true, receipt: RECEIPT })
  })

  it.each([
    ['', 'none'],
    ['Some text. {"a": 1}', 'none'],
    [saved.slice(0, -40), 'broken'],
    [saved.replace('"inbox"', '"box"'), 'broken'],
    [JSON.stringify({ ...RECEIPT, note: 'added' }), 'broken'],
    [`${saved}\n${saved}`, 'several'],
    ['{'.repeat(60_000), 'none'],
  ])('is not found in %#', (text, reason) => {
    expect(readSavedReceipt(text)).toEqual({ ok: false, reason })
  })
})

describe('an hour', () => {
  it('that does not exist is shown as it stands', () => {
    expect(hourInWords('2026-99-22T10:00Z', words, 'en')).toBe('2026-99-22T10:00Z')
  })
})
