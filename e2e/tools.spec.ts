// The files for tools as the real server gives them: they obey their formats and say what the pages say.
import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type APIRequestContext, expect, test } from '@playwright/test'
import * as mandatory from '@secvisogram/csaf-validator-lib/mandatoryTests.js'
import { csaf_2_0_strict } from '@secvisogram/csaf-validator-lib/schemaTests.js'
import validateStrict from '@secvisogram/csaf-validator-lib/validateStrict.js'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { parseFeed } from 'feedsmith'
import { publishedAdvisories } from '#lib/content/advisories'
import { loadIndicators } from '#lib/content/data'
import { feedAudiences } from '#lib/publishing/audience-feeds'
import { csafShape, rolieShape } from '#lib/publishing/csaf/shapes'
import { advisoryPath } from '#lib/publishing/entries'
import { bundleShape, type StixObject } from '#lib/publishing/stix/shapes'
import {
  csafPath,
  PROVIDER_METADATA,
  ROLIE_FEED,
  STIX_ALL,
  stixPath,
} from '#lib/publishing/tool-addresses'

const advisories = publishedAdvisories().filter(({ lang }) => lang === 'en')
const SCHEMAS = join(import.meta.dirname, '../../shared/schemas/stix-2.1')

async function textAt(request: APIRequestContext, path: string): Promise<string> {
  const answer = await request.get(path)
  expect(answer.status(), path).toBe(200)
  return answer.text()
}

async function stixAt(request: APIRequestContext, path: string): Promise<StixObject[]> {
  return bundleShape.parse(JSON.parse(await textAt(request, path))).objects
}

test('every file has its type, and programs on other sites may read it', async ({ request }) => {
  for (const [path, type] of [
    [STIX_ALL, 'application/stix+json;version=2.1'],
    [PROVIDER_METADATA, 'application/json'],
    [ROLIE_FEED, 'application/json'],
    ['/.well-known/csaf/white/index.txt', 'text/plain; charset=utf-8'],
    ['/.well-known/csaf/white/changes.csv', 'text/csv; charset=utf-8'],
    ['/indicators.csv', 'text/csv; charset=utf-8; header=present'],
    ['/feeds/public.xml', 'application/atom+xml; charset=utf-8'],
    ['/feeds/public.json', 'application/feed+json; charset=utf-8'],
    ['/misp/manifest.json', 'application/json'],
    ['/misp/hashes.csv', 'text/csv; charset=utf-8'],
    ['/llms.txt', 'text/plain; charset=utf-8'],
  ] as const) {
    const headers = (await request.get(path)).headers()
    expect(headers['content-type'], path).toBe(type)
    expect(headers['access-control-allow-origin'], path).toBe('*')
    expect(headers['cross-origin-resource-policy'], path).toBe('cross-origin')
  }
})

test('page, STIX, CSAF, MISP and feed name the same advisories with the same days', async ({
  request,
}) => {
  const reports = (await stixAt(request, STIX_ALL)).filter((one) => one.type === 'report')
  const { feed } = rolieShape.parse(JSON.parse(await textAt(request, ROLIE_FEED)))
  const atom = parseFeed(await textAt(request, '/feed.xml'))
  const entries = atom.format === 'atom' ? (atom.feed.entries ?? []) : []
  const misp: Record<string, unknown> = JSON.parse(await textAt(request, '/misp/manifest.json'))
  expect(reports).toHaveLength(advisories.length)
  expect(feed.entry).toHaveLength(advisories.length)
  expect(entries).toHaveLength(advisories.length)
  expect(Object.keys(misp)).toHaveLength(advisories.length + 1)
  for (const advisory of advisories) {
    const page = await textAt(request, advisoryPath(advisory))
    const day = /"dateModified":"(\d{4}-\d{2}-\d{2})"/.exec(page)?.[1]
    const report = reports.find((one) =>
      one.external_references?.some(({ external_id }) => external_id === advisory.id),
    )
    const own = (await stixAt(request, stixPath(advisory))).find(({ type }) => type === 'report')
    const csaf = csafShape.parse(JSON.parse(await textAt(request, csafPath(advisory))))
    expect(day, advisory.id).toBe(advisory.revised)
    expect(own, advisory.id).toEqual(report)
    expect(report?.modified.slice(0, 10), advisory.id).toBe(day)
    expect(csaf.document.tracking.current_release_date.slice(0, 10), advisory.id).toBe(day)
    expect(csaf.document.tracking.revision_history, advisory.id).toHaveLength(advisory.version)
    expect(
      entries.find(({ id }) => id?.endsWith(`:${advisory.id}`))?.updated?.slice(0, 10),
      advisory.id,
    ).toBe(day)
    expect(page, advisory.id).toContain(`href="${stixPath(advisory)}"`)
    expect(page, advisory.id).toContain(`href="${csafPath(advisory)}"`)
  }
})

