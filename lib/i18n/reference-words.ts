/** The words of the reference: stages, weights and kinds of channel. One table per language. */
import type { Weight } from '#lib/content/data-schema'
import type { Audience, Stage } from '#lib/content/front-matter'
import type { ChannelKind, ControlStage } from '#lib/content/reference-schema'
import type { Language } from './languages.ts'

export type ReferenceWords = {
  /** A reader in two or three words, for a row of choices. */
  reader: Record<Audience, string>
  /** When a sign is seen, as a heading. */
  signStage: Record<Stage, string>
  /** How much a sign says, after "Weight, in our judgement:". */
  weight: Record<Weight, string>
  /** When a control is applied, as a heading. */
  controlStage: Record<ControlStage, string>
  /** What a channel is for, as a label. */
  channelKind: Record<ChannelKind, string>
}

const en: ReferenceWords = {
  reader: {
    'recruiter-hr': 'Recruiters and HR',
    'hiring-manager': 'Hiring managers',
    'it-security': 'IT and security',
    'payroll-finance': 'Payroll and finance',
    'staffing-platform': 'Staffing and platforms',
    'crypto-web3': 'Crypto and web3',
    'asked-to-host': 'Asked to host or lend',
    'identity-victim': 'Identity was used',
    leadership: 'Company leaders',
    public: 'Anyone',
  },
  signStage: {
    identity: 'Names, accounts and helpers',
    application: 'Application',
    interview: 'Interview',
    onboarding: 'Offer and first days',
    'remote-control': 'Laptop and remote control',
    work: 'At work',
    wages: 'Pay',
    laundering: 'Where the money goes',
    'theft-extortion': 'Theft and extortion',
    separation: 'When somebody leaves',
  },
  weight: {
    'weak-alone': 'weak when it stands alone',
    'moderate-in-combination': 'moderate, together with others',
    strong: 'strong',
  },
  controlStage: {
    governance: 'Before you hire: who does what',
    application: 'Application',
    interview: 'Interview',
    onboarding: 'Offer and first days',
    work: 'Laptops, sign-ins and access',
    payment: 'Pay and payouts',
    'third-party': 'Staffing firms and suppliers',
    separation: 'When somebody leaves',
    helpers: 'If somebody asks for your name, address or laptop',
    identity: 'If your identity was used',
  },
  channelKind: {
    report: 'Report a case',
    sanctions: 'Sanctions',
    financial: 'Banks and payment firms',
    regulator: 'Regulated firms',
    tax: 'Tax and wages in your name',
    'identity-theft': 'Your identity was used',
    discrimination: 'Unequal treatment',
    community: 'Volunteers, no authority',
  },
}

const words: Record<Language, ReferenceWords> = { en }

/** The words of the reference in one language. */
export function referenceWords(language: Language): ReferenceWords {
  return words[language]
}
