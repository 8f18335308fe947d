import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import type { Corrected } from '#lib/content/corrections'
import { loadSite } from '#lib/content/data'
import { CorrectionsPage } from './corrections-page.tsx'

const advisory: Corrected = {
  id: 'RHW-2026-001',
  slug: 'first',
  lang: 'en',
  title: 'First',
  status: 'current',
  revised: '2026-03-01',
  revisions: [{ version: 1, date: '2026-03-01', kind: 'publication', summary: 'Out.' }],
}
const site = loadSite()
const show = (
  advisories: readonly Corrected[] = [advisory],
  corrections = { email: '', replyTime: '' },
  email = '',
) =>
  renderToStaticMarkup(
    <CorrectionsPage
      advisories={advisories}
      site={{ corrections, operator: { ...site.operator, email } }}
      language="en"
    />,
  )

describe('corrections', () => {
  it('say honestly that there are none', () => {
    expect(show()).toContain('of 1 advisories none has been corrected or withdrawn')
  })

  it('name what was wrong, when, and lead to the advisory', () => {
    const html = show([
      {
        ...advisory,
        revisions: [
          ...advisory.revisions,
          { version: 2, date: '2026-04-05', kind: 'correction', summary: 'The sum was wrong.' },
        ],
      },
    ])
    expect(html).toContain('<b>Correction.</b> The sum was wrong.')
    expect(html).toContain('<time dateTime="2026-04-05">5 April 2026</time>')
    expect(html).toContain('href="/advisories/first#revisions"')
  })
})

describe('the right of reply', () => {
  it('gives no address and promises no time while nobody runs the site', () => {
    expect(show()).toContain('This copy of the site is a demonstration.')
    expect(show()).not.toMatch(/mailto:|We answer/)
  })

  it('leads to the operator, or to the address for corrections if there is one', () => {
    expect(show([advisory], undefined, 'desk@example.org')).toContain('mailto:desk@example.org')
    const own = show(
      [advisory],
      { email: 'reply@example.org', replyTime: 'within three working days' },
      'desk@example.org',
    )
    expect(own).toContain('mailto:reply@example.org')
    expect(own).toContain('We answer within three working days.')
  })
})
