import { describe, expect, it } from 'vitest'
import { readConfig } from '#lib/config'
import type { Inbox } from '#lib/inboxes/inbox'
import { inboxesSha256 } from '#lib/inboxes/page-inboxes'
import { buildMisfit } from './start.ts'

const ONE = 'a'.repeat(40)
const TWO = 'b'.repeat(40)

function setup(inboxes: Record<string, string[]>) {
  const read = readConfig({ SITE_URL: 'https://example.org' })
  if (!read.ok) throw new Error('The configuration of the test is wrong.')
  return {
    config: read.config,
    inboxes: Object.entries(inboxes).map(
      ([id, fingerprints]): Inbox => ({
        id,
        name: id,
        address: 'desk@example.org',
        secondAddress: null,
        mailBytes: null,
        categories: [],
        countries: [],
        languages: [],
        leavingNow: false,
        distrusted: [],
        limits: null,
        partners: [],
        replyFrom: [],
        archive: null,
        certificates: fingerprints.map((fingerprint) => ({
          fingerprint,
          armored: '',
          encryptionKeyIds: [],
          expires: null,
        })),
        demo: false,
      }),
    ),
  }
}
const built = (inboxes: Record<string, string[]>, siteUrl = 'https://example.org') => ({
  siteUrl,
  retentionDays: 14,
  // The default of a server that sends nothing.
  replyAddress: 'reply+*@localhost.invalid',
  inboxes,
})

describe('a build', () => {
  it('fits the inboxes it was made with, in any order of certificates', () => {
    expect(buildMisfit(built({ desk: [ONE, TWO] }), setup({ desk: [TWO, ONE] }))).toBeUndefined()
  })

  it.each([
    ['another certificate', { desk: [TWO] }],
    ['one certificate fewer', { desk: [] }],
    ['one certificate more', { desk: [ONE, TWO] }],
    ['an inbox more', { desk: [ONE], fraud: [TWO] }],
    ['no inbox', {}],
  ])('is refused when the server has %s', (_what, loaded) => {
    const misfit = buildMisfit(built({ desk: [ONE] }), setup(loaded))
    expect(misfit).toContain('inbox')
    expect(misfit).toContain('npm run build')
  })

  it('is refused when a certificate was extended or a condition changed since', () => {
    const site = setup({ desk: [ONE] })
    const build = { ...built({ desk: [ONE] }), inboxesSha256: inboxesSha256(site.inboxes) }
    expect(buildMisfit(build, site)).toBeUndefined()
    const [desk] = site.inboxes
    if (desk === undefined) throw new Error('expected an inbox')
    const extended = desk.certificates.map((one) => ({ ...one, armored: 'extended' }))
    for (const changed of [
      { ...desk, certificates: extended },
      { ...desk, countries: ['KR'] },
    ]) {
      const misfit = buildMisfit(build, { ...site, inboxes: [changed] })
      expect(misfit).toContain('an earlier state of the inboxes')
      expect(misfit).toContain('npm run build')
    }
  })

  it('is refused when it shows drafts and the server was not told so, or the other way', () => {
    const build = built({ desk: [ONE] })
    const site = setup({ desk: [ONE] })
    const previewing = { ...site, config: { ...site.config, preview: true } }
    expect(buildMisfit({ ...build, preview: true }, site)).toMatch(/preview with drafts.*build/)
    expect(buildMisfit(build, previewing)).toMatch(/PREVIEW is set.*build/)
    expect(buildMisfit({ ...build, preview: true }, previewing)).toBeUndefined()
  })

  it('is refused when its pages promise another retention than the server keeps', () => {
    const misfit = buildMisfit(
      { ...built({ desk: [ONE] }), retentionDays: 30 },
      setup({ desk: [ONE] }),
    )
    expect(misfit).toContain('promise to keep sealed tips for 30 days')
  })

  it('is refused when its form makes ways back for another reply address', () => {
    const site = setup({ desk: [ONE] })
    const { replyAddress: _, ...without } = built({ desk: [ONE] })
    const other = { ...without, replyAddress: 'tips+*@example.org' }
    const silent = { ...site, config: { ...site.config, replyAddress: null } }
    expect(buildMisfit(other, site)).toMatch(
      /for tips\+\*@example\.org, but REPLY_ADDRESS is reply\+\*@localhost\.invalid.*npm run build/,
    )
    expect(buildMisfit(other, silent)).toContain('REPLY_ADDRESS is not set')
    expect(buildMisfit(without, site)).toContain('no reply address')
    expect(buildMisfit(without, silent)).toBeUndefined()
  })

  it('is refused when its privacy page does not name who carries the mail', () => {
    const site = setup({ desk: [ONE] })
    const resend = { name: 'resend', apiKey: 're_1', baseUrl: 'https://api.resend.com' } as const
    const withResend = {
      ...site,
      config: { ...site.config, mailTransports: [resend, ...site.config.mailTransports] },
    }
    expect(buildMisfit(built({ desk: [ONE] }), withResend)).toContain('sent by resend')
    const named = { ...built({ desk: [ONE] }), transports: ['resend' as const] }
    expect(buildMisfit(named, withResend)).toBeUndefined()
    expect(buildMisfit(named, site), 'a fallback that was taken away').toBeUndefined()
  })

  it('is refused under another address', () => {
    const misfit = buildMisfit(
      built({ desk: [ONE] }, 'http://localhost:3000'),
      setup({ desk: [ONE] }),
    )
    expect(misfit).toContain('built for http://localhost:3000')
  })
})