test('the page and the CSV name the same organisations and domains, and STIX has them all', async ({
  page,
  request,
}) => {
  const rows = (await textAt(request, '/indicators.csv')).trimEnd().split('\r\n').slice(1)
  expect(rows).toHaveLength(loadIndicators().length)
  await page.goto('/indicators')
  const objects = await stixAt(request, STIX_ALL)
  const named = new Set(
    objects.flatMap((one) =>
      one.type === 'domain-name' ? [one.value] : 'name' in one ? [one.name] : [],
    ),
  )
  for (const { id, value } of loadIndicators()) {
    const entry = page.locator(`li[id="${id}"] h3`)
    expect((await entry.innerText()).replaceAll('[.]', '.'), id).toBe(value)
    expect(named, id).toContain(value)
    expect(
      rows.some((row) => row.replaceAll('""', '"').includes(value)),
      id,
    ).toBe(true)
  }
})

test('nothing that is history is offered as an indicator', async ({ request }) => {
  const live = new Set(
    loadIndicators()
      .filter(({ kind, status }) => kind === 'domain' && status === 'current')
      .map(({ value }) => value),
  )
  const offered = (await stixAt(request, STIX_ALL)).flatMap((one) =>
    one.type === 'indicator' ? [one.name] : [],
  )
  expect(new Set(offered)).toEqual(live)
})

test('CSAF documents pass the standard’s mandatory tests and have the hashes they say', async ({
  request,
}) => {
  for (const advisory of advisories) {
    const path = csafPath(advisory)
    const text = await textAt(request, path)
    const tests = [csaf_2_0_strict, ...Object.values(mandatory)]
    const { tests: results } = await validateStrict(tests, JSON.parse(text))
    expect(
      results.flatMap(({ name, errors }) => errors.map(({ message }) => `${name}: ${message}`)),
      advisory.id,
    ).toEqual([])
    for (const algorithm of ['sha256', 'sha512'])
      expect((await textAt(request, `${path}.${algorithm}`)).split(' ')[0]).toBe(
        createHash(algorithm).update(text).digest('hex'),
      )
  }
})

test('STIX bundles obey the schemas that OASIS publishes', async ({ request }) => {
  test.skip(!existsSync(SCHEMAS), 'The schemas are not at hand; our own shapes are tested always.')
  const ajv = new Ajv2020({ strict: false, unicodeRegExp: false })
  addFormats.default(ajv)
  ajv.addFormat('idn-hostname', /^[^\s/]+$/)
  for (const file of globSync('**/*.json', { cwd: SCHEMAS }))
    ajv.addSchema(JSON.parse(readFileSync(join(SCHEMAS, file), 'utf8')))
  const validate = ajv.getSchema(
    'http://raw.githubusercontent.com/oasis-open/cti-stix2-json-schemas/stix2.1/schemas/common/bundle.json',
  )
  for (const path of [STIX_ALL, ...advisories.map(stixPath)]) {
    expect(await validate?.(JSON.parse(await textAt(request, path))), path).toBe(true)
  }
})

test('a feed parser reads the feeds of every kind of reader', async ({ request }) => {
  for (const { id } of feedAudiences()) {
    const [atom, json] = await Promise.all(
      ['xml', 'json'].map(async (ending) =>
        parseFeed(await textAt(request, `/feeds/${id}.${ending}`)),
      ),
    )
    const expected = advisories.filter(({ audiences }) => audiences.includes(id)).length
    expect(atom?.format === 'atom' ? (atom.feed.entries ?? []) : [], id).toHaveLength(expected)
    expect(json?.format === 'json' ? (json.feed.items ?? []) : [], id).toHaveLength(expected)
  }
})
