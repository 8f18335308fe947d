import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { loadSources, loadTimeline } from '#lib/content/data'
import { timelinePages } from '#lib/content/timeline-pages'
import { TimelinePage, timelineTitle } from './timeline-page.tsx'

const events = loadTimeline()
const sources = loadSources()
const pages = timelinePages(events)
const show = (id: string | null) =>
  renderToStaticMarkup(
    <TimelinePage
      page={pages.find((page) => page.id === id) ?? null}
      events={events}
      sources={sources}
      checkedTo="2026-04"
      language="en"
    />,
  )
const entriesOf = (html: string) => html.split('<ul class="events">').slice(1).join().split('<h3>')

describe('the timeline', () => {
  const html = show(null)

  it('shows every event with an anchor, its day and its numbered sources', () => {
    for (const { id, date } of events) {
      expect(html).toContain(`<li id="${id}">`)
      expect(html).toContain(`dateTime="${date}"`)
    }
    expect(html.match(/aria-label="Source \d+"/g)?.length).toBeGreaterThanOrEqual(events.length)
  })

  it('says what is decided wherever the data do', () => {
    const said = events.filter(({ legalStatus }) => legalStatus).length
    expect(said).toBeGreaterThan(0)
    expect(html.match(/<b>What is decided:<\/b>/g)).toHaveLength(said)
  })

  it('says that a charge is no conviction before the first event', () => {
    expect(html.indexOf('presumed innocent')).toBeLessThan(html.indexOf('class="events"'))
  })

  it('shows no charge, plea or sentence without saying what is decided', () => {
    const silent = events.filter(
      ({ kind, legalStatus }) =>
        (kind === 'indictment' || kind === 'plea' || kind === 'sentence') && !legalStatus,
    )
    expect(silent.map(({ id }) => id)).toEqual([])
  })
})

describe('a filtered timeline', () => {
  it('holds what its address says, and says what it leaves out', () => {
    const own = events.filter(({ kind }) => kind === 'sentence')
    const html = show('sentence')
    expect(html).toContain(`This page holds ${own.length} of ${events.length} events.`)
    expect(html).toContain('<a href="/timeline">Show all events</a>')
    expect(entriesOf(html)).toHaveLength(own.length + 1)
    expect(html).toContain('<a href="/timeline/sentence" aria-current="page">')
  })

  it('has a title of its own', () => {
    const titles = pages.map((page) => timelineTitle(page, 'en'))
    expect(new Set([...titles, timelineTitle(null, 'en')]).size).toBe(titles.length + 1)
  })
})
