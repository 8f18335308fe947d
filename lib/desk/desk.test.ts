import { describe, expect, it } from 'vitest'
import { hasOasisSchemas, oasisSchemas } from '#lib/stix/oasis-schemas.fixture'
import { reportText } from '#lib/tip/report'
import type { Identifier, Tip } from '#lib/tip/schema'
import { markdownText } from './markdown.ts'
import type { OpenedForDesk } from './opened.ts'
import { normalForm } from './same-identifier.ts'
import { stixBundle } from './stix.ts'

const IDENTIFIERS: Identifier[] = [
  { type: 'email', value: 'Dev@Bücher.example' },
  { type: 'profile', value: 'linkedin.com/in/dev' },
  { type: 'url', value: 'https://github.com/dev' },
  { type: 'phone', value: '+1 (415) 555-0100' },
  { type: 'ip', value: '203.0.113.9' },
  { type: 'ip', value: '2001:DB8::1' },
  { type: 'domain', value: 'Example.COM' },
  { type: 'wallet', value: '0xDE0B295669a9FD93d5F28D9Ec85E40f4cb697BAe' },
  { type: 'hash', value: 'D41D8CD98F00B204E9800998ECF8427E' },
  { type: 'mac', value: '00-1B-44-11-3A-B7' },
  { type: 'serial', value: 'C02-XG0' },
  { type: 'handle', value: '@DevKim' },
  { type: 'other', value: 'says he lives near the station' },
]
const TIP: Tip = {
  format: 'rhw-tip-v1',
  sealed: '2026-11-22T10:00Z',
  inbox: 'desk',
  category: 'works-now',
  now: 'not-sure',
  story: '<img src=x> [click](https://evil.example) ```\nend',
  sharing: 'amber',
  caseNumber: 'CASE `7`',
  contact: { address: 'sender@example.net' },
  identifiers: IDENTIFIERS,
  urgentSubject: false,
  files: [],
}
const OPENED: OpenedForDesk = {
  reference: '7K3M-Q2',
  hour: '2026-11-22T11:00Z',
  inbox: 'desk',
  sha256: 'ab'.repeat(32),
  report: reportText(TIP),
  tip: TIP,
}
const without = (tip: Partial<Tip>): OpenedForDesk => ({ ...OPENED, tip: { ...TIP, ...tip } })
const ofType = (opened: OpenedForDesk, type: string) =>
  stixBundle(opened).bundle.objects.filter((one) => one.type === type)

describe('the same account', () => {
  const same = (type: Identifier['type'], one: string, other: string) =>
    normalForm({ type, value: one }) === normalForm({ type, value: other })

  it.each([
    ['email', 'Dev@Example.org', ' dev@EXAMPLE.org'],
    ['email', 'dev@bücher.example', 'dev@xn--bcher-kva.example'],
    ['domain', 'Bücher.example.', 'xn--bcher-kva.example'],
    ['phone', '+1 (415) 555-0100', '0014155550100'],
    ['ip', '2001:db8:0::1', '[2001:DB8::1]'],
    ['profile', 'https://www.linkedin.com/in/dev/', 'linkedin.com/in/dev#about'],
    ['wallet', '0xABCDEF', '0xabcdef'],
    ['hash', 'ABCD', 'abcd'],
    ['mac', '00-1B-44', '001b44'],
    ['serial', 'c02-xg0', 'C02 XG0'],
    ['handle', '@DevKim', 'devkim'],
  ] as const)('is one however it is written: %s %s', (type, one, other) => {
    expect(same(type, one, other)).toBe(true)
  })

  it.each([
    ['wallet', '1BoatSLRHtKNngkdXEeobR76b53LETtpyT', '1boatslrhtknngkdxeeobr76b53lettpyt'],
    ['profile', 'linkedin.com/in/dev', 'linkedin.com/in/dev2'],
    ['email', 'dev@example.org', 'dev@example.com'],
  ] as const)('is not another: %s %s', (type, one, other) => {
    expect(same(type, one, other)).toBe(false)
  })

  it('is a profile or a link, whichever its sender called it', () => {
    expect(normalForm({ type: 'url', value: 'https://github.com/dev' })).toBe(
      normalForm({ type: 'profile', value: 'github.com/dev' }),
    )
  })
})

