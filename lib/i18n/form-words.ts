/**
 * The words of the tip form around its questions (those stand in `tip-words`), gathered from a file for
 * each stretch of the way. Plain strings only, with `{names}` for values, so that the page can hand them
 * to the browser as they are.
 */
import { type AuthorityWords, authorityWords } from './authority-words.ts'
import { type CopyWords, copyWords } from './copy-words.ts'
import { type DraftWords, draftWords } from './draft-words.ts'
import { type FileWords, fileWords } from './file-words.ts'
import { type BeforeWords, beforeWords } from './form-before-words.ts'
import { type QuestionWords, questionWords } from './form-question-words.ts'
import { type SendingWords, sendingWords } from './form-sending-words.ts'
import { type KeyWords, keyWords } from './key-words.ts'
import type { Language } from './languages.ts'
import { type ReceiptWords, receiptWords } from './receipt-words.ts'
import { type WayBackWords, wayBackWords } from './way-back-words.ts'

type PageWords = {
  title: string
  description: string
  lead: string
  required: string
  optional: string
  newTab: string
  remove: string
  change: string
  none: string
  /** The page that needs no scripts, and what is different there. */
  plain: { link: string; means: string; orYourself: string }
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

export type FormWords = PageWords &
  BeforeWords &
  QuestionWords &
  SendingWords & {
    authority: AuthorityWords
    copy: CopyWords
    draft: DraftWords
    files: FileWords
    receiptFile: Pick<ReceiptWords, 'saved'>
    statement: KeyWords
    wayBack: WayBackWords
  }

const en: PageWords = {
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
  plain: {
    link: 'Write it on the page without scripts',
    means:
      'There our server encrypts your tip, not your browser: while it arrives, the server could read it. What you typed here does not go along.',
    orYourself: 'Or encrypt it yourself. Then our server can never read it:',
  },
  otherWays: {
    heading: 'If this page does not work',
    lead: 'You can also encrypt your report yourself with GnuPG or another OpenPGP program. Then our server can never read it.',
    noScript:
      'Scripts are off, so this page cannot encrypt and its button does nothing. Nothing can be sent from here.',
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

const tables: Record<Language, PageWords> = { en }

/** The words of the tip form in `language`. */
export function formWords(language: Language): FormWords {
  return {
    ...tables[language],
    ...beforeWords(language),
    ...questionWords(language),
    ...sendingWords(language),
    authority: authorityWords(language),
    copy: copyWords(language),
    draft: draftWords(language),
    files: fileWords(language),
    receiptFile: { saved: receiptWords(language).saved },
    statement: keyWords(language),
    wayBack: wayBackWords(language),
  }
}
