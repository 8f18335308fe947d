import { describe, expect, it } from 'vitest'
import { elementsOf, isData, parsePage, textOf } from './html.ts'
import { readHead } from './page-head.ts'
import { withStructuredData } from './structured-data.ts'

const page = (path: string, name: string) =>
  `<title>${name}</title><link rel="canonical" href="https://example.org${path}"><meta property="og:title" content="${name}"><meta property="og:site_name" content="Site"><body><p>Text`
const pages: Record<string, string> = {
  '/': page('/', 'Site'),
  '/advisories': page('/advisories', 'Advisories'),
  '/advisories/a': page('/advisories/a', 'A &lt;/script>'),
  '/first': page('/advisories/a', 'A &lt;/script>'),
  '/for/staff': page('/for/staff', 'For staff'),
  '/404': '<title>No page</title><body><p>Text',
}
const heads = new Map(
  Object.entries(pages).map(([address, html]) => [address, readHead(parsePage(html))]),
)

/** The structured data that a page gets, parsed. */
function dataOf(address: string): unknown[] {
  const html = pages[address] ?? ''
  const head = heads.get(address)
  if (!head) throw new Error(`no page ${address}`)
  const finished = parsePage(withStructuredData(html, head, heads, 'https://example.org'))
  return [...elementsOf(finished)]
    .filter((element) => element.tagName === 'script' && isData(element))
    .map((element): unknown => JSON.parse(textOf(element)))
}
const trail = (address: string) => {
  const [data] = dataOf(address) as { itemListElement: { name: string; item: string }[] }[]
  return data?.itemListElement.map(({ name, item }) => `${name} ${item}`)
}

describe('structured data', () => {
  it('names the site on its front page', () => {
    expect(dataOf('/')).toEqual([
      {
        '@context': 'https://schema.org',
        '@type': 'WebSite',
        name: 'Site',
        url: 'https://example.org/',
      },
    ])
  })

  it('leads from the front page through the pages above to each page', () => {
    expect(trail('/advisories/a')).toEqual([
      'Site https://example.org/',
      'Advisories https://example.org/advisories',
      'A </script> https://example.org/advisories/a',
    ])
  })

  it('leaves out a level that has no page', () => {
    expect(trail('/for/staff')).toEqual([
      'Site https://example.org/',
      'For staff https://example.org/for/staff',
    ])
  })

  it('gives a second address the place of the first', () => {
    expect(trail('/first')).toEqual(trail('/advisories/a'))
  })

  it('is not given to a page without a place', () => {
    expect(dataOf('/404')).toEqual([])
  })
})
