import { describe, expect, it } from 'vitest'
import { loadTimeline } from './data.ts'
import type { TimelineEvent } from './data-schema.ts'
import { eventsByYear, placesOf, timelineAnchors, timelinePages } from './timeline-pages.ts'

const event = (id: string, fields: Partial<TimelineEvent> = {}): TimelineEvent => ({
  id,
  date: '2025-06-30',
  jurisdiction: 'US',
  kind: 'report',
  title: 'T',
  text: 'Text.',
  figures: [],
  sources: ['s'],
  companies: [],
  ...fields,
})

describe('pages of the timeline', () => {
  it('stand for each kind and each place, and hold every event of theirs', () => {
    const events = [
      event('a', { kind: 'plea' }),
      event('b', { jurisdiction: 'South Korea' }),
      event('c', { jurisdiction: 'US, South Korea' }),
    ]
    expect(
      timelinePages(events).map(({ address, events: own }) => [address, own.map(({ id }) => id)]),
    ).toEqual([
      ['/timeline/plea', ['a']],
      ['/timeline/report', ['b', 'c']],
      ['/timeline/south-korea', ['b', 'c']],
      ['/timeline/us', ['a', 'c']],
    ])
  })

  it('count an event of two countries for both', () => {
    expect(placesOf({ jurisdiction: 'Japan/UK' })).toEqual(['Japan', 'UK'])
    expect(placesOf({ jurisdiction: 'US and South Korea' })).toEqual(['US', 'South Korea'])
    expect(placesOf({ jurisdiction: '11 states' })).toEqual(['11 states'])
  })

  it('have addresses of their own in the published content, and lose no event', () => {
    const events = loadTimeline()
    const pages = timelinePages(events)
    expect(new Set(pages.map(({ address }) => address)).size).toBe(pages.length)
    for (const by of ['kind', 'place'] as const) {
      const held = pages.filter((page) => page.by === by).flatMap((page) => page.events)
      expect(new Set(held).size).toBe(events.length)
    }
  })
})

describe('years', () => {
  it('stand newest first, as do the events in them, also those dated less exactly', () => {
    const years = eventsByYear([
      event('a', { date: '2024' }),
      event('b', { date: '2025-01-02' }),
      event('c', { date: '2025-03' }),
    ])
    expect(years.map(({ year, events }) => [year, events.map(({ id }) => id)])).toEqual([
      ['2025', ['c', 'b']],
      ['2024', ['a']],
    ])
    expect(timelineAnchors([event('a', { date: '2024' })])).toEqual(['2024', 'a'])
  })
})
