/**
 * A tip as a STIX 2.1 bundle for case systems: that somebody reported these accounts and devices, and
 * nothing about what they did. It says of nobody that they are guilty, and sets no confidence.
 */
import { observableId } from '#lib/stix/observables'
import { uuidV5 } from '#lib/stix/stable-id'
import { TLP_IDS, type TlpLabel, tlpMarking } from '#lib/stix/tlp'
import type { Sharing } from '#lib/tip/questions'
import type { Identifier } from '#lib/tip/schema'
import { type Observable, observableOf } from './observables.ts'
import { identifiersOf, type OpenedForDesk } from './opened.ts'

/** Ours, drawn once at random; it must never change, since ids of exported tips come from it. */
const NAMESPACE = '5cd3088d-8764-46e6-a7f2-f4a8638dcb35'

/** Who must be asked first is as restricted as who wants it told to nobody. */
const LABELS: Readonly<Record<Sharing, TlpLabel>> = {
  red: 'red',
  amber: 'amber',
  green: 'green',
  ask: 'red',
}

const TEXT =
  'What a sender told this desk, unverified. Each account or device is listed because it was named in the tip, which may be mistaken; it is no accusation of its holder. The account of the sender is not part of this file.'

export type StixObject = { type: string; id: string } & Record<string, unknown>
export type StixBundle = { type: 'bundle'; id: string; objects: StixObject[] }

/**
 * The bundle of a tip. The same tip gives the same ids and the same bytes, however often and wherever it
 * is exported, so that an import updates and never duplicates.
 * @returns the bundle, and the identifiers that STIX has no object for
 */
export function stixBundle(opened: OpenedForDesk): { bundle: StixBundle; left: Identifier[] } {
  const { reference, tip, sha256 } = opened
  const id = (type: string) => `${type}--${uuidV5(NAMESPACE, `${type}:${sha256}`)}`
  const label = tip === null ? 'red' : LABELS[tip.sharing]
  const time = instantOf(opened)
  const marked = { object_marking_refs: [TLP_IDS[label]] }
  const identity = `identity--${uuidV5(NAMESPACE, `identity:${opened.inbox ?? 'desk'}`)}`
  const common = { spec_version: '2.1', created_by_ref: identity, created: time, modified: time }
  const { observables, left } = observablesOf(identifiersOf(opened))
  const observed: StixObject[] =
    observables.length === 0
      ? []
      : [
          {
            type: 'observed-data',
            id: id('observed-data'),
            ...common,
            first_observed: time,
            last_observed: time,
            number_observed: 1,
            object_refs: observables.map((one) => one.id),
            ...marked,
          },
        ]
  const named = [...observed, ...observables]
  const report: StixObject = {
    type: 'report',
    id: id('report'),
    ...common,
    name: reference === null ? 'Tip without a reference' : `Tip ${reference}`,
    description: TEXT,
    report_types: ['observed-data'],
    published: time,
    // A report must refer to something (STIX 2.1, section 4.16): to who received it, if to nothing else.
    object_refs: named.length === 0 ? [identity] : named.map((one) => one.id),
    labels: ['unverified', ...(tip === null ? [] : [tip.category])],
    ...references(opened),
    ...marked,
  }
  return {
    bundle: {
      type: 'bundle',
      id: id('bundle'),
      objects: [
        tlpMarking(label),
        {
          type: 'identity',
          id: identity,
          spec_version: '2.1',
          created: EPOCH,
          modified: EPOCH,
          name: `Desk of the inbox “${opened.inbox ?? 'unknown'}”`,
          identity_class: 'organization',
        },
        report,
        ...observed,
        ...observables.map((one) => ({ ...one, ...marked })),
      ],
    },
    left,
  }
}

/** The desk is the same in every bundle, so its times may not differ. */
const EPOCH = '2026-01-01T00:00:00.000Z'

/** The hour of receipt, or that of sealing; both are whole hours. */
function instantOf({ hour, tip }: OpenedForDesk): string {
  const time = Date.parse(hour ?? '')
  const known = Number.isNaN(time) ? Date.parse(tip?.sealed ?? '') : time
  return Number.isNaN(known) ? EPOCH : new Date(known).toISOString()
}

function references({ reference, tip }: OpenedForDesk): Record<string, unknown> {
  const all = [
    ...(reference === null ? [] : [{ source_name: 'tip-reference', external_id: reference }]),
    ...(tip?.caseNumber === undefined
      ? []
      : [{ source_name: 'sender-case-number', external_id: tip.caseNumber }]),
  ]
  return all.length === 0 ? {} : { external_references: all }
}

function observablesOf(identifiers: readonly Identifier[]): {
  observables: Observable[]
  left: Identifier[]
} {
  const observables = new Map<string, Observable>()
  const left: Identifier[] = []
  for (const identifier of identifiers) {
    const made = observableOf(identifier)
    if (made === null) {
      left.push(identifier)
      continue
    }
    const { type, contributing, ...more } = made
    const id = observableId(type, contributing)
    observables.set(id, { type, spec_version: '2.1', id, ...contributing, ...more.properties })
  }
  return { observables: [...observables.values()], left }
}