describe('the STIX bundle of a tip', () => {
  it('is a report, what was observed, and an observable for each account or device', () => {
    const { bundle, left } = stixBundle(OPENED)
    expect(bundle.objects.map(({ type }) => type)).toEqual([
      'marking-definition',
      'identity',
      'report',
      'observed-data',
      'email-addr',
      'url',
      'url',
      'x-phone-number',
      'ipv4-addr',
      'ipv6-addr',
      'domain-name',
      'x-cryptocurrency-wallet',
      'file',
      'mac-addr',
      'x-device-serial-number',
      'user-account',
    ])
    expect(left).toEqual([IDENTIFIERS.at(-1)])
    expect(ofType(OPENED, 'email-addr')[0]?.value).toBe('dev@xn--bcher-kva.example')
  })

  it('accuses nobody: no confidence, no indicator, no actor, and the sender is not in it', () => {
    const text = JSON.stringify(stixBundle(OPENED))
    expect(text).not.toMatch(
      /confidence|"indicator"|threat-actor|sender@example\.net|evil\.example/,
    )
    expect(text).toContain('no accusation')
  })

  it.each([
    ['red', 'TLP:RED'],
    ['amber', 'TLP:AMBER'],
    ['green', 'TLP:GREEN'],
    ['ask', 'TLP:RED'],
  ] as const)('is marked as its sender answered: %s is %s', (sharing, name) => {
    const { objects } = stixBundle(without({ sharing })).bundle
    const [marking] = objects
    expect(marking?.name).toBe(name)
    for (const one of objects.slice(2)) expect(one.object_marking_refs).toEqual([marking?.id])
  })

  it('has the same ids for the same tip, known by its reference or opened by hand', () => {
    const ids = (opened: OpenedForDesk) => stixBundle(opened).bundle.objects.map(({ id }) => id)
    expect(ids({ ...OPENED, reference: null, hour: null })).toEqual(ids(OPENED))
    expect(ids({ ...OPENED, sha256: 'cd'.repeat(32) })[2]).not.toBe(ids(OPENED)[2])
  })

  it('is valid for a tip that names nothing, and for one that no form made', () => {
    const bare = stixBundle(without({ identifiers: [] })).bundle
    expect(bare.objects.map(({ type }) => type)).toEqual([
      'marking-definition',
      'identity',
      'report',
    ])
    const byHand = { ...OPENED, tip: null, report: 'He wrote from kim@example.org, I am not sure' }
    expect(ofType(byHand, 'email-addr')).toHaveLength(1)
    expect(stixBundle(byHand).bundle.objects[0]?.name).toBe('TLP:RED')
  })

  it.skipIf(!hasOasisSchemas)(
    'is accepted by the schemas of STIX 2.1 (skipped where they are not at hand)',
    () => {
      const schemaOf = oasisSchemas()
      for (const opened of [OPENED, without({ identifiers: [] }), { ...OPENED, hour: null }]) {
        const { bundle } = stixBundle(opened)
        for (const object of [bundle, ...bundle.objects]) {
          const validate = object.type.startsWith('x-')
            ? schemaOf('common', 'cyber-observable-core')
            : ['common', 'sdos', 'observables']
                .map((folder) => schemaOf(folder, object.type))
                .find((one) => one !== undefined)
          expect(validate, object.type).toBeDefined()
          validate?.(object)
          expect(validate?.errors ?? [], object.id).toEqual([])
        }
      }
    },
  )
})

describe('a tip as Markdown', () => {
  const text = markdownText(OPENED)

  it('has what case work begins with', () => {
    expect(text).toMatch(/^# Tip `7K3M-Q2`$/m)
    expect(text).toMatch(/^- Sharing: The authorities as well \(TLP:AMBER\)$/m)
    expect(text).toMatch(/^- E-mail address: `Dev@Bücher\.example`$/m)
    expect(text.endsWith('\n')).toBe(true)
  })

  it('keeps every word of a stranger inside code, which it cannot leave', () => {
    const fence = /\n(`{3,})text\n([\s\S]*)\n\1\n$/.exec(text)
    expect(fence?.[1]).toBe('````')
    expect(fence?.[2]).toContain('<img src=x>')
    expect(text.replace(fence?.[0] ?? '', '')).not.toContain('<img')
    expect(text).toContain('`` CASE `7` ``')
  })
})
