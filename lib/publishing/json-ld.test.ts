import { expect, it } from 'vitest'
import { advisoryJsonLd } from './json-ld.ts'

it('cannot be ended early by a title', () => {
  const text = advisoryJsonLd(
    'https://example.org',
    {
      id: 'RHW-2026-001',
      slug: 'first',
      lang: 'en',
      title: '</script><script>alert(1)</script><!--',
      summary: 'One sentence.',
      published: '2026-03-01',
      revised: '2026-04-02',
      status: 'current',
      statusNote: undefined,
      supersededBy: undefined,
      audiences: ['public'],
      reviewedBy: 'Editors',
    },
    { name: 'Remote Hire Watch', operator: '' },
  )
  expect(text).not.toContain('<')
  expect(JSON.parse(text)).toMatchObject({
    '@type': 'Article',
    headline: '</script><script>alert(1)</script><!--',
    url: 'https://example.org/advisories/first',
    image: 'https://example.org/share/advisories/first.png',
    dateModified: '2026-04-02',
  })
})
