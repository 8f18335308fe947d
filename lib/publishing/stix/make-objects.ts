/**
 * STIX objects for the site itself and for entries of the data: one function per kind. Every object is
 * made by us, marked TLP:CLEAR and dated by the content, never by a clock.
 */
import type {
  Actor,
  Control,
  Indicator,
  SiteInfo,
  Software,
  Source,
  Technique,
} from '#lib/content/data'
import { observableId } from '#lib/stix/observables'
import { uuidV5 } from '#lib/stix/stable-id'
import { tlpMarking } from '#lib/stix/tlp'
import { citedSource } from '../cited-source.ts'
import { confidenceIn, confidenceScore } from '../confidence.ts'
import { actorNames } from '../tool-content.ts'
import { type ExternalReference, type StixObject, type StixType, TLP_CLEAR_ID } from './shapes.ts'

/** What every object of a bundle is made with. */
export type Making = {
  /** Of this site, for ids. */
  namespace: string
  /** When entries of the data were last published: the newest revision of any advisory. */
  created: string
  modified: string
  sources: ReadonlyMap<string, Source>
}

type Kind<Type extends StixType> = Extract<StixObject, { type: Type }>

/** TLP:CLEAR of TLP 2.0, as OASIS publishes it; everybody uses the same object. */
export const TLP_CLEAR: Kind<'marking-definition'> = tlpMarking('clear')

/** The id that an object of ours has for ever; `key` is the entry's own id. */
export function stixId<Type extends StixType>(
  { namespace }: Pick<Making, 'namespace'>,
  type: Type,
  key: string,
): `${Type}--${string}` {
  return `${type}--${uuidV5(namespace, `${type}:${key}`)}`
}

/** The fields that all our objects share; `key` as for `stixId`. */
export function base<Type extends StixType>(making: Making, type: Type, key: string) {
  return {
    type,
    spec_version: '2.1' as const,
    id: stixId(making, type, key),
    created_by_ref: stixId(making, 'identity', 'site'),
    created: making.created,
    modified: making.modified,
    lang: 'en',
    object_marking_refs: [TLP_CLEAR_ID] satisfies [typeof TLP_CLEAR_ID],
  }
}

/** The site as the maker of every other object. */
export function siteIdentity(
  making: Making,
  siteUrl: string,
  { name, tagline, operator }: Pick<SiteInfo, 'name' | 'tagline' | 'operator'>,
): StixObject {
  const { created_by_ref: _self, ...own } = base(making, 'identity', 'site')
  const who = operator.legalName
    ? `Run by ${operator.legalName}.`
    : 'This copy is a demonstration: no operator is named yet.'
  return {
    ...own,
    name,
    description: [tagline && `${tagline}.`, who].filter(Boolean).join(' '),
    identity_class: 'organization',
    contact_information: [operator.email, siteUrl].filter(Boolean).join(', '),
  }
}

/** The names that one firm gave to an actor. Names of other firms are objects of their own. */
export function intrusionSet(making: Making, actor: Actor): StixObject {
  const { names, group } = actorNames(actor)
  const [name = actor.name, ...aliases] = names
  return {
    ...base(making, 'intrusion-set', actor.id),
    name,
    description: `Source of the name: ${actor.by}. ${withStop(actor.meaning)} Names of different firms overlap and are kept apart here, since nobody has shown that they mean the same.${actor.note ? ` ${withStop(actor.note)}` : ''}`,
    ...(aliases.length > 0 && { aliases }),
    labels: [actor.about],
    external_references: [
      ...(group === undefined ? [] : [{ source_name: 'mitre-attack', external_id: group }]),
      ...references(making, actor.sources),
    ],
  }
}

/** A program or device that a source names in cases. */
export function tool(making: Making, software: Software): StixObject {
  return {
    ...base(making, 'tool', software.id),
    name: software.name,
    description: `${withStop(software.text)} It is lawful, and no sign on its own.`,
    tool_types: ['remote-access'],
    labels: [software.kind],
    external_references: references(making, software.sources),
  }
}

/** An ATT&CK technique, by MITRE's id; revoked as soon as MITRE took it back. */
export function attackPattern(making: Making, technique: Technique): StixObject {
  return {
    ...base(making, 'attack-pattern', technique.id),
    name: technique.name,
    ...(technique.status !== 'current' && { revoked: true as const }),
    external_references: [
      {
        source_name: 'mitre-attack',
        external_id: technique.id,
        url: `https://attack.mitre.org/techniques/${technique.id.replace('.', '/')}/`,
      },
      ...references(making, technique.sources),
    ],
  }
}

