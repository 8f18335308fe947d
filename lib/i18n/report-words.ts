/** The words of the opened report that are not questions of the form. One table per language. */
import type { Tip } from '#lib/tip/schema'
import type { Language } from './languages.ts'

type FieldsOf<Key extends 'organisation' | 'engagement' | 'contact'> = Record<
  keyof NonNullable<Tip[Key]>,
  string
>
type ItemFieldsOf<Key extends 'delivery' | 'money'> = Record<
  keyof NonNullable<Tip[Key]>[number],
  string
>

export type ReportWords = {
  title: string
  /** `{hour}` and `{inbox}` are replaced. */
  sealed: string
  country: string
  notAnswered: string
  /** Only where the sender made a way back. */
  replyTo: string
  /** Of a further message. `{number}` and `{reference}` are replaced. */
  message: string
  yes: string
  none: string
  reference: string
  file: {
    type: string
    bytes: string
    sha256: string
    note: string
    unknownType: string
    where: string
    inside: string
    /** `{part}` is the number of the part, from 1. */
    part: string
    takenOut: string
    hidden: string
    hiddenRemoved: string
    hiddenKept: string
    original: string
    originalSha256: string
  }
  organisation: FieldsOf<'organisation'>
  engagement: FieldsOf<'engagement'>
  contact: FieldsOf<'contact'>
  delivery: ItemFieldsOf<'delivery'>
  money: ItemFieldsOf<'money'>
}

const en: ReportWords = {
  title: 'Tip',
  sealed: 'Sealed {hour} (sender’s clock) for the inbox “{inbox}”',
  country: 'Country',
  notAnswered: 'Not answered',
  replyTo: 'You can write back: reply to this mail, encrypted to the attached key.',
  message: 'Message {number} on tip {reference}',
  yes: 'Yes',
  none: 'none',
  reference: 'reference',
  file: {
    type: 'Claimed type',
    bytes: 'Bytes',
    sha256: 'SHA-256',
    note: 'Note',
    unknownType: 'not known',
    where: 'Where it is',
    inside: 'in this message',
    part: 'encrypted apart: file-{part}.pgp',
    takenOut: 'The sender took this file out while it was being sent. Its part holds only a note.',
    hidden: 'Hidden data found',
    hiddenRemoved: 'Removed before sending.',
    hiddenKept: 'Not removed: the file is as it was.',
    original: 'Original bytes',
    originalSha256: 'SHA-256 of the original, before hidden data was removed',
  },
  organisation: { name: 'Name', country: 'Country', sector: 'Sector' },
  engagement: {
    title: 'Title',
    from: 'From',
    to: 'To',
    foundThrough: 'Found through',
    agency: 'Agency',
    referredBy: 'Referred by',
    theyReferred: 'They referred',
  },
  contact: { how: 'How', address: 'Address', language: 'Language' },
  delivery: { address: 'Address', date: 'Date', tracking: 'Tracking number' },
  money: {
    amount: 'Amount',
    currency: 'Currency',
    from: 'From',
    to: 'To',
    account: 'Account or wallet',
  },
}

const tables: Record<Language, ReportWords> = { en }

/** The words of the opened report in `language`. */
export function reportWords(language: Language): ReportWords {
  return tables[language]
}
