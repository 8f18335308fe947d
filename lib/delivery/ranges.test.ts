import { describe, expect, it } from 'vitest'
import { wantedBytes } from './ranges.ts'

const ETAG = '"abc"'
const wanted = (headers: Record<string, string>) => wantedBytes(new Headers(headers), ETAG, 1000)
const range = (from: number, to: number) => ({ kind: 'range', from, to })

describe('a range of bytes (RFC 9110, 14)', () => {
  it.each([
    ['bytes=0-0', range(0, 1)],
    ['bytes=0-999', range(0, 1000)],
    ['bytes=500-', range(500, 1000)],
    ['bytes=999-5000', range(999, 1000)],
    ['bytes=-1', range(999, 1000)],
    ['bytes=-5000', range(0, 1000)],
    ['Bytes= 5-6 ', range(5, 7)],
  ])('“%s” is given', (header, bytes) => {
    expect(wanted({ range: header })).toEqual(bytes)
  })

  it.each(['bytes=1000-', 'bytes=1000-1001', 'bytes=-0', 'bytes=999999999999999-'])(
    '“%s” cannot be given',
    (header) => expect(wanted({ range: header })).toEqual({ kind: 'unsatisfiable' }),
  )

  it.each([
    '',
    'bytes=',
    'bytes=-',
    'bytes=6-5',
    'bytes=0-0,5-6',
    'bytes=a-b',
    'bytes=1.5-2',
    'bytes=--1',
    'chunks=0-1',
    '0-1',
    'bytes=9999999999999999999-',
  ])('“%s” is no single range: the whole is given', (header) => {
    expect(wanted({ range: header })).toEqual({ kind: 'whole' })
  })

  it('is given only of the version that the client has', () => {
    const asked = (condition: string) => wanted({ range: 'bytes=5-6', 'if-range': condition })
    expect(asked(ETAG)).toEqual(range(5, 7))
    for (const other of ['"abd"', `W/${ETAG}`, 'abc', 'Sun, 22 Nov 2026 10:00:00 GMT', '']) {
      expect(asked(other)).toEqual({ kind: 'whole' })
    }
  })
})
