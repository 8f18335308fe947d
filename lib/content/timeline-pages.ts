/**
 * Where events stand: all on `/timeline`, and those of one kind or one place on pages of their own, so
 * that a filter is an address that works without a script and hides nothing silently.
 */
import { EVENT_KINDS, type EventKind, type TimelineEvent } from './data-schema.ts'

/** A filtered page; `id` is the last part of its address. */
export type TimelinePage = { id: string; address: string; events: readonly TimelineEvent[] } & (
  | { by: 'kind'; kind: EventKind }
  | { by: 'place'; place: string }
)

/** The address of all events. */
export const TIMELINE_ADDRESS = '/timeline'

/** A page for each kind and each place that has an event, kinds first, then places by number of events. */
export function timelinePages(events: readonly TimelineEvent[]): TimelinePage[] {
  const kinds = EVENT_KINDS.map((kind) => ({
    by: 'kind' as const,
    kind,
    id: kind,
    address: `${TIMELINE_ADDRESS}/${kind}`,
    events: events.filter((event) => event.kind === kind),
  }))
  const places = [...new Set(events.flatMap(placesOf))].map((place) => ({
    by: 'place' as const,
    place,
    id: placeId(place),
    address: `${TIMELINE_ADDRESS}/${placeId(place)}`,
    events: events.filter((event) => placesOf(event).includes(place)),
  }))
  return [
    ...kinds.filter((page) => page.events.length > 0),
    ...places.toSorted(
      (a, b) => b.events.length - a.events.length || a.place.localeCompare(b.place, 'en'),
    ),
  ]
}

/** The places of an event: "US, South Korea" and "US/South Korea" are two. */
export function placesOf({ jurisdiction }: Pick<TimelineEvent, 'jurisdiction'>): string[] {
  return jurisdiction.split(/\s*[/,]\s*|\s+and\s+/).filter(Boolean)
}

/** The events of each year, the newest first in both. */
export function eventsByYear(
  events: readonly TimelineEvent[],
): { year: string; events: TimelineEvent[] }[] {
  const years = Map.groupBy(events, ({ date }) => date.slice(0, 4))
  return [...years]
    .map(([year, own]) => ({
      year,
      events: own.toSorted((a, b) => b.date.localeCompare(a.date) || a.id.localeCompare(b.id)),
    }))
    .toSorted((a, b) => b.year.localeCompare(a.year))
}

/** The anchors of a page with these events: its years and its events. */
export function timelineAnchors(events: readonly TimelineEvent[]): string[] {
  return eventsByYear(events).flatMap(({ year, events: own }) => [year, ...own.map(({ id }) => id)])
}

function placeId(place: string): string {
  return place
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
}
