import { createHash, randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { makeReceiptKey, newReference } from './receipts.ts'

describe('a reference', () => {
  it('can be read aloud: no letter or digit that looks like another', () => {
    for (let times = 0; times < 2_000; times += 1) {
      expect(newReference(randomBytes)).toMatch(/^[0-9A-Z]{4}-[0-9A-Z]{2}$/)
      expect(newReference(randomBytes)).not.toMatch(/[01OILZ5SU]/)
    }
  })

  it('uses every character equally: a byte beyond the fair range is thrown away', () => {
    const bytes = [255, 243, 242, 0, 1, 2, 3, 4]
    expect(newReference(() => Uint8Array.from(bytes))).toBe('Y234-67')
  })
})

describe('a receipt key', () => {
  it('is named by its RFC 7638 thumbprint, and its public half has no secret', () => {
    const { kid, publicJwk } = makeReceiptKey()
    expect(Object.keys(publicJwk).sort()).toEqual(['crv', 'kty', 'x'])
    const canonical = `{"crv":"Ed25519","kty":"OKP","x":"${publicJwk.x}"}`
    expect(kid).toBe(createHash('sha256').update(canonical).digest('base64url'))
  })
})
