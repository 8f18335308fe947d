/** The words of the timeline and of named entities. One table per language. */
import type { EventKind } from '#lib/content/data-schema'
import type { IndicatorBasis, IndicatorStatus } from '#lib/content/reference-schema'
import type { Language } from './languages.ts'

export type TimelineWords = {
  /** What kind of event it is: in a line below one event, and over many. */
  kind: Record<EventKind, { one: string; many: string }>
  /** On what a naming rests. */
  basis: Record<IndicatorBasis, string>
  /** Whether it still holds. */
  indicatorStatus: Record<IndicatorStatus, string>
}

const en: TimelineWords = {
  kind: {
    advisory: { one: 'Official warning', many: 'Official warnings' },
    sanctions: { one: 'Sanctions', many: 'Sanctions' },
    indictment: { one: 'Charges', many: 'Charges' },
    plea: { one: 'Guilty plea', many: 'Guilty pleas' },
    sentence: { one: 'Sentence', many: 'Sentences' },
    seizure: { one: 'Seizure', many: 'Seizures' },
    statement: { one: 'Statement', many: 'Statements' },
    report: { one: 'Report', many: 'Reports' },
    rule: { one: 'Rule', many: 'Rules' },
    other: { one: 'Other', many: 'Other events' },
  },
  basis: {
    alleged: 'Alleged: described by an authority, on no list that we have seen',
    designated: 'Designated: put on a sanctions list',
    seized: 'Seized on a court’s order',
  },
  indicatorStatus: {
    current: 'In force when we looked',
    expired: 'History: no live indicator',
    retracted: 'Taken back',
  },
}

const words: Record<Language, TimelineWords> = { en }

/** The words of the timeline in one language. */
export function timelineWords(language: Language): TimelineWords {
  return words[language]
}
