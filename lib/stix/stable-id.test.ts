import { expect, it } from 'vitest'
import { siteNamespace, uuidV5 } from './stable-id.ts'

it('makes the UUIDs of RFC 9562', () => {
  // The example of RFC 9562, appendix A.4: the namespace of DNS and www.example.com.
  expect(uuidV5('6ba7b810-9dad-11d1-80b4-00c04fd430c8', 'www.example.com')).toBe(
    '2ed6657d-e927-568b-95e1-2665a8aea6a2',
  )
})

it('keeps a site’s namespace when port or scheme change, and gives another site another one', () => {
  const own = siteNamespace('https://example.org')
  expect(siteNamespace('http://example.org:3000')).toBe(own)
  expect(siteNamespace('https://example.com')).not.toBe(own)
})
