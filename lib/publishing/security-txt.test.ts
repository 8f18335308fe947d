import { describe, expect, it } from 'vitest'
import { securityTxt } from './security-txt.ts'

const fingerprint = 'A'.repeat(40)
const base = {
  siteUrl: 'https://example.org',
  now: new Date('2026-11-22T23:59:59Z'),
  contact: 'security@example.org',
  fingerprints: [fingerprint],
}

describe('security.txt', () => {
  it('has the fields of RFC 9116, with a mail address written as a URI', () => {
    expect(securityTxt(base).split('\n')).toEqual([
      'Contact: mailto:security@example.org',
      'Expires: 2026-12-22T00:00:00Z',
      `Encryption: openpgp4fpr:${fingerprint.toLowerCase()}`,
      `Encryption: https://example.org/keys/${fingerprint.toLowerCase()}.asc`,
      'Preferred-Languages: en',
      'Canonical: https://example.org/.well-known/security.txt',
      'CSAF: https://example.org/.well-known/csaf/provider-metadata.json',
      '',
    ])
  })

  it('gives no address of a key that is not https, as RFC 9116 wants it', () => {
    const text = securityTxt({ ...base, siteUrl: 'http://localhost:3000' })
    expect(text.match(/^Encryption: .*$/gm)).toEqual([
      `Encryption: openpgp4fpr:${fingerprint.toLowerCase()}`,
    ])
  })

  it('names a key once, however many inboxes have it', () => {
    const shared = securityTxt({ ...base, fingerprints: [fingerprint, fingerprint] })
    expect(shared).toBe(securityTxt(base))
  })

  it('expires in the future and in less than a year, whenever it is asked for', () => {
    for (const now of ['2026-01-01T00:00:00Z', '2028-02-29T12:00:00Z']) {
      const asked = new Date(now)
      const expires = /^Expires: (.*)$/m.exec(securityTxt({ ...base, now: asked }))?.[1] ?? ''
      const days = (Date.parse(expires) - asked.getTime()) / 86_400_000
      expect(days).toBeGreaterThan(7)
      expect(days).toBeLessThan(365)
    }
  })

  it('sends people to the tip form while no contact is named, since a contact is required', () => {
    expect(securityTxt({ ...base, contact: '' })).toContain('Contact: https://example.org/report\n')
  })

  it('leaves a contact that is already a URI as it is', () => {
    expect(securityTxt({ ...base, contact: 'https://example.org/x' })).toContain(
      'Contact: https://example.org/x\n',
    )
  })
})
