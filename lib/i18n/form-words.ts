/**
 * The words of the tip form around its questions (those stand in `tip-words`). Plain strings only,
 * with `{names}` for values, so that the page can hand them to the browser as they are.
 */
import type { SendPhase } from '#lib/sending/worker-messages'
import { type AuthorityWords, authorityWords } from './authority-words.ts'
import type { Plural } from './fill.ts'
import type { Language } from './languages.ts'

/** A point of the words before the first field: a few bold words and a sentence. */
export type Point = { term: string; text: string }

export type FormWords = {
  title: string
  description: string
  lead: string
  required: string
  optional: string
  newTab: string
  remove: string
  change: string
  none: string
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
  }
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
  files: {
    limits: string
    choose: string
    drop: string
    type: string
    typeUnknown: string
    note: string
    added: Plural
    removed: string
  }
  key: {
    lead: Plural
    /** Only where there are several inboxes. */
    routed: string
    check: string
    warning: string
    fingerprint: string
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
  errors: { heading: string; titlePrefix: string }
  sealer: {
    starting: string
    ready: string
    failedHeading: string
    noCrypto: string
    noWorker: string
    cure: string
    again: string
    copy: string
    copied: string
    copyFailed: string
    download: string
    otherWays: string
  }
  review: string
  reviewHint: string
  check: {
    heading: string
    lead: string
    notAnswered: string
    sealedFor: string
    send: string
    back: string
    anonymous: string
  }
  sending: {
    heading: string
    stay: string
    phases: Record<SendPhase, string>
    amount: string
    cancel: string
    failedHeading: string
    kept: string
    retry: string
    changeFirst: string
  }
  receipt: {
    heading: string
    reference: string
    received: string
    nextHeading: string
    next: string[]
    reply: string
    keepHeading: string
    keep: string[]
    dontHeading: string
    dont: string[]
    receiptHeading: string
    receiptLead: string
    save: string
    saveMeans: string
    print: string
    printMeans: string
    keepNone: string
    keepNoneMeans: string
    tellHeading: string
    tell: string
  }
  authority: AuthorityWords
  otherWays: {
    heading: string
    lead: string
    noScript: string
    steps: { text: string; command?: string }[]
    mail: string
    mailMetadata: string
    demoMail: string
    certificate: string
    copy: string
    download: string
  }
}

