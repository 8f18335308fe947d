/** The words around an advisory: labels, statuses, strengths. One table per language. */
import type { Audience, RevisionKind, Status } from '#lib/content/advisories'
import type { CLAIM_STATUSES, COMPANY_STATUSES, PERSON_STATUSES } from '#lib/content/components'
import type { Strength } from '#lib/content/data-schema'
import type { Language } from './languages.ts'

export type ClaimStatus = (typeof CLAIM_STATUSES)[number]
export type NamedStatus = (typeof PERSON_STATUSES)[number] | (typeof COMPANY_STATUSES)[number]

export type ReadingWords = {
  audience: Record<Audience, string>
  status: Record<Status, string>
  strength: Record<Strength, string>
  revision: Record<RevisionKind, string>
  /** What stands above a block that reports a claim. */
  claim: Record<ClaimStatus, string>
  /** What follows a name, before the court or authority. */
  named: Record<NamedStatus, string>
}

const en: ReadingWords = {
  audience: {
    'recruiter-hr': 'recruiters and HR',
    'hiring-manager': 'hiring managers',
    'it-security': 'IT and security',
    'payroll-finance': 'payroll and finance',
    'staffing-platform': 'staffing firms and platforms',
    'crypto-web3': 'crypto and web3 teams',
    'asked-to-host': 'people asked to host a laptop or lend a name',
    'identity-victim': 'people whose identity was used',
    leadership: 'company leaders',
    public: 'anyone',
  },
  status: {
    draft: 'Draft',
    current: 'Current',
    superseded: 'Superseded',
    withdrawn: 'Withdrawn',
  },
  strength: {
    official: 'Official text',
    'official-copy': 'Copy of an official text',
    company: 'Company report',
    'law-firm': 'Law firm',
    press: 'Press report',
    community: 'Community report',
  },
  revision: {
    publication: 'Published',
    correction: 'Correction',
    update: 'Update',
    clarification: 'Clarification',
  },
  claim: {
    alleged: 'Alleged, not decided by a court',
    stated: 'As the source states it',
    estimated: 'An estimate',
    reading: 'Our own reading',
  },
  named: {
    charged: 'charged, not convicted',
    pleaded: 'pleaded guilty',
    convicted: 'convicted',
    sanctioned: 'under sanctions',
    named: 'named',
  },
}

const words: Record<Language, ReadingWords> = { en }

/** The words around advisories in one language. */
export function readingWords(language: Language): ReadingWords {
  return words[language]
}
