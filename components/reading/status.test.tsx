import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { StatusBanner } from './status.tsx'

const text = (element: React.ReactNode) => renderToStaticMarkup(element).replace(/<[^>]+>/g, '')

describe('the status banner', () => {
  it('is absent from an advisory that holds', () => {
    expect(text(<StatusBanner advisory={{ status: 'current' }} successor={undefined} />)).toBe('')
  })

  it('says that a withdrawn advisory must not be relied on, and why', () => {
    const banner = text(
      <StatusBanner
        advisory={{ status: 'withdrawn', statusNote: 'The source was retracted.' }}
        successor={undefined}
      />,
    )
    expect(banner).toContain('Withdrawn. Do not rely on this advisory.')
    expect(banner).toContain('The source was retracted.')
  })

  it('leads from a superseded advisory to the one that takes its place', () => {
    const html = renderToStaticMarkup(
      <StatusBanner
        advisory={{ status: 'superseded' }}
        successor={{ id: 'RHW-2026-002', slug: 'newer', lang: 'en', title: 'Newer' }}
      />,
    )
    expect(html).toContain('Superseded.')
    expect(html).toContain('<a href="/advisories/newer">Newer</a>')
  })

  it('calls a draft a draft', () => {
    expect(text(<StatusBanner advisory={{ status: 'draft' }} successor={undefined} />)).toContain(
      'Draft. Not published.',
    )
  })
})
