import { createHash } from 'node:crypto'
import { parseFeed } from 'feedsmith'
import { describe, expect, it } from 'vitest'
import { csvRow } from './csv.ts'
import { INDICATOR_COLUMNS } from './indicators-csv.ts'
import { advisory, bodyOf, publishedAt, second, toolContent } from './tool-content.fixture.ts'
import { toolFiles } from './tool-files.ts'

/** Reads CSV as RFC 4180 has it; our own writer is not asked. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [[]]
  for (const [, quoted, plain, end] of text.matchAll(
    /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g,
  )) {
    rows.at(-1)?.push(quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'))
    if (end === '\r\n') rows.push([])
  }
  return rows.slice(0, -1)
}

describe('indicators.csv', () => {
  it('has a header and one row for each entry, history included', async () => {
    const [header, ...rows] = parseCsv(await publishedAt('/indicators.csv'))
    expect(header).toEqual([...INDICATOR_COLUMNS])
    expect(rows).toEqual([
      [
        'entity',
        'Example Trading',
        '',
        '',
        'high',
        'current',
        'A treasury (2018-09-13)',
        'RHW-2026-001',
        'designated',
      ],
      [
        'domain',
        'shop.example.com',
        '',
        '',
        'low',
        'expired',
        'A court (2023-10)',
        'RHW-2026-001',
        'seized',
      ],
    ])
  })

  it('quotes what needs quotes and keeps the value whole', () => {
    const value = 'Say "no", Ltd.\r\nsecond line'
    expect(parseCsv(csvRow([value, 'b']))).toEqual([[value, 'b']])
  })

  it.each(['=1+1', '+1', '-1', '@x', '\tx', '\rx'])(
    'keeps a spreadsheet from running %j',
    (value) => {
      expect(parseCsv(csvRow([value]))).toEqual([[`'${value}`]])
    },
  )
})

describe('feeds per kind of reader', () => {
  it('are read by a feed parser and hold what is written for them, under the ids of the main feed', async () => {
    const files = await toolFiles(toolContent(), null)
    for (const [ending, format] of [
      ['xml', 'atom'],
      ['json', 'json'],
    ]) {
      const read = parseFeed(bodyOf(files, `/feeds/it-security.${ending}`))
      expect(read.format).toBe(format)
      const entries =
        'entries' in read.feed ? read.feed.entries : 'items' in read.feed ? read.feed.items : []
      expect(entries?.map((entry) => ('id' in entry ? entry.id : ''))).toEqual([
        'tag:example.org,2026-03-01:RHW-2026-001',
      ])
    }
  })

  it('exist for every kind, so that no subscription breaks when an advisory changes its readers', async () => {
    const files = await toolFiles(toolContent({ advisories: [] }), null)
    expect(files.filter(({ path }) => path.startsWith('/feeds/'))).toHaveLength(20)
    expect(parseFeed(bodyOf(files, '/feeds/crypto-web3.xml')).format).toBe('atom')
  })
})

describe('the MISP feed', () => {
  type Event = {
    Event: {
      uuid: string
      timestamp: string
      info: string
      Attribute: { uuid: string; value: string; to_ids: boolean }[]
    }
  }
  const eventsOf = async (content = toolContent()) => {
    const files = await toolFiles(content, null)
    const manifest: Record<string, { timestamp: string; info: string }> = JSON.parse(
      bodyOf(files, '/misp/manifest.json'),
    )
    const events = Object.keys(manifest).map(
      (uuid): Event => JSON.parse(bodyOf(files, `/misp/${uuid}.json`)),
    )
    return { files, manifest, events }
  }

  it('has an event for each advisory and one for all indicators, as its manifest says', async () => {
    const { manifest, events } = await eventsOf()
    expect(events).toHaveLength(3)
    for (const { Event } of events)
      expect(manifest[Event.uuid]).toMatchObject({ timestamp: Event.timestamp, info: Event.info })
  })

  it('lists every value by its hash', async () => {
    const { files, events } = await eventsOf()
    const expected = events.flatMap(({ Event }) =>
      Event.Attribute.map(
        ({ value }) => `${createHash('md5').update(value).digest('hex')},${Event.uuid}`,
      ),
    )
    expect(bodyOf(files, '/misp/hashes.csv').trim().split('\n')).toEqual(expected)
  })

  it('asks for no alert and has no id twice', async () => {
    const attributes = (await eventsOf()).events.flatMap(({ Event }) => Event.Attribute)
    expect(attributes.some(({ to_ids }) => to_ids)).toBe(false)
    expect(new Set(attributes.map(({ uuid }) => uuid)).size).toBe(attributes.length)
  })

  it('keeps its ids in a revision and is newer', async () => {
    const before = (await eventsOf()).events
    const revision = { version: 3, date: '2026-05-01', kind: 'update' as const, summary: 'More.' }
    const revised = {
      ...advisory,
      title: 'New title',
      version: 3,
      revised: '2026-05-01',
      revisions: [...advisory.revisions, revision],
    }
    const after = (await eventsOf(toolContent({ advisories: [revised, second] }))).events
    expect(after.map(({ Event }) => Event.uuid)).toEqual(before.map(({ Event }) => Event.uuid))
    expect(Number(after[0]?.Event.timestamp)).toBeGreaterThan(Number(before[0]?.Event.timestamp))
  })
})

describe('llms.txt', () => {
  it('names every advisory and warns of verdicts before anything else', async () => {
    const text = await publishedAt('/llms.txt')
    expect(text).toContain('[What to do first](https://example.org/advisories/first)')
    expect(text.indexOf('never a verdict')).toBeLessThan(text.indexOf('## Advisories'))
  })
})

describe('llms.txt as a way in', () => {
  it.each(['signs', 'checks', 'timeline', 'figures', 'indicators', 'report-to', 'glossary'])(
    'leads to /%s',
    async (page) => {
      expect(await publishedAt('/llms.txt')).toContain(`(https://example.org/${page}): `)
    },
  )
})

describe('every file', () => {
  it('leaves drafts out', async () => {
    const draft = { ...advisory, id: 'RHW-2026-009', slug: 'secret', status: 'draft' } as const
    for (const { path, body } of await toolFiles(
      toolContent({ advisories: [draft, second] }),
      null,
    ))
      expect(`${path} ${body}`, path).not.toMatch(/RHW-2026-009|rhw-2026-009|secret/)
  })

  it('has an advisory once, however many languages it is written in', async () => {
    const translated = { ...advisory, lang: 'ko', title: '먼저 할 일' }
    const files = await toolFiles(toolContent({ advisories: [advisory, translated, second] }), null)
    const paths = files.map(({ path }) => path)
    expect(new Set(paths).size).toBe(paths.length)
    const { objects }: { objects: { type: string }[] } = JSON.parse(bodyOf(files, '/stix/all.json'))
    expect(objects.filter(({ type }) => type === 'report')).toHaveLength(2)
  })

  it('is the same in two builds of the same content', async () => {
    expect(await toolFiles(toolContent(), null)).toEqual(await toolFiles(toolContent(), null))
  })

  it('stands at an address of its own', async () => {
    const paths = (await toolFiles(toolContent(), null)).map(({ path }) => path)
    expect(new Set(paths).size).toBe(paths.length)
  })

  it('counts the same advisories: STIX reports, CSAF entries, MISP events, feed entries', async () => {
    const files = await toolFiles(toolContent(), null)
    const stix: { objects: { type: string }[] } = JSON.parse(bodyOf(files, '/stix/all.json'))
    const csaf: { feed: { entry: unknown[] } } = JSON.parse(
      bodyOf(files, '/.well-known/csaf/feed-tlp-white.json'),
    )
    const misp: object = JSON.parse(bodyOf(files, '/misp/manifest.json'))
    expect(stix.objects.filter(({ type }) => type === 'report')).toHaveLength(2)
    expect(csaf.feed.entry).toHaveLength(2)
    expect(Object.keys(misp)).toHaveLength(2 + 1)
  })
})
