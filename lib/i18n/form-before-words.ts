/** The words that stand before the first question of the form and beside it: what a sender should know, the way out, and what to do at once. One table per language. */
import type { Language } from './languages.ts'

/** A point of the words before the first field: a few bold words and a sentence. */
export type Point = { term: string; text: string }

export type BeforeWords = {
  demonstration: { title: string; demoInbox: string; unnamed: string }
  before: {
    heading: string
    who: Point
    whoUnknown: string
    server: Point
    device: Point
    police: Point
    helped: Point
    never: Point
    regulated: Point
    time: Point
    timeUnknown: string
    emergency: Point
    anonymous: Point
    whomToTell: string
    asked: string
  }
  exit: { button: string; why: string }
  channels: { ic3: string; police: string; more: string }
  urgent: {
    heading: string
    steps: string[]
    callHeading: string
    call: string[]
    link: string
    thenTell: string
    /** `{name}` of the desk that gets it, which is there for what is urgent, or takes it as any other. */
    toUrgentDesk: string
    toUsualDesk: string
  }
}

const en: BeforeWords = {
  demonstration: {
    title: 'Demonstration: send nothing real',
    demoInbox: 'This inbox was made for trying out. Its secret key lies beside the server.',
    unnamed: 'Nobody has yet said who runs this desk, under which law, and how long tips are kept.',
  },
  before: {
    heading: 'Before you write',
    who: { term: 'Who reads it', text: '{whoReads}, in {country}.' },
    whoUnknown: 'Nobody is named yet: this is a demonstration.',
    server: {
      term: 'What our server sees',
      text: 'That a tip came, its hour, its inbox, and its size rounded up. Never the words, the files or their names. Your network address is not stored.',
    },
    device: {
      term: 'Your device',
      text: 'Use a device and a network that the person cannot see. They may administer yours.',
    },
    police: {
      term: 'Not the police',
      text: 'Telling us is not telling the police. It earns no reward and gives no protection from prosecution. Whistleblower laws may not cover it.',
    },
    helped: { term: 'If you helped', text: 'Even unknowingly: speak to a lawyer first.' },
    never: {
      term: 'Never send',
      text: 'Classified or export-controlled material, passwords, keys, or full identity documents.',
    },
    regulated: {
      term: 'In a regulated firm',
      text: 'Do not say whether a suspicious-activity report exists.',
    },
    time: {
      term: 'How long we keep it',
      text: 'In our database, encrypted: {hereDays} days after it reached the desk’s mailbox. At the desk: {deskDays} days.',
    },
    timeUnknown:
      'In our database, encrypted: {hereDays} days after it reached the desk’s mailbox. At the desk: not decided.',
    emergency: {
      term: 'Not for emergencies',
      text: 'If someone is in danger, call the police. This is not a government service.',
    },
    anonymous: {
      term: 'If you stay anonymous',
      text: 'We cannot ask an anonymous sender anything. An address made only for this helps.',
    },
    whomToTell: 'Whom to tell directly',
    asked: 'Three questions are required. The rest is for those who have it.',
  },
  exit: {
    button: 'Exit this page',
    why: 'If someone comes near: clears the form and opens another site. Older history stays in the browser.',
  },
  channels: {
    ic3: 'FBI Internet Crime Complaint Center, ic3.gov',
    police: 'The police and the sanctions authority where you are',
    more: 'Whom to tell, and when: the first 72 hours',
  },
  urgent: {
    heading: 'Do this first, then write',
    steps: [
      'Cut their access now: sessions, VPN, keys and tokens, remote tools, payments.',
      'Then preserve: keep the laptop, the logs and the messages as they are. Wipe nothing.',
      'Do not confront them and do not answer a threat alone.',
    ],
    callHeading: 'Whom to call',
    call: [
      'Your security lead and your lawyer.',
      'Your bank, exchange or payroll provider: ask them to stop or recall the payment.',
      'The police where you are. In the United States also the FBI’s Internet Crime Complaint Center, ic3.gov.',
    ],
    link: 'The first 72 hours, step by step',
    toUrgentDesk: 'This tip will go to “{name}”, the desk for what is urgent.',
    toUsualDesk:
      'There is no desk of its own for what is urgent. This tip will go to “{name}”, like any other.',
    thenTell: 'What you typed here stays. The desk does not answer at once.',
  },
}

const tables: Record<Language, BeforeWords> = { en }

/** These words in `language`. */
export function beforeWords(language: Language): BeforeWords {
  return tables[language]
}
