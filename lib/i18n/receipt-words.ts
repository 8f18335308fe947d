/** The words of a saved receipt, and of the page that checks one. One table per language. */
import type { ReceiptVerdict } from '#lib/protocol/receipt-check'
import type { Language } from './languages.ts'

/** What the page can say of what was given to it. */
export type CheckOutcome =
  | ReceiptVerdict
  | 'empty'
  | 'none'
  | 'several'
  | 'broken'
  | 'unreachable'
  | 'unreadable'
  | 'too-large'

export type ReceiptWords = {
  /** The file a sender keeps. */
  saved: {
    title: string
    what: string
    reference: string
    received: string
    /** `{from}` and `{to}` on `{date}`. */
    hour: string
    inbox: string
    parts: string
    /** `{number}`, `{bytes}`; the hash follows on a line of its own. */
    part: string
    provesHeading: string
    proves: readonly string[]
    notHeading: string
    not: readonly string[]
    checkHeading: string
    /** `{site}` */
    check: readonly string[]
    keepHeading: string
    keep: readonly string[]
    /** Before the values as they were signed. */
    signed: string
  }
  /** The page's script. */
  check: {
    checking: string
    outcome: Record<CheckOutcome, { title: string; text: string }>
    shown: string
    key: string
    onlyThese: string
  }
}

const en: ReceiptWords = {
  saved: {
    title: 'Receipt for a tip',
    what: 'This file shows that an encrypted tip was received. It holds none of the words and files of the tip.',
    reference: 'Reference',
    received: 'Received',
    hour: '{date}, between {from} and {to} UTC',
    inbox: 'Inbox',
    parts: 'What was received (encrypted, so sizes and hashes are those of the encrypted bytes):',
    part: 'Part {number}: {bytes} bytes, SHA-256',
    provesHeading: 'What this receipt proves',
    proves: [
      'In that hour, the site that holds the signing key had stored encrypted parts of exactly these sizes and hashes for this inbox. If one value below were changed, the check would fail.',
    ],
    notHeading: 'What it does not prove',
    not: [
      'Who sent the tip.',
      'What is in the tip. No one can read that from this file.',
      'That someone has read it, or what was done with it.',
    ],
    checkHeading: 'How to check it later',
    check: [
      'Open {site}/receipt and choose this file. The check runs in the browser. The file is not sent anywhere.',
      'Or check it by hand: take the key named below from {site}/.well-known/tip-receipt-key (a JWK Set; keys no longer in use stay there). Check the Ed25519 signature over the text “rhw-receipt-v1”, a line feed, and the RFC 8785 JSON of the receipt without “signature”. Any tool that knows Ed25519 can do it. {site}/receipt gives commands.',
    ],
    keepHeading: 'If you keep this file',
    keep: [
      'Whoever finds it on your device learns that you sent a tip. You can give copies to a lawyer.',
      'Save a copy of {site}/.well-known/tip-receipt-key beside it if you want to check it even when the site is gone.',
    ],
    signed: 'The receipt. Only what stands from here on is signed. Do not change it:',
  },
  check: {
    checking: 'Checking.',
    outcome: {
      genuine: {
        title: 'This receipt is genuine',
        text: 'This site signed exactly these values. In that hour it had stored encrypted parts of these sizes and hashes. It does not say who sent them, or what is in them.',
      },
      changed: {
        title: 'This receipt was changed',
        text: 'It names a key of this site, but the signature does not fit. At least one value is not what the site signed. Nobody can tell from the receipt which one. If you have another copy of the file, check that one.',
      },
      'unknown-key': {
        title: 'This site did not sign this receipt',
        text: 'It names a key that this site has never used. Either it comes from another site, or the name of the key was changed. Look at the address in the file, and check it there.',
      },
      unsupported: {
        title: 'This browser cannot check it',
        text: 'It lacks the cryptography that is needed. Nothing is said of the receipt. Open this page by https:// in a current browser, or check by hand as shown below.',
      },
      empty: {
        title: 'There is nothing to check yet',
        text: 'Choose the file that you saved, or paste its text.',
      },
      none: {
        title: 'There is no receipt in this',
        text: 'A receipt ends with lines between { and }, one of them beginning with "reference". Choose the file that you saved when the tip was sent.',
      },
      several: {
        title: 'There is more than one receipt in this',
        text: 'Check them one at a time, so that it is clear which one is meant.',
      },
      broken: {
        title: 'This is not a whole receipt',
        text: 'Something is missing, was added or cannot be read. Choose the saved file again. If you pasted it, paste everything from { to }.',
      },
      unreachable: {
        title: 'The site’s keys could not be loaded',
        text: 'Nothing is said of the receipt. It is still here. Check again when the connection is back.',
      },
      unreadable: {
        title: 'The file could not be read',
        text: 'It may have been moved, or it is a folder. Choose it again, or open it and paste its text.',
      },
      'too-large': {
        title: 'This file is too large for a receipt',
        text: 'A receipt has a few thousand characters. Choose the file whose name begins with “receipt”.',
      },
    },
    shown: 'What the receipt says',
    key: 'Signed by the key',
    onlyThese:
      'Only these values are signed. Other text in the file may have been changed by anybody.',
  },
}

const words: Record<Language, ReceiptWords> = { en }

/** The words of receipts in one language. */
export function receiptWords(language: Language): ReceiptWords {
  return words[language]
}
