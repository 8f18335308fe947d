import { describe, expect, it } from 'vitest'
import { hasOasisSchemas, oasisSchemas } from '#lib/stix/oasis-schemas.fixture'
import { advisory, second, toolContent } from '../tool-content.fixture.ts'
import { namedInAdvisories, type ToolAdvisory, type ToolContent } from '../tool-content.ts'
import { stixBundles } from './bundles.ts'
import { refsOf, type StixObject, type StixType } from './shapes.ts'

function ofType<Type extends StixType>(objects: readonly StixObject[], type: Type) {
  return objects.filter((one): one is Extract<StixObject, { type: Type }> => one.type === type)
}
const bundles = (content?: Partial<ToolContent>) =>
  stixBundles(toolContent(content), namedInAdvisories(toolContent(content)))
const whole = (content?: Partial<ToolContent>) => bundles(content).whole.objects
const ownObjects = ({ id }: ToolAdvisory) =>
  bundles().own.find((one) => one.advisory.id === id)?.bundle.objects ?? []
const domain = (status: 'current' | 'expired' | 'retracted') => {
  const { indicators } = toolContent()
  return indicators.map((one) => (one.kind === 'domain' ? { ...one, status } : one))
}

describe('a STIX bundle', () => {
  it('holds the kinds of objects that security tools expect', () => {
    const types = new Set(whole().map(({ type }) => type))
    expect([...types].sort()).toEqual([
      'attack-pattern',
      'course-of-action',
      'domain-name',
      'identity',
      'infrastructure',
      'intrusion-set',
      'marking-definition',
      'relationship',
      'report',
      'tool',
    ])
  })

  it('marks every object TLP:CLEAR and says who made it', () => {
    for (const object of whole()) {
      if (object.type === 'marking-definition') continue
      expect(refsOf(object), object.id).toContain(
        'marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487',
      )
    }
    const [maker] = ofType(whole(), 'identity')
    expect(maker).toMatchObject({
      name: 'Remote Hire Watch',
      description: 'Advisories and tips. Run by Example Foundation.',
      contact_information: 'a@example.org, https://example.org',
    })
    for (const report of ofType(whole(), 'report')) expect(report.created_by_ref).toBe(maker?.id)
  })

  it('has one report for each published advisory and none for a draft', () => {
    const draft = { ...advisory, id: 'RHW-2026-009', status: 'draft' } as const
    const reports = ofType(whole({ advisories: [advisory, second, draft] }), 'report')
    expect(reports.map(({ name }) => name)).toEqual(['What to do first', 'The second one'])
  })

  it('refers, in an advisory’s own file, to what its text names, and has nothing else', () => {
    const objects = ownObjects(advisory)
    const [report] = ofType(objects, 'report')
    const others = objects.filter(
      ({ type, id }) =>
        !['marking-definition', 'report'].includes(type) && id !== report?.created_by_ref,
    )
    expect(new Set(report?.object_refs)).toEqual(new Set(others.map(({ id }) => id)))
    expect(others.flatMap((one) => ('name' in one ? [one.name] : []))).toEqual([
      'Example Sleet',
      'ExampleDesk',
      'A technique',
      'Example Trading',
      'shop.example.com (seized): history, no live indicator',
      'Look for devices that nobody ordered',
    ])
    expect(ownObjects(second).map(({ type }) => type)).toEqual([
      'marking-definition',
      'identity',
      'report',
    ])
  })

  it('gives an object the same id in every file', () => {
    const all = new Set(whole().map(({ id }) => id))
    for (const { id } of ownObjects(advisory)) expect(all.has(id)).toBe(true)
  })
})

