import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { loadFigures } from '#lib/content/data'
import { SchemeFigure } from './scheme-figure.tsx'

const stages = [
  { stage: 'identity', title: 'Identity', text: 'taken', link: '/a#identity' },
  { stage: 'remote-control', title: 'Remote control', text: 'software', link: '/a#remote' },
  { stage: 'wages', title: 'Wages', text: 'to helpers', link: '/a#wages' },
  { stage: 'theft-extortion', title: 'Theft', text: 'the turn', link: '/a#theft' },
] as const

describe('the scheme', () => {
  const html = renderToStaticMarkup(<SchemeFigure stages={stages} label="How it works" />)

  it('is an ordered list in which every stage is a link', () => {
    expect(html).toMatch(/^<ol class="stages" aria-label="How it works">/)
    for (const { title, link } of stages) expect(html).toContain(`<a href="${link}">${title}</a>`)
  })

  it('puts theft on a branch of its own, after the line', () => {
    expect(html.match(/<li class="turn">/g)).toHaveLength(1)
    expect(html.indexOf('class="turn"')).toBeGreaterThan(html.indexOf('Wages'))
    expect(html.match(/<li class="beside">/g)).toHaveLength(1)
  })

  it('draws the branch for eyes only, without style attributes', () => {
    for (const svg of html.match(/<svg[^>]*>/g) ?? []) expect(svg).toContain('aria-hidden="true"')
    expect(html).toMatch(/<path d="M0,0C/)
    expect(html).not.toContain('style=')
  })

  it('has, in the published content, the seven stages and two after the fork that its drawing is made for', () => {
    const scheme = loadFigures().find(({ kind }) => kind === 'scheme')
    const line = scheme?.stages.filter(({ stage }) => stage !== 'theft-extortion') ?? []
    expect(line).toHaveLength(7)
    expect(line.length - line.findIndex(({ stage }) => stage === 'remote-control')).toBe(3)
  })
})
