/** The words that only the page without scripts has. One table per language. */
import type { Language } from './languages.ts'

export type PlainWords = {
  title: string
  description: string
  lead: string
  different: { heading: string; points: readonly string[]; withScripts: string; tor: string }
  /** What our server sees and what it keeps, in the place of the other form's point. */
  server: { term: string; text: string }
  /** On the other form it is recognised while the sender looks; here it is not. */
  identifiersHint: string
  identifiersLabel: string
  demandHint: string
  onlyIf: string
  urgentSummary: string
  countryNone: string
  rows: { delivery: string; money: string; reported: string; reference: string }
  files: {
    /** `{files}` and `{size}`. */
    limits: string
    last: string
    hidden: string
    /** `{number}` */
    row: string
    several: string
    note: string
  }
  sealing: {
    heading: string
    text: string
  }
  trap: { label: string; filled: string }
  send: string
  sendHint: string
  filesAgain: string
  titleReceived: string
  received: {
    keepText: string
    check: string
    download: string
    again: string
    leave: string
    text: string
  }
  /** Before the message of a line: `{number}` counts from 1. */
  line: string
  errors: {
    /** `{count}` */
    tooManyFiles: string
    /** `{size}` */
    filesTooLarge: string
    cutField: string
    textTooLarge: string
    lateText: string
    noteTooLong: string
    /** `{name}` */
    unknownField: string
    unknownPartner: string
    noWayBack: string
    broken: string
    otherSite: string
    throttled: string
    waitSeconds: string
    waitMinutes: string
    storage: string
    key: string
    stopped: string
    internal: string
  }
  /** The request was not read: what was typed is only in the browser. */
  refused: { wrongType: string; busy: string }
}

const en: PlainWords = {
  title: 'Send us a tip without scripts',
  description:
    'The tip form for browsers without JavaScript. Here our server encrypts your tip while it receives it.',
  lead: 'This page has no scripts. It works in Tor Browser’s safest mode and in text browsers.',
  different: {
    heading: 'What is different here',
    points: [
      'Your browser does not encrypt this tip. Our server does, while it receives it.',
      'So whoever controls our server at that moment could read it. That may be us, our host, or somebody who broke in.',
      'On the way the tip is protected by the connection only. The words and files are never written to our disk unencrypted.',
    ],
    withScripts: 'If you can, use the form with JavaScript instead. It encrypts on your device',
    tor: 'Use Tor Browser if nobody should see that you were here.',
  },
  server: {
    term: 'What our server sees',
    text: 'Everything, while it receives it. Then it keeps only the encrypted tip, its hour, its inbox and its size. Your network address is not stored.',
  },
  identifiersHint:
    'Paste what you have, in any form: e-mails, profiles, phones, IP addresses, domains, wallets, hashes, serial numbers. One on each line is best.',
  identifiersLabel: 'Accounts and devices',
  demandHint: 'For a threat, a theft or a ransom. Keep the originals. “In the files” is enough.',
  onlyIf: 'Everything here is optional. Fill in what you have.',
  urgentSummary: 'If data or money is leaving now',
  countryNone: 'Not given',
  rows: {
    delivery: 'If there are more, put them under “What happened?”.',
    money: 'No full card numbers. If there are more, attach a list.',
    reported: 'Tick who was told. A case number helps.',
    reference: 'Their reference ({who})',
  },
  files: {
    limits: 'Up to {files} files, {size} together, any type.',
    last: 'Larger files: use the form with JavaScript, or say in your report that you have them.',
    hidden:
      'Files are sent unchanged. Photos and documents can name their author, device or place. This page cannot remove that.',
    row: 'Files {number}',
    several: 'You can choose several at once.',
    note: 'What they are',
  },
  sealing: {
    heading: 'The keys it is sealed to',
    text: 'Our server picks the desk by your answers and encrypts the tip to its keys. It then cannot open it any more. You cannot check this from your browser.',
  },
  trap: {
    label: 'Leave this field empty',
    filled:
      'Leave the field “Leave this field empty” empty. It is there to stop robots. Clear it and send again.',
  },
  send: 'Send the tip',
  sendHint:
    'It is sent at once. With large files this takes a while: wait until the next page says that it is stored.',
  filesAgain:
    'Choose your files again. Browsers do not let a page keep them. Everything you typed is still here.',
  titleReceived: 'Your tip is stored',
  received: {
    keepText:
      'This is the receipt. It holds none of your words. Anyone who finds it on your device learns that you sent a tip.',
    check: 'Check a receipt',
    download: 'Save the receipt as a file',
    again:
      'If you load this page again and your browser asks to send again, the same tip is not stored twice within the hour.',
    leave:
      'To leave no trace on this device, close this window. Tor Browser: choose “New Identity”.',
    text: 'Receipt as text',
  },
  line: 'Line {number}',
  errors: {
    tooManyFiles: 'Choose {count} files or fewer. A ZIP file counts as one',
    filesTooLarge:
      'Choose files that have {size} or less together, or use the form with JavaScript for larger ones',
    cutField: 'This text is too long and its end was cut off. Shorten it or attach it as a file',
    textTooLarge:
      'All texts together are too long, and their end was cut off. Shorten them or attach them as files',
    lateText: 'Send the fields with text before the files, and try again',
    noteTooLong: 'Use 500 characters or fewer for the note',
    unknownField: 'There is no field called “{name}”. Leave it out and send again',
    unknownPartner: 'Choose only partners that are listed here',
    noWayBack:
      'This site has no way back to its senders. Leave the box empty, and say how you can be reached if you want to',
    broken: 'This did not arrive whole, so nothing was stored. Send it again',
    otherSite:
      'This was sent from another website, so nothing was stored. If you wrote it, read it through and send it from here',
    throttled:
      'Too much came from your network or to this page, so nothing was stored yet. {wait}, then send again',
    waitSeconds: 'Wait a minute',
    waitMinutes: 'Wait {minutes} minutes',
    storage:
      'Our server cannot store this at the moment, so nothing was stored. Send it again in some minutes, or without large files',
    key: 'The key of the desk cannot be used at the moment, so nothing was stored. Come back later, or use another way. Copy what you typed first',
    stopped:
      'This was too large or too slow to arrive, so nothing was stored. Send it again with fewer files',
    internal: 'Our server failed, and nothing was stored. Send it again',
  },
  refused: {
    wrongType:
      'This address takes forms as multipart/form-data, so nothing was stored. Use the form below.',
    busy: 'Too many people are sending at this moment, so nothing was stored. Go back: what you typed is usually still there. Wait a minute and send again.',
  },
}

const tables: Record<Language, PlainWords> = { en }

/** The words of the page without scripts in `language`. */
export function plainWords(language: Language): PlainWords {
  return tables[language]
}
