/** The STIX 2.1 files: one bundle per advisory and one with everything. */

import { siteNamespace, uuidV5 } from '#lib/stix/stable-id'
import { type Lead, leadText, NO_LEAD } from '../advisory-lead.ts'
import { absolute, advisoryPath } from '../entries.ts'
import {
  type Named,
  type NamedInAdvisories,
  publishedForTools,
  type ToolAdvisory,
  type ToolContent,
} from '../tool-content.ts'
import {
  attackPattern,
  base,
  courseOfAction,
  indicatorObjects,
  intrusionSet,
  type Making,
  references,
  relationship,
  siteIdentity,
  stixId,
  TLP_CLEAR,
  tool,
} from './make-objects.ts'
import { type Bundle, bundleShape, type StixObject } from './shapes.ts'

/** Before the first advisory; what has no date of its own was made then. */
const FOUNDED = '2026-01-01T00:00:00.000Z'

/**
 * One bundle per published advisory: its report and whatever the report refers to. And one with
 * everything: all reports, and every entry of the data, also those that nobody names.
 * @throws when an object is not of our shapes, naming the field
 */
export function stixBundles(
  content: ToolContent,
  named: NamedInAdvisories,
): { whole: Bundle; own: { advisory: ToolAdvisory; bundle: Bundle }[] } {
  const making = makingOf(content)
  const site = siteIdentity(making, content.siteUrl, content.site)
  const own = publishedForTools(content.advisories).map((advisory) => {
    const entries = named.get(advisory.id)
    const objects = entries === undefined ? [] : objectsFor(making, entries)
    const about = report(making, content, advisory, objects, entries?.lead ?? NO_LEAD)
    return { advisory, about, bundle: bundle(making, advisory.id, [site, about, ...objects]) }
  })
  const reports = own.map(({ about }) => about)
  return {
    whole: bundle(making, 'all', [site, ...reports, ...objectsFor(making, content)]),
    own: own.map(({ advisory, bundle }) => ({ advisory, bundle })),
  }
}

/**
 * When data was last published. Entries of the data have no dates of their own, so each revision of any
 * advisory makes a new version of all of them; the milliseconds count the versions of the same day.
 */
function makingOf({ siteUrl, advisories, sources }: ToolContent): Making {
  const published = publishedForTools(advisories)
  const newest = published
    .map(({ revised }) => revised)
    .toSorted()
    .at(-1)
  const versions = published.reduce((sum, { version }) => sum + version, 0)
  const modified = newest === undefined ? FOUNDED : later(newest, versions)
  return {
    namespace: siteNamespace(siteUrl),
    created: FOUNDED,
    modified: modified < FOUNDED ? FOUNDED : modified,
    sources: new Map(sources.map((source) => [source.id, source])),
  }
}

function report(
  making: Making,
  { siteUrl, site }: ToolContent,
  advisory: ToolAdvisory,
  objects: readonly StixObject[],
  lead: Lead,
): StixObject {
  const refs = objects.map(({ id }) => id as string)
  const { status, statusNote, supersededBy } = advisory
  const state =
    status === 'withdrawn'
      ? `Withdrawn. ${statusNote ?? ''}`.trim()
      : status === 'superseded'
        ? `Superseded by ${supersededBy ?? 'another advisory'}.`
        : ''
  return {
    ...base(making, 'report', advisory.id),
    // The version counts as milliseconds, so that two revisions of a day are told apart.
    created: later(advisory.published, 0),
    modified: later(advisory.revised, advisory.version - 1),
    ...(status === 'withdrawn' && { revoked: true as const }),
    name: advisory.title,
    description: [[state, advisory.summary].filter(Boolean).join(' '), leadText(lead)]
      .filter(Boolean)
      .join('\n\n'),
    report_types: ['threat-report'],
    published: later(advisory.published, 0),
    labels: [status, ...advisory.audiences, ...advisory.stages],
    lang: advisory.lang,
    external_references: [
      {
        source_name: site.name,
        external_id: advisory.id,
        url: absolute(siteUrl, advisoryPath(advisory)),
        description: `Version ${advisory.version}. Facts checked to ${advisory.factsChecked}.`,
      },
      ...references(making, advisory.sources),
    ],
    object_refs: refs.length > 0 ? refs : [stixId(making, 'identity', 'site')],
  }
}

/** The entries as objects, with the arrows between those that are there. */
function objectsFor(making: Making, named: Named): StixObject[] {
  const { actors, software, techniques, controls, indicators } = named
  const arrows = [
    ...software.flatMap(({ id, reportedWith, technique }) => {
      const target = stixId(making, 'tool', id)
      return [
        ...actors
          .filter((actor) => reportedWith.includes(actor.id))
          .map((actor) =>
            relationship(
              making,
              'uses',
              stixId(making, 'intrusion-set', actor.id),
              target,
              'Reported in cases. Ordinary and lawful for everybody else.',
            ),
          ),
        ...techniques
          .filter((one) => one.id === technique)
          .map((one) =>
            relationship(
              making,
              'uses',
              stixId(making, 'attack-pattern', one.id),
              target,
              'MITRE names it as an example on the page of the technique.',
            ),
          ),
      ]
    }),
    ...controls.flatMap((control) =>
      techniques
        .filter(({ sources }) => sources.some((id) => control.sources.includes(id)))
        .map((technique) =>
          relationship(
            making,
            'mitigates',
            stixId(making, 'course-of-action', control.id),
            stixId(making, 'attack-pattern', technique.id),
            'Our own reading: the control rests on the page of the technique.',
          ),
        ),
    ),
  ]
  return [
    ...actors.map((actor) => intrusionSet(making, actor)),
    ...software.map((one) => tool(making, one)),
    ...techniques.map((technique) => attackPattern(making, technique)),
    ...indicators.flatMap((indicator) => indicatorObjects(making, indicator)),
    ...controls.map((control) => courseOfAction(making, control)),
    ...arrows,
  ]
}

function bundle(making: Making, key: string, objects: StixObject[]): Bundle {
  return bundleShape.parse({
    type: 'bundle',
    id: `bundle--${uuidV5(making.namespace, `bundle:${key}`)}`,
    objects: [TLP_CLEAR, ...objects],
  })
}

function later(day: string, milliseconds: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + milliseconds).toISOString()
}
