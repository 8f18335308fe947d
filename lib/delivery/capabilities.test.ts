import { describe, expect, it } from 'vitest'
import { capabilityOf, capabilitySha256 } from './capabilities.ts'

const SECRET = 'c2VjcmV0'

describe('a capability', () => {
  it('is the same at every attempt, and 256 bits that fit an address', () => {
    const capability = capabilityOf(SECRET, 'tip', 1)
    expect(capability).toBe(capabilityOf(SECRET, 'tip', 1))
    expect(capability).toMatch(/^[A-Za-z0-9_-]{43}$/)
  })

  it('differs by part, by tip, by site and by reader', () => {
    const all = [
      capabilityOf(SECRET, 'tip', 1),
      capabilityOf(SECRET, 'tip', 11),
      capabilityOf(SECRET, 'tip1', 1),
      capabilityOf('another', 'tip', 1),
      capabilityOf(SECRET, 'tip', 1, 'archive'),
    ]
    expect(new Set(all).size).toBe(5)
  })

  it('is known to the store by its SHA-256 alone', () => {
    // echo -n abc | sha256sum
    expect(capabilitySha256('abc')).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    )
  })
})
