/** The words between the questions of the form: sections, parts of answers, rows, files and the key. One table per language. */
import type { Plural } from './fill.ts'
import type { Language } from './languages.ts'

export type QuestionWords = {
  sections: {
    main: string
    files: string
    more: string
    moreHint: string
    people: string
    peopleHint: string
    things: string
    thingsHint: string
    side: string
    sideHint: string
    you: string
    key: string
  }
  fields: {
    organisationName: string
    organisationCountry: string
    organisationSector: string
    countryNone: string
    jobTitle: string
    jobFrom: string
    jobTo: string
    jobFound: string
    jobAgency: string
    jobReferredBy: string
    jobTheyReferred: string
    dateHint: string
    contactHow: string
    contactHowHint: string
    contactAddress: string
    contactLanguage: string
    secondName: string
    secondElsewhere: string
    noPartner: string
    noPartners: string
    anonymous: string
    urgentSubject: string
    choose: string
  }
  identifiers: {
    paste: string
    recognise: string
    confirm: string
    type: string
    value: string
    row: string
    found: Plural
    nothing: string
  }
  delivery: { row: string; add: string; address: string; date: string; tracking: string }
  money: {
    row: string
    add: string
    amount: string
    currency: string
    from: string
    to: string
    account: string
  }
  reported: { row: string; add: string; who: string; reference: string }
  key: {
    lead: Plural
    /** Only where there are several inboxes. */
    routed: string
    check: string
    warning: string
    fingerprint: string
    /** Above the fingerprint of the archive's certificate. */
    archiveFingerprint: string
    archive: string
    inbox: string
  }
  expired: {
    heading: string
    text: string
    clock: string
    later: string
    operator: string
    ways: string
  }
}

const en: QuestionWords = {
  sections: {
    main: 'What happened',
    files: 'Files',
    more: 'If you know more',
    moreHint: 'Everything here is optional. Open what you have something for.',
    people: 'The person and their accounts',
    peopleHint: 'Names, accounts, their job, signs you saw',
    things: 'Equipment, payments and tools',
    thingsHint: 'Addresses, amounts, remote tools',
    side: 'Your side',
    sideHint: 'Your organisation, a second contact, evidence kept, who has been told',
    you: 'Reaching you and sharing',
    key: 'The key it is sealed to',
  },
  fields: {
    organisationName: 'Name',
    organisationCountry: 'Country',
    organisationSector: 'Sector',
    countryNone: 'Not given',
    jobTitle: 'Job title',
    jobFrom: 'From',
    jobTo: 'To',
    jobFound: 'Found through',
    jobAgency: 'Agency or supplier',
    jobReferredBy: 'Who referred them',
    jobTheyReferred: 'Whom they referred',
    dateHint: 'Like 2026-03 or 2026-03-14',
    contactHow: 'How',
    contactHowHint: 'E-mail, phone, a messenger',
    contactAddress: 'Address or number',
    contactLanguage: 'Language you prefer',
    secondName: 'Name',
    secondElsewhere: 'A company can name a second person under “Your side”.',
    noPartner: 'None chosen',
    noPartners: 'This desk names no partners, so this means the authorities.',
    anonymous: 'We cannot ask an anonymous sender anything. An address made only for this helps.',
    urgentSubject: 'Yes, say “urgent” in the subject',
    choose: 'Choose',
  },
  identifiers: {
    paste: 'Paste here',
    recognise: 'Add to the list',
    confirm: 'Check what was recognised',
    type: 'Kind',
    value: 'Value',
    row: 'Entry {number}',
    found: { one: '{count} entry added.', other: '{count} entries added.' },
    nothing: 'Paste something first.',
  },
  delivery: {
    row: 'Address {number}',
    add: 'Add an address',
    address: 'Address',
    date: 'When',
    tracking: 'Tracking number',
  },
  money: {
    row: 'Payment {number}',
    add: 'Add a payment',
    amount: 'Amount',
    currency: 'Currency',
    from: 'From',
    to: 'To',
    account: 'Account or wallet',
  },
  reported: {
    row: 'Told {number}',
    add: 'Add who was told',
    who: 'Who',
    reference: 'Their reference',
  },
  key: {
    lead: {
      one: 'Your tip is sealed to this certificate. Only its holder can open it.',
      other:
        'Your tip is sealed to these {count} certificates. Each holder can open it, nobody else.',
    },
    routed:
      'Your answers decide, on this device, which desk it goes to. Our server learns the desk, not the answers.',
    check:
      'To check it, compare the fingerprint with one you got another way: from the operator by phone or on paper, or from someone who has dealt with them.',
    warning: 'Whoever controls this server could change this page, and the fingerprint with it.',
    fingerprint: 'Fingerprint',
    archiveFingerprint: 'Fingerprint of the archive',
    archive:
      'A copy of every tip for this inbox goes to an archive. It is encrypted like the tip, and whoever keeps the archive can open it too.',
    inbox: 'Inbox: {name}',
  },
  expired: {
    heading: 'The key of this desk has expired, so nothing can be sent to it',
    text: 'The key of “{name}” was valid until {day}. This page sends nothing until its operator has put a new one here.',
    clock: 'If the date of this device is wrong, correct it: the page then works as it is.',
    later:
      'Otherwise come back later and load the page again. Loading it again clears what you typed, so copy it first.',
    operator: 'Tell the operator that the key has expired, but nothing of your tip:',
    ways: 'What you can do',
  },
}

const tables: Record<Language, QuestionWords> = { en }

/** These words in `language`. */
export function questionWords(language: Language): QuestionWords {
  return tables[language]
}