describe('a revision', () => {
  const revised = {
    ...advisory,
    title: 'Another title',
    slug: 'another-slug',
    version: 3,
    revisions: [
      ...advisory.revisions,
      { version: 3, date: '2026-04-02', kind: 'update' as const, summary: 'More.' },
    ],
  }
  const before = whole()
  const after = whole({ advisories: [revised, second] })

  it('updates the objects and never duplicates one', () => {
    expect(after.map(({ id }) => id)).toEqual(before.map(({ id }) => id))
  })

  it('is newer for tools than the version before it, also on the same day', () => {
    const [old, now] = [before, after].map((objects) => ofType(objects, 'report')[0])
    expect(old).toMatchObject({
      created: '2026-03-01T00:00:00.000Z',
      modified: '2026-04-02T00:00:00.001Z',
    })
    expect(now).toMatchObject({ created: old?.created, modified: '2026-04-02T00:00:00.002Z' })
    const tools = [before, after].map((objects) => ofType(objects, 'tool')[0])
    expect((tools[1]?.modified ?? '') > (tools[0]?.modified ?? '')).toBe(true)
    expect(tools[1]?.created).toBe(tools[0]?.created)
  })
})

describe('what is no longer so', () => {
  it('is revoked: a withdrawn advisory', () => {
    const withdrawn = { ...advisory, status: 'withdrawn', statusNote: 'It was wrong.' } as const
    const [report] = ofType(whole({ advisories: [withdrawn] }), 'report')
    expect(report).toMatchObject({
      revoked: true,
      description: 'Withdrawn. It was wrong. One sentence.',
    })
  })

  it('is revoked: what an authority took back, and techniques that MITRE took back', () => {
    const objects = whole({ indicators: domain('retracted') })
    expect(ofType(objects, 'infrastructure')[0]?.revoked).toBe(true)
    expect(ofType(objects, 'attack-pattern').map(({ revoked }) => revoked)).toEqual([
      undefined,
      true,
    ])
  })

  it('is no indicator: a seized domain is infrastructure of the past', () => {
    expect(ofType(whole(), 'indicator')).toEqual([])
    const [name] = ofType(whole(), 'domain-name')
    expect(name?.value).toBe('shop.example.com')
    const [past] = ofType(whole(), 'infrastructure')
    expect(past?.name).toBe('shop.example.com (seized): history, no live indicator')
    expect(
      ofType(whole(), 'relationship').some(
        (one) => one.source_ref === past?.id && one.target_ref === name?.id,
      ),
    ).toBe(true)
  })

  it('was one as long as the authority named it as current', () => {
    const [indicator] = ofType(whole({ indicators: domain('current') }), 'indicator')
    expect(indicator).toMatchObject({
      pattern: "[domain-name:value = 'shop.example.com']",
      valid_from: '2023-10-01T00:00:00.000Z',
      confidence: 15,
    })
  })
})

describe('names', () => {
  it('of different firms are objects apart, each with the aliases of that firm alone', () => {
    const sets = ofType(whole(), 'intrusion-set')
    expect(sets.map(({ name, aliases }) => [name, aliases])).toEqual([
      ['Example Sleet', ['Storm-0000']],
      ['Other Name', ['OTHER-1']],
    ])
    expect(sets[0]?.external_references?.[0]).toEqual({
      source_name: 'mitre-attack',
      external_id: 'G9999',
    })
  })

  it('of organisations are identities with their basis, never threat actors', () => {
    const named = ofType(whole(), 'identity')[1]
    expect(named).toMatchObject({
      name: 'Example Trading',
      labels: ['basis:designated', 'status:current'],
      confidence: 85,
    })
    expect(named?.description).toContain('A designation is no verdict and can be lifted')
    expect(named?.description).toContain('https://example.gov/list')
  })
})

describe('the published schemas of STIX 2.1', () => {
  it.skipIf(!hasOasisSchemas)(
    'accept every file (skipped where the schemas are not at hand)',
    () => {
      const schemaOf = oasisSchemas()
      const folderOf = (type: StixType) =>
        ({
          bundle: 'common',
          'marking-definition': 'common',
          'domain-name': 'observables',
          relationship: 'sros',
        })[type as string] ?? 'sdos'
      const all = [bundles(), bundles({ indicators: domain('current') })].flatMap((made) => [
        made.whole,
        ...made.own.map(({ bundle }) => bundle),
      ])
      for (const bundle of all) {
        for (const object of [bundle, ...bundle.objects]) {
          const folder = object.type === 'bundle' ? 'common' : folderOf(object.type)
          const validate = schemaOf(folder, object.type)
          expect(validate, object.type).toBeDefined()
          validate?.(object)
          expect(validate?.errors ?? [], object.id).toEqual([])
        }
      }
    },
  )
})
