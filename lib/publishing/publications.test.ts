import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import type { ListedAdvisory } from './entries.ts'
import { publications } from './publications.ts'
import { robotsTxt } from './robots-txt.ts'

const advisory: ListedAdvisory = {
  id: 'RHW-2026-001',
  slug: 'first',
  lang: 'en',
  title: 'What to do <first> & "next"',
  summary: 'One sentence.',
  published: '2026-03-01',
  revised: '2026-04-02',
  status: 'current',
  statusNote: undefined,
  supersededBy: undefined,
  audiences: ['public'],
  reviewedBy: 'Editors',
}
const site = { name: 'Remote Hire Watch', tagline: 'Advisories & tips' }

function publish(advisories: readonly ListedAdvisory[], path: string): string {
  const found = publications({
    siteUrl: 'https://example.org',
    pages: ['/', '/signs'],
    advisories,
    site,
  }).find((one) => one.path === path)
  if (!found) throw new Error(`${path} is not published`)
  return found.body
}

describe('robots.txt', () => {
  it('lets every page be read and names the sitemap', () => {
    expect(publish([advisory], '/robots.txt')).toBe(
      'User-agent: *\nDisallow: /api/\n\nSitemap: https://example.org/sitemap.xml\n',
    )
  })
})

describe('the Atom feed', () => {
  it('has every element that RFC 4287 requires of feed and entry', () => {
    const feed = publish([advisory], '/feed.xml')
    const [head = '', entry = ''] = feed.split('<entry')
    for (const element of ['<id>', '<title>', '<updated>', '<author><name>', 'rel="self"'])
      expect(head).toContain(element)
    for (const element of ['<id>', '<title>', '<updated>', '<author><name>', 'rel="alternate"'])
      expect(entry).toContain(element)
  })

  it('takes its dates from the front matter, so that two builds are equal', () => {
    const feed = publish([advisory], '/feed.xml')
    expect(feed).toContain('<published>2026-03-01T00:00:00Z</published>')
    expect(feed).toContain('<updated>2026-04-02T00:00:00Z</updated>')
    expect(publish([advisory], '/feed.xml')).toBe(feed)
  })

  it('keeps an entry’s id when title and slug change', () => {
    const id = /<id>(tag:[^<]*RHW[^<]*)<\/id>/
    const before = id.exec(publish([advisory], '/feed.xml'))?.[1]
    const after = id.exec(publish([{ ...advisory, slug: 'other', title: 'T' }], '/feed.xml'))?.[1]
    expect(before).toBe('tag:example.org,2026-03-01:RHW-2026-001')
    expect(after).toBe(before)
  })

  it('escapes what XML would take for markup', () => {
    expect(publish([advisory], '/feed.xml')).toContain(
      '<title>What to do &lt;first&gt; &amp; &quot;next&quot;</title>',
    )
    expect(publish([{ ...advisory, title: 'a\u0000b' }], '/feed.xml')).toContain(
      '<title>ab</title>',
    )
  })

  it('marks withdrawn and superseded advisories in the title and says why', () => {
    const withdrawn = { ...advisory, status: 'withdrawn', statusNote: 'It was wrong.' } as const
    const superseded = {
      ...advisory,
      id: 'RHW-2026-002',
      status: 'superseded',
      supersededBy: 'RHW-2026-001',
    } as const
    const feed = publish([withdrawn, superseded], '/feed.xml')
    expect(feed).toContain('<title>Withdrawn: ')
    expect(feed).toContain('This advisory was withdrawn. It was wrong.')
    expect(feed).toContain('<title>Superseded: ')
    expect(feed).toContain('superseded by RHW-2026-001')
    expect(feed).toContain('<category term="withdrawn"/>')
  })
})

