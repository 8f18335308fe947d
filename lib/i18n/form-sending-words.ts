/** The words from the last question to the receipt: checking, encrypting, sending, and what comes after. One table per language. */
import type { FileProgress, SendPhase } from '#lib/sending/worker-messages'
import type { Plural } from './fill.ts'
import type { Language } from './languages.ts'

export type SendingWords = {
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
    /** `{amount}` of bytes in one second. */
    speed: string
    timeLeft: { unknown: string; soon: string; minutes: Plural; hours: Plural }
    files: string
    states: Record<FileProgress['state'], string>
    needsYou: Plural
    fileRetry: string
    /** In its place where the file goes with hidden data that could not be taken out of it. */
    fileUnchanged: string
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
    checkLater: string
    print: string
    printMeans: string
    keepNone: string
    keepNoneMeans: string
    tellHeading: string
    tell: string
  }
}

const en: SendingWords = {
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
    stay: 'Keep this page open until it says that the tip is stored. The screen stays on meanwhile where the browser allows it.',
    phases: {
      encrypting: 'Encrypting on this device',
      proving: 'Doing a small sum that keeps robots out',
      sending: 'Sending',
      waiting: 'The line is lost. What was sent is safe. It goes on by itself.',
      checking: 'All sent. Waiting for the server to say it is stored',
    },
    amount: '{done} of {total}',
    speed: '{amount} a second',
    timeLeft: {
      unknown: 'time left: not known yet',
      soon: 'less than a minute left',
      minutes: { one: 'about {count} minute left', other: 'about {count} minutes left' },
      hours: { one: 'about {count} hour left', other: 'about {count} hours left' },
    },
    files: 'Your files',
    states: {
      waiting: 'waiting',
      sending: 'being sent',
      done: 'sent',
      failed: 'not sent',
      removed: 'removed, nothing of it reaches the desk',
    },
    needsYou: {
      one: 'One file could not be sent. Choose below what becomes of it; everything else goes on.',
      other:
        '{count} files could not be sent. Choose below what becomes of each; everything else goes on.',
    },
    fileRetry: 'Try again',
    fileUnchanged: 'Send unchanged',
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
    saveMeans: 'A small text file in your downloads.',
    checkLater: 'How it can be checked later',
    print: 'Print this page',
    printMeans: 'Printers and print servers can keep a copy.',
    keepNone: 'Keep none',
    keepNoneMeans:
      'Clears this page and leaves. Remember the reference if you may want to mention it; we cannot look it up for you.',
    tellHeading: 'Telling us is not telling the police',
    tell: 'Tell the authorities yourself:',
  },
}

const tables: Record<Language, SendingWords> = { en }

/** These words in `language`. */
export function sendingWords(language: Language): SendingWords {
  return tables[language]
}