const en: FormWords = {
  title: 'Send us a tip',
  description:
    'Tell us about a remote hire who may not be who they say. Your report is encrypted on your device before it leaves.',
  lead: 'It is encrypted on this device before it leaves.',
  required: 'required',
  optional: 'optional',
  newTab: 'opens in a new tab',
  remove: 'Remove',
  change: 'Change',
  none: 'None',
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
    thenTell: 'What you typed here stays. The desk does not answer at once.',
  },
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
    sideHint: 'Your organisation, evidence kept, who has been told',
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
  files: {
    limits:
      'Up to {count} files, {size} together, any type. Names and contents are encrypted. Files are sent unchanged: photos and documents can name their author, device or place.',
    choose: 'Choose files',
    drop: 'or drop them here',
    type: 'says it is {type}',
    typeUnknown: 'type not stated',
    note: 'Note for “{name}”',
    added: { one: '{count} file added.', other: '{count} files added.' },
    removed: '{name} removed.',
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
  errors: {
    heading: 'There is a problem',
    titlePrefix: 'Error: ',
  },
  sealer: {
    starting: 'Preparing encryption. You can write meanwhile.',
    ready: 'Encryption is ready.',
    failedHeading: 'This page cannot encrypt, so it sends nothing',
    noCrypto:
      'This browser has no encryption here. Open the site over https, or use a current browser.',
    noWorker:
      'The part that encrypts did not start. A filter, an extension or a broken connection may have blocked it.',
    cure: 'What you typed is still here. Copy it before you leave.',
    again: 'Try to start it again',
    copy: 'Copy what you typed',
    copied: 'Copied.',
    copyFailed: 'The browser did not allow copying. Select the text below and copy it.',
    download: 'Download the certificate',
    otherWays: 'Other ways that still work',
  },
  review: 'Check your answers',
  reviewHint: 'Nothing is sent yet.',
  check: {
    heading: 'Check your answers',
    lead: 'Nothing has left this device. Change what you like, then send.',
    notAnswered: 'Not answered',
    sealedFor: 'It will be encrypted for: {name}',
    send: 'Encrypt and send',
    back: 'Back to the form',
    anonymous: 'You gave no way to reach you: the tip is anonymous.',
  },
  sending: {
    heading: 'Sending your tip',
    stay: 'Keep this page open until it says that the tip is stored.',
    phases: {
      encrypting: 'Encrypting on this device',
      proving: 'Doing a small sum that keeps robots out',
      sending: 'Sending',
      waiting: 'The connection is lost. Waiting; it goes on by itself',
      checking: 'All sent. Waiting for the server to say it is stored',
    },
    amount: '{done} of {total}',
    cancel: 'Stop sending',
    failedHeading: 'The tip was not received',
    kept: 'Nothing you typed is lost.',
    retry: 'Try again',
    changeFirst: 'Change your answers or files first',
  },
  receipt: {
    heading: 'Your tip is stored',
    reference: 'Reference',
    received: 'Received in the hour of {hour}',
    nextHeading: 'What happens next',
    next: [
      'It waits here, encrypted, until it is delivered to the desk. Only the desk can open it.',
      'Nothing is published or listed. It is shared only as you chose.',
      'If you left a way to reach you, we may ask. Otherwise we cannot.',
    ],
    reply: 'Answer: {replyTime}.',
    keepHeading: 'Keep',
    keep: [
      'The laptop as it is, until someone who investigates has looked at it.',
      'Logs, mails, chats, contracts, shipping and payment records, in the original.',
    ],
    dontHeading: 'Do not',
    dont: [
      'Do not confront the person or hint at it.',
      'Do not wipe, repair or send back the laptop.',
      'Do not pay a demand before a lawyer has looked at it.',
    ],
    receiptHeading: 'Keep a receipt?',
    receiptLead:
      'The receipt proves that a tip of this size was stored. It holds none of your words. Anyone who finds it on your device learns that you sent one.',
    save: 'Save the receipt',
    saveMeans: 'A small file in your downloads.',
    print: 'Print this page',
    printMeans: 'Printers and print servers can keep a copy.',
    keepNone: 'Keep none',
    keepNoneMeans:
      'Clears this page and leaves. Remember the reference if you may want to mention it; we cannot look it up for you.',
    tellHeading: 'Telling us is not telling the police',
    tell: 'Tell the authorities yourself:',
  },
  authority: authorityWords('en'),
  otherWays: {
    heading: 'If this page does not work',
    lead: 'You can encrypt your report yourself with GnuPG or another OpenPGP program.',
    noScript:
      'Scripts are off, so this page cannot encrypt and its button does nothing. Nothing can be sent from here. What still works:',
    steps: [
      {
        text: 'Save the certificate below as inbox.asc and check its fingerprint.',
        command: 'gpg --show-keys inbox.asc',
      },
      { text: 'Write your report into a text file. Put it and other files into one archive.' },
      {
        text: 'Encrypt the archive.',
        command: 'gpg --no-options --no-encrypt-to --recipient-file inbox.asc --encrypt report.zip',
      },
      { text: 'Send report.zip.gpg, and nothing else, to the address below.' },
    ],
    mail: 'Mail address',
    mailMetadata:
      'A mail shows its sender, its time and its size. Use an address made only for this.',
    demoMail: 'This is a demonstration inbox: it has no mail address. There is nobody to send to.',
    certificate: 'Certificate of {name}',
    copy: 'Copy the certificate',
    download: 'Download the certificate',
  },
}

const tables: Record<Language, FormWords> = { en }

/** The words of the tip form in `language`. */
export function formWords(language: Language): FormWords {
  return tables[language]
}
