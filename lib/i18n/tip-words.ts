/** The words of the tip's questions, for the form and for the opened report. One table per language. */

import type {
  AWARE,
  CATEGORIES,
  COUNSEL,
  HIDDEN_KINDS,
  IDENTIFIER_TYPES,
  KEPT,
  NOW,
  REPORTED_TO,
  ROLES,
  SHARING,
} from '#lib/tip/questions'
import type { Answers } from '#lib/tip/schema'
import type { Language } from './languages.ts'

type Options<List extends readonly string[]> = Record<List[number], string>

export type TipWords = {
  /** What the form asks. */
  labels: Record<keyof Answers | 'files', string>
  hints: Partial<Record<keyof Answers | 'files', string>>
  /** Short headings for the same answers in the opened report. */
  headings: Record<keyof Answers | 'files', string>
  options: {
    category: Options<typeof CATEGORIES>
    now: Options<typeof NOW>
    aware: Options<typeof AWARE>
    role: Options<typeof ROLES>
    kept: Options<typeof KEPT>
    counsel: Options<typeof COUNSEL>
    reported: Options<typeof REPORTED_TO>
    sharing: Options<typeof SHARING>
    identifier: Options<typeof IDENTIFIER_TYPES>
    /** What a file tells beside its content. */
    hidden: Options<typeof HIDDEN_KINDS>
  }
}

const en: TipWords = {
  labels: {
    category: 'What is this about?',
    now: 'Is it still happening?',
    story: 'What happened?',
    aware: 'Do they know that you suspect something?',
    firstNoticed: 'When was it first noticed?',
    role: 'Your connection',
    organisation: 'The organisation affected',
    engagement: 'Their job',
    identifiers: 'Accounts and devices',
    names: 'Names used',
    delivery: 'Where was equipment sent?',
    money: 'Payments',
    tools: 'Remote tools or devices seen',
    demand: 'The threat or demand',
    signs: 'Signs you saw',
    kept: 'Evidence kept',
    counsel: 'Is a lawyer involved?',
    reported: 'Already told',
    sharing: 'Whom may we tell?',
    partners: 'With which partners may the desk share it?',
    contact: 'A safe way to reach you',
    secondContact: 'Somebody else we may ask',
    caseNumber: 'Your own case number',
    urgentSubject: 'May the mail’s subject say that it is urgent?',
    files: 'Files',
  },
  hints: {
    category: 'The nearest fit is fine.',
    now: 'If data or money is leaving now, this page shows first what to do at once and whom to call.',
    story:
      'What they did, when, what papers and messages you have. Not where you think someone is from. “See files” is enough.',
    firstNoticed: 'A month is enough, for example 2026-03. A day also works: 2026-03-14.',
    organisation: 'Leave empty to keep it out.',
    identifiers:
      'Paste what you have, in any form: e-mails, profiles, phones, IP addresses, domains, wallets, hashes, serial numbers. They are recognised on your device; you confirm each.',
    names: 'One on each line. They may belong to somebody whose identity was taken.',
    money: 'No full card numbers.',
    tools: 'One on each line.',
    demand: 'Keep the originals. “In the files” is enough.',
    signs: 'Not a score. Each has innocent explanations.',
    kept: 'Do not wipe or send back the laptop before someone has looked at it.',
    counsel: 'If lawyers lead your inquiry, ask them before you write.',
    sharing: 'Unless the law compels us.',
    partners: 'Only with those you choose. None means none.',
    contact: 'Could the person you suspect, or your employer, read this? Empty means anonymous.',
    secondContact:
      'For a company: a colleague or a lawyer who knows of this tip and agrees to be asked. Empty means nobody.',
    caseNumber: 'So that you and the desk can name the case without saying what it is about.',
    urgentSubject: 'People who see the mailbox from outside could see it.',
    files:
      'Keep the originals. A mail says most as a file of its own (.eml) or as an exported mailbox (.mbox): its headers show which way it came.',
  },
  headings: {
    category: 'About',
    now: 'Still happening',
    story: 'What happened',
    aware: 'Do they know',
    firstNoticed: 'First noticed',
    role: 'Sender’s connection',
    organisation: 'Organisation',
    engagement: 'Their job',
    identifiers: 'Accounts and devices',
    names: 'Names used',
    delivery: 'Where equipment was sent',
    money: 'Payments',
    tools: 'Remote tools or devices',
    demand: 'Threat or demand',
    signs: 'Signs seen',
    kept: 'Evidence kept',
    counsel: 'Lawyer involved',
    reported: 'Already told',
    sharing: 'Sharing',
    partners: 'Partners allowed',
    contact: 'Safe contact',
    secondContact: 'Second contact',
    caseNumber: 'Sender’s case number',
    urgentSubject: 'Urgent in subject',
    files: 'Files',
  },
  options: {
    category: {
      'works-now': 'Someone who works for us now',
      'worked-before': 'Someone who used to work for us',
      applicant: 'Someone who applied',
      'asked-to-help': 'I was asked to host a laptop, or to lend my name or account',
      'did-help': 'I already hosted a laptop, or lent my name or account',
      'identity-misused': 'My identity was used',
      threat: 'A threat or a demand',
      theft: 'Data or cryptocurrency was taken',
      helper: 'A company or person helping the scheme',
      'wrongly-suspected': 'I was wrongly suspected',
      other: 'Something else',
    },
    now: {
      'leaving-now': 'Data or money is leaving now',
      'has-access': 'They still have access',
      ended: 'It has ended',
      'not-sure': 'I am not sure',
      'does-not-apply': 'The question does not apply',
    },
    aware: { yes: 'Yes', no: 'No', 'not-sure': 'Not sure' },
    role: {
      'hr-manager': 'I recruit, manage people or lead a team',
      'it-security': 'I work in IT or security',
      'payroll-platform': 'I run payroll, payments or a platform',
      agency: 'I work for a staffing firm or supplier',
      helper: 'I hosted, lent or was asked to',
      'identity-owner': 'My identity was used',
      'colleague-family': 'I am a colleague, friend or relative',
      researcher: 'I am a researcher or journalist',
      other: 'Something else',
    },
    kept: {
      logs: 'Logs',
      device: 'The laptop or device',
      mail: 'Mail and messages',
      'hr-records': 'Application and HR records',
      payments: 'Payment records',
    },
    counsel: { yes: 'Yes', no: 'No', 'rather-not-say': 'I would rather not say' },
    reported: {
      police: 'Police or FBI',
      sanctions: 'A sanctions authority',
      bank: 'A bank',
      platform: 'A platform or job site',
      other: 'Someone else',
    },
    sharing: {
      red: 'Only the desk (TLP:RED)',
      amber: 'The authorities as well (TLP:AMBER)',
      green: 'The authorities and named partners (TLP:GREEN)',
      ask: 'Ask me first',
    },
    identifier: {
      email: 'E-mail address',
      profile: 'Profile',
      phone: 'Phone number',
      ip: 'IP address',
      domain: 'Domain',
      url: 'Web address',
      wallet: 'Wallet',
      hash: 'File hash',
      serial: 'Serial number',
      mac: 'MAC address',
      handle: 'User name',
      other: 'Other',
    },
    hidden: {
      place: 'Place',
      time: 'Time',
      camera: 'Camera or device',
      person: 'Person',
      software: 'Software',
      history: 'Edit history',
      comment: 'Comment',
      preview: 'Preview picture',
      other: 'Other',
    },
  },
}

const tables: Record<Language, TipWords> = { en }

/** The words of the tip's questions in `language`. */
export function tipWords(language: Language): TipWords {
  return tables[language]
}
