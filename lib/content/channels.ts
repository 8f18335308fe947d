/** Reporting channels by country, in the order in which somebody with a case turns to them. */
import { CHANNEL_KINDS, type Channel } from './reference-schema.ts'

export type Country = {
  /** The country's anchor on `/report-to`. */
  id: string
  country: string
  channels: Channel[]
}

/** Countries in the order of the file; in each, police before sanctions before the rest. */
export function channelsByCountry(channels: readonly Channel[]): Country[] {
  const groups = Map.groupBy(channels, ({ country }) => country)
  return [...groups].map(([country, own]) => ({
    id: country
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, ''),
    country,
    channels: own.toSorted((a, b) => CHANNEL_KINDS.indexOf(a.kind) - CHANNEL_KINDS.indexOf(b.kind)),
  }))
}

/** The anchors of `/report-to`: its order, countries and bodies. */
export function channelAnchors(channels: readonly Channel[]): string[] {
  return [
    'order',
    ...channelsByCountry(channels).flatMap(({ id, channels: own }) => [
      id,
      ...own.map((channel) => channel.id),
    ]),
  ]
}
