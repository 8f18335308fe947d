// Crawls the built folder, page by page, as a search engine would: every page is found from the front
// page, says what it is, and has nothing that a reading page may not have.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { attribute, elementsOf, isData, parsePage, textOf } from '#scripts/finish/html'
import { brokenLinks } from '#scripts/finish/links'
import { type PageHead, readHead } from '#scripts/finish/page-head'
import { problemsOfReadingPage } from '#scripts/finish/page-rules'
import { parseManifest } from '#server/manifest'

const dist = join(import.meta.dirname, '..', 'dist')
const { answers, notFound } = parseManifest(readFileSync(join(dist, 'manifest.json'), 'utf8'))
const bytesOf = (address: string) => {
  const answer = answers[address]
  if (!answer) throw new Error(`${address} is not published`)
  return readFileSync(join(dist, 'site', answer.encodings.identity.file))
}

/** Address → HTML of every page, the 404 page included; a file that is saved is no page. */
const pages = new Map(
  Object.entries(answers)
    .filter(([, { headers }]) => headers['content-type']?.startsWith('text/html'))
    .filter(([, { headers }]) => !headers['content-disposition']?.startsWith('attachment'))
    .map(([address]) => [address, bytesOf(address).toString('utf8')]),
)
const heads = new Map([...pages].map(([address, html]) => [address, readHead(parsePage(html))]))
const listed = [...heads].filter(([address]) => address !== notFound)
const sitemap = [
  ...bytesOf('/sitemap.xml')
    .toString('utf8')
    .matchAll(/<loc>([^<]*)<\/loc>/g),
].map((match) => new URL(match[1] ?? '').pathname)

/** The addresses on this site that a page's links name, without anchors. */
function linksOf(html: string): string[] {
  return [...elementsOf(parsePage(html))].flatMap((element) => {
    const href = element.tagName === 'a' ? attribute(element, 'href') : undefined
    return href?.startsWith('/') ? [href.split(/[#?]/, 1)[0] ?? ''] : []
  })
}

/** Parsed JSON-LD of a page. */
function dataOf(address: string): { '@type'?: string }[] {
  return [...elementsOf(parsePage(pages.get(address) ?? ''))]
    .filter(
      (element) =>
        element.tagName === 'script' &&
        isData(element) &&
        attribute(element, 'type') === 'application/ld+json',
    )
    .map((element) => JSON.parse(textOf(element)) as { '@type'?: string })
}

test('the sitemap names every page once, and nothing else', () => {
  const canonical = listed.map(([, head]) => head.canonical)
  expect([...sitemap].sort()).toEqual([...new Set(canonical)].sort())
})

test('every page of the sitemap is reached from the front page by links', () => {
  const reached = new Set(['/'])
  for (const address of reached)
    for (const link of linksOf(pages.get(address) ?? '')) if (pages.has(link)) reached.add(link)
  expect(sitemap.filter((address) => !reached.has(address))).toEqual([])
})

test('no link and no anchor leads nowhere', () => {
  expect(brokenLinks(pages, new Set(Object.keys(answers)))).toEqual([])
})

test('no reading page has a script, an inline style or a foreign resource', () => {
  const problems = [...pages].flatMap(([address, html]) =>
    answers[address]?.class === 'reading'
      ? problemsOfReadingPage(html, parsePage(html)).map((problem) => `${address}: ${problem}`)
      : [],
  )
  expect(problems).toEqual([])
})

test('every page has a title of its own and says in a sentence or two what is on it', () => {
  const wrong = listed.flatMap(([address, { title, description, name }]) => [
    ...(title.includes(name) && name.length > 3 ? [] : [`${address}: title "${title}"`]),
    ...(description.length >= 50 && description.length <= 320
      ? []
      : [`${address}: description of ${description.length} characters: "${description}"`]),
  ])
  expect(wrong).toEqual([])
  for (const key of ['title', 'description'] as const) {
    const own = listed.filter(([address, head]) => head.canonical === address)
    const twice = own.filter(([, head], index) =>
      own.some(([, other], at) => at < index && other[key] === head[key]),
    )
    expect(
      twice.map(([address]) => address),
      `${key} twice`,
    ).toEqual([])
  }
})

test('every page names its one address and the image that is shown where it is shared', () => {
  const wrong = listed.flatMap(([address, head]) => problemsOfHead(address, head))
  expect(wrong).toEqual([])
})

function problemsOfHead(address: string, { canonical, image }: PageHead): string[] {
  if (canonical === null || !pages.has(canonical)) return [`${address} has no canonical address`]
  if (image === null || !(image in answers)) return [`${address} has no share image`]
  const png = bytesOf(image)
  const right =
    png.subarray(1, 4).toString() === 'PNG' &&
    png.readUInt32BE(16) === 1200 &&
    png.readUInt32BE(20) === 630
  return right ? [] : [`${address}: ${image} is no PNG of 1200 by 630`]
}

test('every page says its place in structured data, and every advisory that it is an article', () => {
  const types = listed.map(([address, { canonical }]) => {
    const own = dataOf(address).map((data) => data['@type'])
    const expected = [
      ...(canonical?.startsWith('/advisories/') ? ['Article'] : []),
      canonical === '/' ? 'WebSite' : 'BreadcrumbList',
    ]
    return own.join() === expected.join() ? [] : [`${address}: ${own.join()}`]
  })
  expect(types.flat()).toEqual([])
})

test('search engines are kept off nothing but the 404 page', () => {
  const hidden = [...heads].filter(([, head]) => !head.listed).map(([address]) => address)
  expect(hidden).toEqual([notFound])
})
