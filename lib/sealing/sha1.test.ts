import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createSha1 } from './sha1.ts'

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const bytesOf = (length: number) => new Uint8Array(length).map((_, index) => (index * 31) & 0xff)

describe('SHA-1', () => {
  // FIPS 180-2, appendix A, and the NIST test vectors of CAVP.
  it.each([
    ['', 'da39a3ee5e6b4b0d3255bfef95601890afd80709'],
    ['abc', 'a9993e364706816aba3e25717850c26c9cd0d89d'],
    [
      'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
      '84983e441c3bd26ebaae4aa1f95129e5e54670f1',
    ],
    [
      'abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu',
      'a49b2446a02c645bf419f995b67091253a04a259',
    ],
    ['a'.repeat(1_000_000), '34aa973cd4c4daa4f61eeb2bdbad27316534016f'],
  ])('of a published vector is what was published', (text, hash) => {
    const sha1 = createSha1()
    sha1.update(new TextEncoder().encode(text))
    expect(hex(sha1.digest())).toBe(hash)
  })

  it('does not depend on how the bytes are cut, or on where they lie', () => {
    const bytes = bytesOf(2000)
    for (let length = 0; length < 300; length += 1) {
      const content = bytes.subarray(3, 3 + length)
      const sha1 = createSha1()
      for (let at = 0; at < length; at += 1 + (at % 71)) {
        sha1.update(content.subarray(at, Math.min(length, at + 1 + (at % 71))))
      }
      expect(hex(sha1.digest())).toBe(createHash('sha1').update(content).digest('hex'))
    }
  })

  it('counts more than 2^32 bits', () => {
    const sha1 = createSha1()
    const hash = createHash('sha1')
    const piece = bytesOf(16 * 2 ** 20)
    for (let round = 0; round < 34; round += 1) {
      sha1.update(piece)
      hash.update(piece)
    }
    expect(hex(sha1.digest())).toBe(hash.digest('hex'))
  }, 60_000)
})
