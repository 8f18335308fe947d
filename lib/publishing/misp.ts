/**
 * A MISP feed: one event per published advisory and one for what authorities have named, a manifest, and
 * the hashes by which a MISP server finds values. Nothing in it asks for an alert (`to_ids`).
 */
import { createHash } from 'node:crypto'
import type { Indicator } from '#lib/content/data'
import { siteNamespace, uuidV5 } from '#lib/stix/stable-id'
import { releasedAt } from './csaf/document.ts'
import { csvRow } from './csv.ts'
import { absolute, advisoryPath, midnight } from './entries.ts'
import type { Publication } from './publications.ts'
import {
  type NamedInAdvisories,
  publishedForTools,
  type ToolAdvisory,
  type ToolContent,
} from './tool-content.ts'

type Attribute = {
  uuid: string
  type: 'link' | 'comment' | 'text' | 'domain'
  category: 'External analysis' | 'Attribution' | 'Network activity'
  value: string
  comment: string
  to_ids: false
  disable_correlation: boolean
  distribution: '5'
  timestamp: string
}

type Event = {
  uuid: string
  info: string
  date: string
  timestamp: string
  publish_timestamp: string
  published: true
  /** 2 = completed. */
  analysis: '2'
  /** 4 = undefined: we judge no threat. */
  threat_level_id: '4'
  distribution: '3'
  Orgc: { name: string; uuid: string }
  Tag: { name: string; colour: string }[]
  Attribute: Attribute[]
}

const FOUNDED = '2026-01-01'
const TLP_CLEAR = { name: 'tlp:clear', colour: '#ffffff' }
const JSON_TYPE = 'application/json'

/** Manifest, events and hashes. */
export function mispFeed(content: ToolContent, named: NamedInAdvisories): Publication[] {
  const events = mispEvents(content, named)
  const manifest = events.map(({ uuid, info, date, timestamp, Orgc, Tag, ...event }) => [
    uuid,
    {
      info,
      date,
      timestamp,
      Orgc,
      Tag,
      analysis: event.analysis,
      threat_level_id: event.threat_level_id,
    },
  ])
  const hashes = events.flatMap(({ uuid, Attribute }) =>
    Attribute.map(({ value }) => csvRow([md5(value), uuid]).replace('\r\n', '\n')),
  )
  return [
    {
      path: '/misp/manifest.json',
      contentType: JSON_TYPE,
      body: json(Object.fromEntries(manifest)),
    },
    ...events.map((event) => ({
      path: `/misp/${event.uuid}.json`,
      contentType: JSON_TYPE,
      body: json({ Event: event }),
    })),
    {
      path: '/misp/hashes.csv',
      contentType: 'text/csv; charset=utf-8',
      body: hashes.join(''),
    },
  ]
}

/** The events, oldest advisory first; the last one holds all indicators, also those nobody writes about. */
function mispEvents(content: ToolContent, named: NamedInAdvisories): Event[] {
  const namespace = siteNamespace(content.siteUrl)
  const advisories = publishedForTools(content.advisories)
  const newest = advisories.map(releasedAt).toSorted().at(-1) ?? midnight(FOUNDED)
  const event = (
    key: string,
    info: string,
    day: string,
    changed: string,
    tags: readonly string[],
    attributes: readonly Omit<Attribute, 'uuid' | 'timestamp' | 'to_ids' | 'distribution'>[],
  ): Event => ({
    uuid: uuidV5(namespace, `misp:${key}`),
    info,
    date: day,
    timestamp: seconds(changed),
    publish_timestamp: seconds(changed),
    published: true,
    analysis: '2',
    threat_level_id: '4',
    distribution: '3',
    Orgc: {
      name: content.site.operator.legalName || content.site.name,
      uuid: uuidV5(namespace, 'identity:site'),
    },
    Tag: [TLP_CLEAR, ...tags.map((name) => ({ name, colour: '#767676' }))],
    Attribute: attributes.map((attribute) => ({
      uuid: uuidV5(namespace, `misp:${key}:${attribute.type}:${attribute.value}`),
      ...attribute,
      to_ids: false,
      distribution: '5',
      timestamp: seconds(changed),
    })),
  })
  return [
    ...advisories.map((advisory) =>
      event(
        advisory.id,
        `${advisory.status === 'current' ? '' : `${advisory.status.toUpperCase()}: `}${advisory.title}`,
        advisory.published,
        releasedAt(advisory),
        [`rhw:status="${advisory.status}"`],
        [
          {
            type: 'link',
            category: 'External analysis',
            value: absolute(content.siteUrl, advisoryPath(advisory)),
            comment: `${advisory.id}, version ${advisory.version}`,
            disable_correlation: true,
          },
          {
            type: 'comment',
            category: 'External analysis',
            value: summaryOf(advisory),
            comment: '',
            disable_correlation: true,
          },
          ...(named.get(advisory.id)?.indicators ?? []).map(indicatorAttribute),
        ],
      ),
    ),
    event(
      'indicators',
      'Organisations and domains that authorities have named',
      FOUNDED,
      newest,
      [],
      content.indicators.map(indicatorAttribute),
    ),
  ]
}

function summaryOf({ status, statusNote, summary }: ToolAdvisory): string {
  return status === 'withdrawn' ? `Withdrawn. ${statusNote ?? ''} ${summary}` : summary
}

function indicatorAttribute(indicator: Indicator) {
  const { kind, value, basis, status, namedBy, date, describedAs } = indicator
  return {
    ...(kind === 'domain'
      ? ({ type: 'domain', category: 'Network activity' } as const)
      : ({ type: 'text', category: 'Attribution' } as const)),
    value,
    comment: `${basis}, ${status}; named by ${namedBy} (${date}): ${describedAs}`,
    // Names are borne by innocent namesakes, and history must not set off alarms.
    disable_correlation: kind === 'entity' || status !== 'current',
  }
}

function seconds(time: string): string {
  return String(Math.floor(Date.parse(time) / 1000))
}

/** MISP's own choice of hash for its feed cache; it protects nothing. */
function md5(value: string): string {
  return createHash('md5').update(value).digest('hex')
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 1)}\n`
}
