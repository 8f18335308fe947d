/** The words of the offline opener, and of the page that offers it. One table per language. */
import type { Language } from './languages.ts'

/** What can be wrong when a tip is opened: a title, and what to do. */
export type OpenerProblem =
  | 'no-tip'
  | 'no-message'
  | 'no-key'
  | 'not-a-key'
  | 'public-key-only'
  | 'key-file-too-large'
  | 'wrong-key'
  | 'secret-part-missing'
  | 'passphrase-missing'
  | 'wrong-passphrase'
  | 'unsupported-key'
  | 'not-sealed'
  | 'damaged'
  | 'too-large'
  | 'unreadable'
  | 'unexpected'
  | 'insecure'

/** What was chosen and cannot be used. */
export type RefusedSource =
  | 'key'
  | 'mail-without-tip'
  | 'outlook'
  | 'too-large'
  | 'empty'
  | 'unknown'
  | 'unreadable'

export type OpenerWords = {
  title: string
  lead: string
  needsScript: string
  offline: readonly string[]
  tip: { heading: string; label: string; hint: string }
  key: { heading: string; label: string; hint: string; helpTitle: string; help: readonly string[] }
  passphrase: { label: string; hint: string }
  open: string
  forget: string
  forgetMeans: string
  /** `{name}` */
  took: { mail: string; part: string; message: string; key: string }
  refused: Record<RefusedSource, string>
  /** `{list}` */
  missing: string
  /** `{address}` */
  fetch: string
  opening: string
  /** `{name}`, `{done}` */
  progress: string
  problems: Record<OpenerProblem, { title: string; cure: string }>
  /** `{ids}` */
  sealedTo: string
  thereIsAProblem: string
  result: {
    heading: string
    reference: string
    received: string
    inbox: string
    openedBy: string
    bytes: string
    warning: string
    unsigned: string
    signed: string
    report: string
    identifiers: string
    type: string
    value: string
    files: string
    noFiles: string
    saveReport: string
    saveJson: string
    noJson: string
    claimed: string
    note: string
    match: string
    mismatch: string
    unknown: string
    removed: string
    risky: string
    macros: string
    partMissing: string
    open: string
    save: string
    savedAs: string
    otherOrder: string
  }
}

