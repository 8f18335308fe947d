import { describe, expect, it } from 'vitest'
import { chooseEncoding } from './accept-encoding.ts'

const all = () => true

describe('choosing an encoding', () => {
  it.each([
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip', 'gzip'],
    ['br;q=0.2, gzip;q=0.8', 'gzip'],
    ['*', 'br'],
    ['br;q=0, *', 'gzip'],
    ['GZIP ; q=1.0', 'gzip'],
    ['identity, br;q=0.5', 'identity'],
    ['deflate', 'identity'],
    ['identity;q=0, br;q=0', 'gzip-or-identity'],
    [undefined, 'identity'],
    ['', 'identity'],
    [';;,,q=', 'identity'],
  ])('answers %j with %s', (header, wanted) => {
    const chosen = chooseEncoding(header, all)
    expect(wanted.split('-or-')).toContain(chosen)
  })

  it('never chooses an encoding that is not stored', () => {
    expect(chooseEncoding('br', (encoding) => encoding === 'identity')).toBe('identity')
    expect(chooseEncoding('br, gzip;q=0.1', (encoding) => encoding !== 'br')).toBe('gzip')
  })
})
