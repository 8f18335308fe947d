import { describe, expect, it } from 'vitest'
import { isFromHere } from './same-site.ts'

const SITE = 'https://tips.example.org'

describe('a form', () => {
  it.each([
    ['a current browser on our page', { 'sec-fetch-site': 'same-origin', origin: 'null' }],
    ['a reload', { 'sec-fetch-site': 'none' }],
    // Our pages send no referrer, which makes the origin of their own forms null.
    ['an older browser, Tor Browser among them', { origin: 'null' }],
    ['a browser that names our origin', { origin: SITE }],
    ['an onion address', { origin: 'http://abc.onion', host: 'abc.onion' }],
    ['a text browser or curl', {}],
  ])('of %s is from here', (_who, headers) => {
    expect(isFromHere(headers, SITE)).toBe(true)
  })

  it.each([
    ['another site', { 'sec-fetch-site': 'cross-site', origin: 'null' }],
    ['a neighbour on the same domain', { 'sec-fetch-site': 'same-site' }],
    [
      'another site in an older browser',
      { origin: 'https://evil.example', host: 'tips.example.org' },
    ],
    ['no origin at all', { origin: 'nonsense', host: 'nonsense' }],
  ])('of %s is not', (_who, headers) => {
    expect(isFromHere(headers, SITE)).toBe(false)
  })
})