const en: OpenerWords = {
  title: 'Open a tip',
  lead: 'For the people who read the tips. This page opens a sealed tip with your secret key. It works without a network.',
  needsScript: 'This page needs JavaScript, and it is off here. Allow it for this one file.',
  offline: [
    'Save this file, and open it from your disk on a machine that is kept for tips. It can be offline.',
    'The page may not contact any server: its own policy forbids it. Your key, your passphrase and the tip stay in this tab.',
  ],
  tip: {
    heading: '1. The tip',
    label: 'The saved mail, or its sealed parts',
    hint: 'Save the mail as a file (.eml), or take it from a Maildir. You can add files like tip.eml.pgp and file-1.pgp, saved from the mail or fetched by their link. Choose several at once, or drop them anywhere.',
  },
  key: {
    heading: '2. Your key',
    label: 'The file with your secret key',
    hint: 'A file like secret.asc. It is read here and sent nowhere.',
    helpTitle: 'How to get this file',
    help: [
      'Kleopatra: right-click your key, then Backup Secret Keys.',
      'Thunderbird: Tools, OpenPGP Key Manager, your key, File, Backup Secret Key(s) To File.',
      'GnuPG: gpg --armor --export-secret-keys --output secret.asc YOUR-ADDRESS',
      'A key on a smart card cannot leave the card. Use GnuPG with the card instead.',
      'Delete the file when you are done, or keep it on a medium that lies in a safe.',
    ],
  },
  passphrase: {
    label: 'Its passphrase',
    hint: 'Leave it empty if the key has none.',
  },
  open: 'Open the tip',
  forget: 'Forget everything',
  forgetMeans: 'Forgets key, passphrase and tip. Closing the tab does the same.',
  took: {
    mail: '{name}: a mail with a tip',
    part: '{name}: sealed part {part}',
    message: '{name}: the sealed message',
    key: '{name}: chosen',
  },
  refused: {
    key: '{name} is a key, not a tip. Choose it under 2, “Your key”.',
    'mail-without-tip':
      '{name} is a mail, but no sealed tip is in it. If it was forwarded, save the first mail instead. If your mail program opened it already, save the original (View source, Save as).',
    outlook:
      '{name} is in Outlook’s own format. Save the mail’s attachments and choose those, or save the mail as .eml from another program.',
    'too-large': '{name} is too large for a mail. Save its attachments and choose those.',
    empty: '{name} is empty. Save or fetch it again.',
    unknown:
      '{name} is no mail and no sealed part. Choose the mail saved as .eml, or files that end in .pgp or .asc.',
    unreadable: '{name} could not be read. A folder cannot be chosen, only files. Choose it again.',
  },
  missing: 'Not here yet: {list}. You can open the rest without it, and add it later.',
  fetch: 'Fetch it, still sealed, in a browser that is online: {address}',
  opening: 'Opening.',
  progress: '{name}: {done} opened',
  problems: {
    'no-tip': {
      title: 'No tip was chosen',
      cure: 'Choose the saved mail or its sealed parts under 1, “The tip”.',
    },
    'no-message': {
      title: 'The sealed message is missing',
      cure: 'It is not in what was chosen. Add the mail itself, or tip.eml.pgp: the mail names the link when it goes by link.',
    },
    'no-key': {
      title: 'No secret key was chosen',
      cure: 'Choose the file with your secret key under 2, “Your key”.',
    },
    'not-a-key': {
      title: 'There is no key in the key file',
      cure: 'Choose the file that you exported. It begins with BEGIN PGP PRIVATE KEY BLOCK, or it is the same in binary.',
    },
    'public-key-only': {
      title: 'This file holds only the public key',
      cure: 'Export the secret key: see “How to get this file”.',
    },
    'key-file-too-large': {
      title: 'The key file is too large for a key',
      cure: 'Choose the file that you exported. It has a few kilobytes.',
    },
    'wrong-key': {
      title: 'The tip was not sealed to this key',
      cure: 'Choose the secret key of the inbox that the tip was sent to. If the inbox got a new key, tips from before need the old one.',
    },
    'secret-part-missing': {
      title: 'The secret part of this key is not in the file',
      cure: 'It may be on a smart card, or only some subkeys were exported. Open the tip with GnuPG where the key is, or export the whole secret key.',
    },
    'passphrase-missing': {
      title: 'This key has a passphrase',
      cure: 'Type it under 2, “Its passphrase”, and open the tip again.',
    },
    'wrong-passphrase': {
      title: 'The passphrase does not fit this key',
      cure: 'Type it again. Check Caps Lock and the keyboard’s language. It is the passphrase that the key had when the file was exported.',
    },
    'unsupported-key': {
      title: 'This page cannot use this key',
      cure: 'The file is damaged, or the key is protected in a way that is not known here. Open the tip with GnuPG: gpg --output tip.eml --decrypt MAIL',
    },
    'not-sealed': {
      title: 'This is not a sealed tip',
      cure: 'The file cannot be read as an encrypted message. Save it from the mail again. Programs that open mail can change it; a .eml or the raw attachment is right.',
    },
    damaged: {
      title: 'The tip is damaged, or somebody changed it',
      cure: 'It did not pass the check of its integrity, so nothing of it is shown. Save or fetch it again. If it stays so, restore the mail from a backup and tell the operator.',
    },
    'too-large': {
      title: 'More came out than belongs there',
      cure: 'A small sealed file unfolded into a very large one, so it was stopped. That can be an attack. Tell the operator, and open it only with GnuPG on a machine kept for that.',
    },
    unreadable: {
      title: 'A file could not be read or kept',
      cure: 'It may have been moved or changed since you chose it, or the disk is full. Make room, and choose it again.',
    },
    unexpected: {
      title: 'This did not work',
      cure: 'Your files are as they were. Try a current Firefox or Chromium, or open the tip with GnuPG: gpg --output tip.eml --decrypt MAIL',
    },
    insecure: {
      title: 'This browser gives the page no cryptography',
      cure: 'Open the file from your disk (its address begins with file://), in a current Firefox or Chromium.',
    },
  },
  sealedTo: 'It is sealed to the keys {ids}.',
  thereIsAProblem: 'There is a problem',
  result: {
    heading: 'The opened tip',
    reference: 'Reference',
    received: 'Received in the hour',
    inbox: 'Inbox',
    openedBy: 'Opened with the certificate',
    bytes: '{bytes} bytes',
    warning:
      'All of this comes from a stranger. Believe nothing unchecked. Open files only on a machine kept for that. Never allow macros or editing, and follow no link.',
    unsigned: 'Nobody has signed it, and nobody should have: tips are anonymous.',
    signed:
      'It holds a signature. Tips have none, and this page does not check it. Make nothing of it.',
    report: 'The report',
    identifiers: 'Names, addresses and numbers',
    type: 'Kind',
    value: 'Value',
    files: 'Files',
    noFiles: 'There are no files.',
    saveReport: 'Save the report',
    saveJson: 'Save tip.json',
    noJson:
      'There is no tip.json that fits, so sizes and hashes cannot be compared. Somebody may have sent it with another program.',
    claimed: 'Said to be {type}',
    note: 'The sender writes: {note}',
    match: 'SHA-256 and size are those of the report.',
    mismatch:
      'This is not the file that the report names. It should have {bytes} bytes and the SHA-256 {sha256}. Do not rely on it.',
    unknown: 'The report does not name it, so nothing can be compared.',
    removed: 'The sender took this file out while sending. Its part holds only a note.',
    risky:
      'May run something or call home when opened. It is saved with the ending .unsafe, so that no double click opens it.',
    macros: 'Such documents can hold macros and load things from the network. Keep macros off.',
    partMissing: '{name} is not here. Add it under 1, then open the tip again.',
    open: 'Open this file',
    save: 'Save',
    savedAs: 'Is saved as {name}',
    otherOrder: 'Sealed part {part}',
  },
}

const words: Record<Language, OpenerWords> = { en }

/** The words of the opener in one language. */
export function openerWords(language: Language): OpenerWords {
  return words[language]
}
