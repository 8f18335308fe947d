/** The words of the timeline and of named entities. One table per language. */
import type { EventKind } from '#lib/content/data-schema'
import type { IndicatorBasis, IndicatorStatus } from '#lib/content/reference-schema'
import type { Language } from './languages.ts'

export type TimelineWords = {
  /** What kind of event it is: in a line below one event, and over many. */
  kind: Record<EventKind, { one: string; many: string }>
  /** On what a naming rests: as a heading, and in a sentence below it. */
  basisTitle: Record<IndicatorBasis, string>
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
  basisTitle: {
    alleged: 'Described by an authority',
    designated: 'Put under sanctions',
    seized: 'Seized domains: history',
  },
  basis: {
    alleged: 'Alleged: an authority has described them. We have not seen them on a list.',
    designated: 'Designated: the authority put them on a sanctions list on the day given.',
    seized:
      'Taken over on a court’s order. These are history and no live indicators: do not block or hunt by them. They are written with brackets, so that nothing makes them a link.',
  },
  indicatorStatus: {
    current: 'We have read of no change',
    expired: 'History: no live indicator',
    retracted: 'Taken back',
  },
}

const words: Record<Language, TimelineWords> = { en }

/** The words of the timeline in one language. */
export function timelineWords(language: Language): TimelineWords {
  return words[language]
}
