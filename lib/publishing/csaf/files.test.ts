import { createHash } from 'node:crypto'
import * as mandatory from '@secvisogram/csaf-validator-lib/mandatoryTests.js'
import * as optional from '@secvisogram/csaf-validator-lib/optionalTests.js'
import { csaf_2_0_strict } from '@secvisogram/csaf-validator-lib/schemaTests.js'
import validateStrict from '@secvisogram/csaf-validator-lib/validateStrict.js'
import { describe, expect, it } from 'vitest'
import { advisory, bodyOf, second, toolContent } from '../tool-content.fixture.ts'
import { namedInAdvisories, type ToolContent } from '../tool-content.ts'
import { type CsafSigner, csafFiles } from './files.ts'

const DOCUMENT = '/.well-known/csaf/white/2026/rhw-2026-001.json'
const METADATA = '/.well-known/csaf/provider-metadata.json'
const FEED = '/.well-known/csaf/feed-tlp-white.json'

const signer: CsafSigner = {
  fingerprint: 'ab'.repeat(20),
  publicKey: 'the certificate',
  sign: async (text, date) => `${date.toISOString()} ${text.length}`,
}
const files = (content: Partial<ToolContent> = {}, by: CsafSigner | null = null) =>
  csafFiles(toolContent(content), namedInAdvisories(toolContent(content)), by)
const parsed = async (path: string, content?: Partial<ToolContent>, by?: CsafSigner) =>
  JSON.parse(bodyOf(await files(content, by ?? null), path))

/** What the validator says of a document, one line each; informative tests would use the network. */
async function complaints(document: unknown): Promise<string[]> {
  const tests = [csaf_2_0_strict, ...Object.values(mandatory), ...Object.values(optional)]
  const { tests: results } = await validateStrict(tests, document)
  return results.flatMap(({ name, errors, warnings }) =>
    [...errors, ...warnings].map(({ message }) => `${name}: ${message}`),
  )
}

describe('a CSAF document', () => {
  it('passes the schema, every mandatory and every optional test of CSAF 2.0', async () => {
    expect(await complaints(await parsed(DOCUMENT))).toEqual([])
    expect(await complaints(await parsed(DOCUMENT.replace('001', '002')))).toEqual([])
  })

  it('would be found out with a wrong date', async () => {
    const document = await parsed(DOCUMENT)
    document.document.tracking.current_release_date = '2020-01-01T00:00:00Z'
    expect(await complaints(document)).not.toEqual([])
  })

  it('tells the versions of a day apart and ends with the newest', async () => {
    const revisions = [
      ...advisory.revisions,
      { version: 3, date: '2026-04-02', kind: 'update' as const, summary: 'More.' },
    ]
    const document = await parsed(DOCUMENT, {
      advisories: [{ ...advisory, version: 3, revisions }],
    })
    expect(await complaints(document)).toEqual([])
    expect(document.document.tracking).toMatchObject({
      id: 'RHW-2026-001',
      version: '3',
      initial_release_date: '2026-03-01T00:00:00Z',
      current_release_date: '2026-04-02T00:00:02Z',
    })
  })

  it('says in its title and in a note that it was withdrawn', async () => {
    const withdrawn = { ...advisory, status: 'withdrawn', statusNote: 'It was wrong.' } as const
    const { document } = await parsed(DOCUMENT, { advisories: [withdrawn] })
    expect(document.title).toBe('Withdrawn: What to do first')
    expect(document.notes).toContainEqual(
      expect.objectContaining({ text: 'This advisory was withdrawn. It was wrong.' }),
    )
    expect(await complaints({ document })).toEqual([])
  })

  it('passes also on a site that names no operator, and says that it is a demonstration', async () => {
    const operator = { legalName: '', address: '', country: '', email: '' }
    const site = { name: 'Remote Hire Watch', tagline: '', operator }
    const { document } = await parsed(DOCUMENT, { site })
    expect(document.publisher).toMatchObject({
      name: 'Remote Hire Watch',
      namespace: 'https://example.org',
      issuing_authority: expect.stringContaining('demonstration'),
    })
    expect(await complaints({ document })).toEqual([])
  })
})

describe('the hashes', () => {
  it.each(['sha256', 'sha512'])(
    '%s begins with the digest of the very bytes',
    async (algorithm) => {
      const all = await files()
      const digest = createHash(algorithm).update(bodyOf(all, DOCUMENT)).digest('hex')
      expect(bodyOf(all, `${DOCUMENT}.${algorithm}`)).toBe(`${digest}  rhw-2026-001.json\n`)
    },
  )
})

describe('the provider', () => {
  it('is described by its metadata and is no trusted one without a key', async () => {
    const metadata = await parsed(METADATA)
    expect(metadata).toMatchObject({
      canonical_url: `https://example.org${METADATA}`,
      role: 'csaf_provider',
      last_updated: '2026-04-02T00:00:01Z',
    })
    expect(metadata.pgp_keys).toBeUndefined()
    expect(metadata.distributions[0].rolie.feeds[0].url).toBe(`https://example.org${FEED}`)
    expect((await files()).some(({ path }) => path.endsWith('.asc'))).toBe(false)
  })

  it('is a trusted one with a key: every document is signed, dated by its release', async () => {
    const all = await files({}, signer)
    const documents = all.filter(({ path }) => /\/rhw-[^/]*\.json$/.test(path))
    expect(documents).toHaveLength(2)
    for (const { path, body } of documents)
      expect(bodyOf(all, `${path}.asc`)).toBe(`2026-04-02T00:00:01.000Z ${body.length}`)
    const metadata = JSON.parse(bodyOf(all, METADATA))
    expect(metadata.role).toBe('csaf_trusted_provider')
    const [key] = metadata.pgp_keys
    expect(key.fingerprint).toBe(signer.fingerprint)
    expect(bodyOf(all, new URL(key.url).pathname)).toBe('the certificate')
  })
})

describe('the ROLIE feed, index.txt and changes.csv', () => {
  it('name every document, and only files that are there', async () => {
    const all = await files({}, signer)
    const paths = new Set(all.map(({ path }) => path))
    const { feed } = JSON.parse(bodyOf(all, FEED))
    expect(feed.entry.map(({ id }: { id: string }) => id)).toEqual(['RHW-2026-001', 'RHW-2026-002'])
    for (const { href } of feed.entry.flatMap((one: { link: { href: string }[] }) => one.link))
      expect(paths).toContain(new URL(href).pathname)
    const listed = bodyOf(all, '/.well-known/csaf/white/index.txt').trim().split('\n')
    expect(listed).toEqual(['2026/rhw-2026-001.json', '2026/rhw-2026-002.json'])
    for (const file of listed) expect(paths).toContain(`/.well-known/csaf/white/${file}`)
  })

  it('put what changed last first', async () => {
    const newer = {
      ...second,
      revised: '2026-05-01',
      revisions: [
        { version: 1, date: '2026-05-01', kind: 'publication' as const, summary: 'New.' },
      ],
    }
    expect(
      bodyOf(await files({ advisories: [advisory, newer] }), '/.well-known/csaf/white/changes.csv'),
    ).toBe(
      '"2026/rhw-2026-002.json","2026-05-01T00:00:00Z"\r\n"2026/rhw-2026-001.json","2026-04-02T00:00:01Z"\r\n',
    )
  })
})
