import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { type Indicator, loadActors, loadIndicators, loadSources } from '#lib/content/data'
import { IndicatorsPage } from './indicators-page.tsx'

const show = (indicators: readonly Indicator[]) =>
  renderToStaticMarkup(
    <IndicatorsPage
      indicators={indicators}
      actors={loadActors()}
      sources={loadSources()}
      checkedTo="2026-04"
      language="en"
    />,
  )

describe('named entities and domains', () => {
  const indicators = loadIndicators()
  const html = show(indicators)

  it('say by whom and when each was named, and what we have read since', () => {
    expect(html.match(/Named by /g)).toHaveLength(indicators.length)
    for (const { id, date } of indicators) {
      expect(html).toContain(`<li id="${id}">`)
      expect(html).toContain(`dateTime="${date}"`)
    }
  })

  it('lead to whoever keeps the list in force, wherever its address is known', () => {
    const known = indicators.filter(({ liveList }) => liveList !== undefined)
    expect(html.match(/>Who keeps the list in force</g)).toHaveLength(known.length)
  })

  it('show a domain as history, in brackets and never as a link', () => {
    const domains = indicators.filter(({ kind }) => kind === 'domain')
    expect(domains.length).toBeGreaterThan(0)
    for (const { value } of domains) {
      expect(html).toContain(`<code>${value.replaceAll('.', '[.]')}</code>`)
      expect(html).not.toContain(value)
    }
    expect(html).toContain('no live indicators')
  })

  it('lead whoever is named to the right of reply', () => {
    expect(html).toContain('href="/corrections#reply"')
  })

  it('say so when something was taken back', () => {
    const [first] = indicators
    if (!first) throw new Error('content/data/indicators.yaml is empty')
    expect(show([{ ...first, status: 'retracted' }])).toContain('<b>Taken back.</b>')
  })
})
