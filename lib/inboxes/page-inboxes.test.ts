import { describe, expect, it } from 'vitest'
import type { Inbox } from './inbox.ts'
import { inboxesSha256, inboxesText } from './page-inboxes.ts'

const certificate = (expires: Date | null) => ({
  fingerprint: 'ab'.repeat(20),
  armored: 'ARMOR',
  encryptionKeyIds: ['0123456789abcdef'],
  expires,
})
const DESK: Inbox = {
  id: 'desk',
  name: 'Desk',
  address: 'desk@example.org',
  secondAddress: 'second@example.net',
  mailBytes: 5_000_000,
  categories: ['theft'],
  countries: ['KR'],
  languages: [],
  leavingNow: false,
  certificates: [
    certificate(null),
    certificate(new Date('2028-01-01T00:00:00Z')),
    certificate(new Date('2027-01-01T00:00:00Z')),
  ],
  distrusted: ['cd'.repeat(20)],
  limits: null,
  partners: [],
  replyFrom: [],
  archive: null,
  demo: false,
}

describe('the inboxes as pages know them', () => {
  it('have conditions, certificates, address, and the end of the first certificate that ends', () => {
    const { inboxes } = JSON.parse(inboxesText([DESK]))
    expect(inboxes).toEqual([
      {
        id: 'desk',
        name: 'Desk',
        categories: ['theft'],
        countries: ['KR'],
        certificates: DESK.certificates.map(({ fingerprint, armored }) => ({
          fingerprint,
          armored,
        })),
        demo: false,
        address: 'desk@example.org',
        expires: '2027-01-01T00:00:00.000Z',
      },
    ])
  })

  it('say nothing of what only the server needs, and stay the same when it changes', () => {
    const changed = { ...DESK, secondAddress: null, mailBytes: null, distrusted: [] }
    expect(inboxesText([DESK])).not.toMatch(/second@|5000000|cdcd/)
    expect(inboxesSha256([changed])).toBe(inboxesSha256([DESK]))
    expect(inboxesSha256([{ ...DESK, countries: ['JP'] }])).not.toBe(inboxesSha256([DESK]))
  })
})
