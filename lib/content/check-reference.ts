/**
 * Checks the reference in `content/data`: controls, channels, glossary, named entities and domains, and
 * the names of actors. What is shown as verified must have been read, and what is history must say so.
 */
import {
  checkIds,
  checkKnownIds,
  checkSourceIds,
  type DataFile,
  idsOf,
  type ReadDataFile,
} from './data-file.ts'
import type { Sign } from './data-schema.ts'
import { shown } from './problem.ts'
import {
  type Actor,
  actorsSchema,
  type Channel,
  type Control,
  channelsSchema,
  controlsSchema,
  glossarySchema,
  type Indicator,
  indicatorsSchema,
  type Term,
} from './reference-schema.ts'

export type ReferenceData = {
  controls: DataFile<Control[]>
  channels: DataFile<Channel[]>
  glossary: DataFile<Term[]>
  indicators: DataFile<Indicator[]>
  actors: DataFile<Actor[]>
}

/** A domain as it is stored: lower case, with a dot, without scheme, path or [.]. */
const DOMAIN = /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/

/** Reads the files of the reference and reports whatever does not fit. */
export function readReference(read: ReadDataFile): ReferenceData {
  return {
    controls: read('data/controls.yaml', controlsSchema, []),
    channels: read('data/channels.yaml', channelsSchema, []),
    glossary: read('data/glossary.yaml', glossarySchema, []),
    indicators: read('data/indicators.yaml', indicatorsSchema, []),
    actors: read('data/actors.yaml', actorsSchema, []),
  }
}

/** Checks the entries against one another, the signs' controls, and the `known` sources. */
export function checkReference(
  data: ReferenceData,
  signs: DataFile<Sign[]>,
  known: ReadonlySet<string> | null,
): void {
  const { controls, channels, glossary, indicators, actors } = data
  for (const file of [controls, channels, glossary, indicators, actors]) {
    checkIds(file)
    checkSourceIds(file, known)
  }
  checkKnownIds(signs, 'controls', idsOf(controls), {
    wrong: (id) => `There is no control ${shown(id)}`,
    cure: 'Add it to content/data/controls.yaml or use an id from there',
  })
  checkKnownIds(glossary, 'seeAlso', idsOf(glossary), {
    wrong: (id) => `There is no term ${shown(id)}`,
    cure: 'Use the id of another term of this file',
  })
  checkTerms(glossary)
  checkChannels(channels)
  checkIndicators(indicators)
}

function checkTerms({ value, line, report }: DataFile<Term[]>): void {
  value.forEach(({ id, seeAlso }, index) => {
    // The id is the anchor that texts link to; a dot would have to be escaped in styles and scripts.
    if (id.includes('.'))
      report(
        line([index, 'id']),
        `${id}.id`,
        `${shown(id)} cannot be an anchor`,
        'Use lower-case letters, digits and hyphens',
      )
    if (seeAlso.includes(id))
      report(line([index, 'seeAlso']), `${id}.seeAlso`, 'The term names itself', 'Delete it there')
  })
}

function checkChannels({ value, line, report }: DataFile<Channel[]>): void {
  value.forEach((channel, index) => {
    const shownAs = (['address', 'phone', 'email'] as const).find((name) => channel[name] !== null)
    if (shownAs !== undefined && channel.verified === null)
      report(
        line([index, shownAs]),
        `${channel.id}.${shownAs}`,
        'This would be shown as checked, and nobody has checked it',
        `Read it on the body's own page and set verified, or write ${shownAs}: null`,
      )
    if (shownAs === undefined && channel.verified !== null)
      report(
        line([index, 'verified']),
        `${channel.id}.verified`,
        'There is nothing here that can have been checked',
        'Add the address, phone or email that was read, or write verified: null',
      )
  })
}

function checkIndicators({ value, line, report }: DataFile<Indicator[]>): void {
  value.forEach((indicator, index) => {
    const { id, kind, basis, status, firstSeen, lastSeen } = indicator
    if (kind === 'domain' && !DOMAIN.test(indicator.value))
      report(
        line([index, 'value']),
        `${id}.value`,
        `${shown(indicator.value)} is no domain`,
        'Write the whole domain in lower case, with plain dots; pages put them in brackets',
      )
    if (basis === 'seized' && status === 'current')
      report(
        line([index, 'status']),
        `${id}.status`,
        'What was seized is history and no live indicator',
        'Write status: expired',
      )
    if (firstSeen !== undefined && lastSeen !== undefined && firstSeen > lastSeen)
      report(
        line([index, 'firstSeen']),
        `${id}.firstSeen`,
        'It was seen first after it was seen last',
        'Swap the two',
      )
  })
}