describe('the JSON feed', () => {
  it('is JSON Feed 1.1 with an id, address, text and dates for each item', () => {
    const feed: unknown = JSON.parse(publish([advisory], '/feed.json'))
    expect(feed).toMatchObject({
      version: 'https://jsonfeed.org/version/1.1',
      title: 'Remote Hire Watch: advisories',
      home_page_url: 'https://example.org/advisories',
      feed_url: 'https://example.org/feed.json',
      items: [
        {
          id: 'tag:example.org,2026-03-01:RHW-2026-001',
          url: 'https://example.org/advisories/first',
          title: 'What to do <first> & "next"',
          content_text: 'One sentence.',
          date_published: '2026-03-01T00:00:00Z',
          date_modified: '2026-04-02T00:00:00Z',
        },
      ],
    })
  })
})

describe('every publication', () => {
  it('leaves drafts out', () => {
    const draft = { ...advisory, id: 'RHW-2026-009', slug: 'secret', status: 'draft' } as const
    for (const { path, body } of publications({
      siteUrl: 'https://example.org',
      pages: ['/'],
      advisories: [advisory, draft],
      site,
    })) {
      expect(body, path).not.toContain('RHW-2026-009')
      expect(body, path).not.toContain('secret')
    }
  })
})

describe('the sitemap', () => {
  it('lists every advisory once at its canonical address, the withdrawn ones too', () => {
    const withdrawn = {
      ...advisory,
      id: 'RHW-2026-002',
      slug: 'gone',
      status: 'withdrawn',
    } as const
    const map = publish([advisory, withdrawn], '/sitemap.xml')
    const addresses = [...map.matchAll(/<loc>([^<]*)<\/loc>/g)].map((match) => match[1])
    expect(new Set(addresses).size).toBe(addresses.length)
    expect(addresses).toContain('https://example.org/advisories/first')
    expect(addresses).toContain('https://example.org/advisories/gone')
    expect(addresses).toContain('https://example.org/signs')
    expect(map).toContain('<lastmod>2026-04-02</lastmod>')
  })
})

describe('the schema of a tip', () => {
  const schema: unknown = JSON.parse(publish([], '/schema/tip.json'))
  const ajv = new Ajv2020({ strict: false, validateFormats: false })

  it('names its own address and is itself a valid schema', () => {
    expect(schema).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $id: 'https://example.org/schema/tip.json',
    })
    expect(ajv.validateSchema(schema as object)).toBe(true)
  })

  it('has beside it that of a further message', () => {
    const message: object = JSON.parse(publish([], '/schema/message.json'))
    const valid = new Ajv2020({ strict: false, validateFormats: false }).compile(message)
    const further = {
      format: 'rhw-message-v1',
      sealed: '2026-11-22T10:00Z',
      inbox: 'desk',
      reference: '7K3M-Q2',
      number: 2,
      story: 'It was October.',
      files: [],
    }
    expect(valid(further)).toBe(true)
    expect(valid({ ...further, number: 1 })).toBe(false)
    expect(valid({ ...further, followUp: {} })).toBe(false)
  })

  it('refuses a tip without a story', () => {
    expect(ajv.compile(schema as object)({ category: 'other', now: 'ended' })).toBe(false)
  })
})

describe('the schema of front matter', () => {
  it('names its own address, and asks for what the check asks for', () => {
    const schema = JSON.parse(publish([], '/schema/advisory.json'))
    expect(schema).toMatchObject({
      $id: 'https://example.org/schema/advisory.json',
      additionalProperties: false,
      properties: { status: { enum: ['draft', 'current', 'superseded', 'withdrawn'] } },
    })
    expect(schema.required).toContain('sources')
    expect(schema.required).not.toContain('related')
  })
})

describe('robots.txt', () => {
  it('sends crawlers away from a preview', () => {
    expect(robotsTxt('https://example.org', true)).toBe('User-agent: *\nDisallow: /\n')
    expect(robotsTxt('https://example.org')).toContain('Sitemap: https://example.org/sitemap.xml')
  })
})
