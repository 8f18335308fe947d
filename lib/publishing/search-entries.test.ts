import { describe, expect, it } from 'vitest'
import { knownAddresses } from '#lib/content/pages'
import { loadReferenceContent, referencePages } from '#lib/content/reference-pages'
import { type SearchContent, searchEntries } from './search-entries.ts'

const advisory: SearchContent['advisories'][number] = {
  slug: 'first-one',
  lang: 'en',
  status: 'current',
  title: 'What to do first',
  summary: 'In short.',
  body: { raw: 'Opening.\n\n## Keep the laptop\n\nDo not wipe it.\n\n## Empty\n' },
}
const own = loadReferenceContent()
const content: SearchContent = { ...own, advisories: [advisory] }
const entries = searchEntries(content, 'en', 600)

describe('what the search finds', () => {
  it('is every advisory by section, with the title of its page', () => {
    const { title: within } = advisory
    expect(entries.filter(({ kind }) => kind === 'advisory')).toMatchObject([
      { address: '/advisories/first-one', title: within, text: 'In short. Opening.' },
      { address: '/advisories/first-one#keep-the-laptop', title: 'Keep the laptop', within },
    ])
  })

  it('is every sign, check, word, channel, number, event and named entity of the site', () => {
    const count = (kind: string) => entries.filter((one) => one.kind === kind).length
    expect(count('sign')).toBe(own.signs.length)
    expect(count('control')).toBe(own.controls.length)
    expect(count('term')).toBe(own.glossary.length)
    expect(count('channel')).toBe(own.channels.length)
    expect(count('event')).toBe(own.timeline.length)
    expect(count('figure')).toBe(own.figures.filter(({ data }) => data.length > 0).length)
    expect(count('indicator')).toBe(own.indicators.length + own.actors.length)
    expect(count('page')).toBe(own.roles.length)
  })

  it('leads to places that exist', () => {
    const known = knownAddresses(
      [{ slug: 'first-one', headings: [{ id: 'keep-the-laptop' }] }],
      referencePages(own),
    )
    const lost = entries.filter(({ address }) => {
      const [path = '', anchor] = address.split('#')
      return !known.get(path) || (anchor !== undefined && !known.get(path)?.has(anchor))
    })
    expect(lost).toEqual([])
  })

  it('never is a draft, and says of what no longer holds that it does not', () => {
    const titles = (status: 'draft' | 'withdrawn') =>
      searchEntries({ ...content, advisories: [{ ...advisory, status }] }, 'en', 600)
        .filter(({ kind }) => kind === 'advisory')
        .map(({ title, within }) => within || title)
    expect(titles('draft')).toEqual([])
    expect(titles('withdrawn')).toEqual([
      'What to do first (withdrawn)',
      'What to do first (withdrawn)',
    ])
  })

  it('shows a domain so that nothing makes it a link, and that seized ones are history', () => {
    const domains = own.indicators.filter(({ kind }) => kind === 'domain')
    expect(domains.length).toBeGreaterThan(0)
    for (const { id, value, status } of domains) {
      const found = entries.find(({ address }) => address === `/indicators#${id}`)
      expect(found?.title).toBe(value.replaceAll('.', '[.]'))
      if (status === 'expired') expect(found?.text).toContain('History: no live indicator.')
    }
  })

  it('is no longer than the build asks for, cut between words', () => {
    const short = searchEntries(content, 'en', 60)
    expect(Math.max(...short.map(({ text }) => text.length))).toBeLessThanOrEqual(62)
    expect(short.some(({ text }) => / …$/.test(text))).toBe(true)
  })
})
