import { describe, expect, it } from 'vitest'
import { copyWords } from '#lib/i18n/copy-words'
import { sentCopy, sentCopyName } from './sent-copy.ts'

const receipt = {
  reference: '7K3M-Q2',
  received: '2026-11-22T10:00Z',
  inbox: 'desk',
  parts: [
    { bytes: 65_536, sha256: 'a'.repeat(64) },
    { bytes: 1_048_576, sha256: 'b'.repeat(64) },
  ],
  key: 'key',
  signature: 'signature',
}

describe('the copy of what was sent', () => {
  const copy = sentCopy(receipt, 'Tip: A threat\n\nWHAT HAPPENED\n', copyWords('en'))

  it('names the reference, the hour, the inbox and every part as it was stored', () => {
    expect(copy).toContain('Reference 7K3M-Q2. Stored in the hour of 2026-11-22 10:00 UTC')
    expect(copy).toContain('“desk”')
    expect(copy).toContain('The message: 65536 bytes')
    // By the name that the report gives it.
    expect(copy).toContain(`file-1.pgp: 1048576 bytes, SHA-256\n    ${'b'.repeat(64)}`)
  })

  it('holds the report as it was sealed, and nothing after it', () => {
    expect(copy.endsWith('\n\nTip: A threat\n\nWHAT HAPPENED\n')).toBe(true)
  })

  it('is offered under a name that says which tip it is of', () => {
    expect(sentCopyName(receipt, copyWords('en'))).toBe('copy-of-tip-7K3M-Q2.txt')
  })
})
