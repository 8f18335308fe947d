/** The words of the text that a sender can prepare for the police or another authority. One table per language. */
import type { AuthorityPart } from '#lib/tip/authority-text'
import type { Tip } from '#lib/tip/schema'
import type { Language } from './languages.ts'

type Fields<Key extends 'organisation' | 'engagement' | 'delivery' | 'money'> =
  NonNullable<Tip[Key]> extends readonly (infer Item)[]
    ? Record<keyof Item, string>
    : Record<keyof NonNullable<Tip[Key]>, string>

/** What the text itself says. */
export type AuthorityTextWords = {
  title: string
  /** What stands below the title. */
  lead: string
  parts: Record<AuthorityPart, string>
  /** Stands where the form did not ask and the authority may. */
  blank: string
  notGiven: string
  name: string
  postal: string
  reach: string
  language: string
  role: string
  organisation: Fields<'organisation'>
  about: string
  now: string
  demand: string
  signs: string
  firstNoticed: string
  engagement: Fields<'engagement'>
  names: string
  namesNote: string
  delivery: Fields<'delivery'>
  deliveries: string
  tools: string
  money: Fields<'money'>
  payment: string
  kept: string
  files: string
  file: { bytes: string; sha256: string; note: string }
  told: string
  reference: string
  caseNumber: string
  counsel: string
  aware: string
  signature: string
}

/** What the page says around it. */
export type AuthorityWords = {
  text: AuthorityTextWords
  heading: string
  hint: string
  lead: string[]
  order: string
  kinds: { police: string; sanctions: string }
  ours: string
  result: string
  hashing: string
  copy: string
  copied: string
  copyFailed: string
  save: string
  print: string
  fileName: string
  careful: string
}

const en: AuthorityWords = {
  heading: 'Write once: a text for the police or another authority',
  hint: 'Made from your answers on this device. Nothing of it is sent.',
  lead: [
    'Telling us is not telling the police. This text holds your answers in an order in which a report can be read out or copied into a form.',
    'Fill the lines that are left open. Take out what you do not want to give.',
    'If you helped, even unknowingly, show it to a lawyer before you give it to anyone.',
  ],
  order: 'What it is for',
  kinds: {
    police: 'The police, or a centre for reports of internet crime such as IC3',
    sanctions: 'A sanctions authority: payments come first',
  },
  ours: 'The order is ours: we have read no form of these bodies. Each may ask for more.',
  result: 'The text',
  hashing: 'Computing the fingerprints of your files.',
  copy: 'Copy the text',
  copied: 'Copied.',
  copyFailed: 'The browser did not allow copying. Select the text and copy it.',
  save: 'Save as a text file',
  print: 'Print only this text',
  fileName: 'report-for-an-authority.txt',
  careful:
    'Whoever finds the file, the paper or the clipboard reads all of it. It is gone from this page when you leave.',
  text: {
    title: 'REPORT',
    lead: 'About false or borrowed identities in remote work. What follows is what I saw or was told. Names may belong to somebody whose identity was taken.',
    parts: {
      reporter: 'Who reports',
      story: 'What happened',
      when: 'When',
      who: 'Who is involved',
      identifiers: 'Accounts, devices and addresses',
      money: 'Money',
      evidence: 'Evidence',
      done: 'What has been done',
    },
    blank: '______________________________',
    notGiven: 'Not stated.',
    name: 'Name',
    postal: 'Postal address',
    reach: 'Phone or e-mail',
    language: 'Language',
    role: 'Connection',
    organisation: {
      name: 'Organisation',
      country: 'Country of the organisation',
      sector: 'Sector',
    },
    about: 'About',
    now: 'Is it still happening',
    demand: 'Threat or demand',
    signs: 'Signs seen (each can have an innocent explanation)',
    firstNoticed: 'First noticed',
    engagement: {
      title: 'Job',
      from: 'Work began',
      to: 'Work ended',
      foundThrough: 'Found through',
      agency: 'Agency or supplier',
      referredBy: 'Referred by',
      theyReferred: 'Referred others',
    },
    names: 'Names used',
    namesNote: '(may be the names of people whose identity was taken)',
    deliveries: 'Equipment was sent to',
    delivery: { address: 'Address', date: 'When', tracking: 'Tracking number' },
    tools: 'Remote tools or devices seen',
    payment: 'Payment {number}',
    money: {
      amount: 'Amount',
      currency: 'Currency',
      from: 'From',
      to: 'To',
      account: 'Account or wallet',
    },
    kept: 'Kept',
    files: 'List of files',
    file: { bytes: '{count} bytes', sha256: 'SHA-256', note: 'Note' },
    told: 'Already told',
    reference: 'their reference',
    caseNumber: 'Our own case number',
    counsel: 'A lawyer is involved',
    aware: 'The person knows of the suspicion',
    signature: 'Date and signature',
  },
}

const tables: Record<Language, AuthorityWords> = { en }

/** The words around and in the text in `language`. */
export function authorityWords(language: Language): AuthorityWords {
  return tables[language]
}