/** Something to check or to set up. */
export function courseOfAction(making: Making, control: Control): StixObject {
  return {
    ...base(making, 'course-of-action', control.id),
    name: control.title,
    description: [control.text, control.note, control.caution]
      .flatMap((text) => (text === undefined ? [] : [withStop(text)]))
      .join(' '),
    labels: [control.stage, ...control.audiences],
    external_references: references(making, control.sources),
  }
}

/**
 * What an authority named. An organisation is an identity and no threat actor, since a designation is no
 * verdict. A domain is an indicator only as long as it is current; after that it is infrastructure of the
 * past, which says why nobody should alert on it. (A note would fit too, but the schema that OASIS
 * publishes for bundles refuses every note.)
 */
export function indicatorObjects(making: Making, indicator: Indicator): StixObject[] {
  const facts = {
    ...(indicator.status === 'retracted' && { revoked: true as const }),
    labels: [`basis:${indicator.basis}`, `status:${indicator.status}`],
    confidence: confidenceScore(confidenceIn(indicator.sources, making.sources)),
    external_references: references(making, indicator.sources),
  }
  const said = saidOf(indicator)
  if (indicator.kind === 'entity')
    return [
      {
        ...base(making, 'identity', indicator.id),
        ...facts,
        name: indicator.value,
        description: said,
        roles: ['named by an authority'],
        identity_class: 'organization',
      },
    ]
  if (indicator.status === 'current')
    return [
      {
        ...base(making, 'indicator', indicator.id),
        ...facts,
        name: indicator.value,
        description: said,
        indicator_types: ['attribution'],
        pattern: `[domain-name:value = '${indicator.value.replace(/['\\]/g, '\\$&')}']`,
        pattern_type: 'stix',
        valid_from: instant(indicator.date),
      },
    ]
  const value = { value: indicator.value }
  const id = observableId('domain-name', value)
  return [
    {
      type: 'domain-name',
      spec_version: '2.1',
      id,
      ...value,
      object_marking_refs: [TLP_CLEAR_ID],
    },
    {
      ...base(making, 'infrastructure', indicator.id),
      ...facts,
      name: `${indicator.value} (${indicator.basis}): history, no live indicator`,
      description: `${said} It is history: an alert on it would find nothing but readers of old reports.`,
      infrastructure_types: ['unknown'],
    },
    relationship(
      making,
      'consists-of',
      stixId(making, 'infrastructure', indicator.id),
      id,
      'Until it was taken away.',
    ),
  ]
}

/** An arrow between two objects; the same two and the same verb give the same id. */
export function relationship(
  making: Making,
  verb: 'uses' | 'mitigates' | 'consists-of',
  source: string,
  target: string,
  description: string,
): StixObject {
  return {
    ...base(making, 'relationship', `${source} ${verb} ${target}`),
    relationship_type: verb,
    description,
    source_ref: source,
    target_ref: target,
  }
}

/** Sources as external references, with their addresses where they are known. */
export function references(making: Making, ids: readonly string[]): ExternalReference[] {
  return ids.flatMap((id) => {
    const source = making.sources.get(id)
    if (source === undefined) return []
    const { publisher, url } = source
    return [
      {
        source_name: publisher,
        description: citedSource(source),
        ...(url !== null && { url: new URL(url).href }),
      },
    ]
  })
}

/** The first instant of a day, a month or a year, as STIX writes it. */
export function instant(date: string): string {
  return new Date(`${date}${'-01'.repeat(3 - date.split('-').length)}T00:00:00Z`).toISOString()
}

function saidOf({ describedAs, namedBy, date, basis, status, ...rest }: Indicator): string {
  const verb = { alleged: 'Described', designated: 'Designated', seized: 'Seized' }[basis]
  return [
    withStop(describedAs),
    `${verb} by ${namedBy} (${date}).`,
    rest.alsoKnownAs.length > 0 && `Also written: ${rest.alsoKnownAs.join('; ')}.`,
    status !== 'current' && `Status: ${status}.`,
    basis === 'designated' &&
      'A designation is no verdict and can be lifted: look at the live list.',
    rest.liveList && `Live list: ${rest.liveList}`,
    rest.note && withStop(rest.note),
  ]
    .filter(Boolean)
    .join(' ')
}

function withStop(text: string): string {
  return /[.?!]$/.test(text) ? text : `${text}.`
}
