/** The words of the page that a sender comes back to. One table per language. */
import type { SignedBy } from '#lib/follow-up/open-reply'
import type { Plural } from './fill.ts'
import type { Language } from './languages.ts'

export type FollowUpWords = {
  title: string
  description: string
  lead: string
  /** Where the site makes no new codes at present. */
  noNewCodes: string
  noScript: { heading: string; text: string; why: string; link: string }
  before: { heading: string; points: { term: string; text: string }[] }
  code: {
    label: string
    hint: string
    hide: string
    open: string
    takes: string
    opening: string
    starting: string
    /** `{count}` words instead of `{needed}`. */
    count: Plural
    empty: string
    /** Word number `{at}`, `{word}`. */
    unknownWord: string
    /** `{words}` of the list that look like it. */
    similar: string
    noneSimilar: string
  }
  refused: {
    heading: string
    unknown: string
    check: string[]
    /** `{minutes}` */
    busy: Plural
    busyUnknown: string
    offline: string
    internal: string
    lost: string
  }
  sealer: { failed: string; cure: string; again: string; link: string }
  /** Why the code is asked for again. */
  closed: Record<'idle' | 'closed' | 'ended', string> & { kept: string }
  open: {
    heading: string
    reference: string
    unread: Plural
    allRead: string
    nothingYet: string
    /** `{hour}` */
    expires: string
    restarts: string
    refresh: string
    refreshing: string
    nothingNew: string
    news: Plural
    internal: string
    gone: string
    refreshFailed: string
    close: string
    closeMeans: string
    notAlone: string
  }
  thread: {
    heading: string
    order: string
    first: string
    /** `{number}` */
    yours: string
    sent: string
    delivered: string
    notDelivered: string
    ownWords: string
    reply: string
    came: string
    unread: string
    read: string
    show: string
    opening: string
    hide: string
    again: string
    files: string
    filesWarning: string
    save: string
    noText: string
    signed: Record<SignedBy, string>
    signedMeans: Record<SignedBy, string>
    /** `{hour}` */
    signedAt: string
    /** `{subject}` */
    subject: string
    sealed: string
    shown: string
  }
  write: {
    heading: string
    label: string
    hint: string
    empty: string
    /** `{max}` characters. */
    long: string
    send: string
    sealedFor: string
    sending: string
    stay: string
    stored: string
    reference: string
    received: string
    saveReceipt: string
    receiptMeans: string
    another: string
    noInbox: string
    /** `{day}` */
    expired: string
    files: string
    fileHint: string
    failed: string
    kept: string
  }
  end: {
    heading: string
    means: string[]
    button: string
    question: string
    unsent: string
    yes: string
    no: string
    ending: string
    failed: string
  }
  exitWhy: string
}

const en: FollowUpWords = {
  title: 'Come back to a tip',
  description:
    'With the nine words you got when you sent a tip: see whether it arrived, read what the desk asks, and answer. Everything stays encrypted.',
  lead: 'With your nine words you can see whether your tip arrived, read what the desk asks, and answer.',
  noNewCodes:
    'This site gives no codes for new tips now. A code that you already have works until its conversation is forgotten.',
  noScript: {
    heading: 'Scripts are off, so your code cannot be used here',
    text: 'The replies are encrypted. Only your code opens them, and that must happen in your browser.',
    why: 'Do not type the nine words anywhere else. Without scripts you can still see whether anything came, and write to the desk, with the return number that you got beside the words:',
    link: 'Go to the page without scripts',
  },
  before: {
    heading: 'Before you open it',
    points: [
      {
        term: 'Look around',
        text: 'Nobody else should see your words or the replies. Use a device that the person you wrote about cannot see.',
      },
      {
        term: 'The words stay here',
        text: 'They never leave this device. Our server gets only a number made from them, which does not open a reply.',
      },
      {
        term: 'What our server sees',
        text: 'That somebody came back to this tip, which replies were opened and in which hour, and sizes rounded up. Never a word of either side.',
      },
      {
        term: 'It closes by itself',
        text: 'After 15 minutes without a key or a touch, and when you leave. Then the words are needed again.',
      },
    ],
  },
  code: {
    label: 'Your nine words',
    hint: 'Small or large letters, on one line or several. The first four letters of a word are enough.',
    hide: 'Hide the words while I type',
    open: 'Open',
    takes: 'Opening takes a second or two.',
    opening: 'Opening. This takes a second or two.',
    starting: 'Preparing decryption. You can type meanwhile.',
    count: {
      one: 'There is {count} word. A code has {needed}.',
      other: 'There are {count} words. A code has {needed}.',
    },
    empty: 'Type the nine words of your code',
    unknownWord: 'Word {at}, “{word}”, is in no code.',
    similar: 'Did you mean {words}?',
    noneSimilar: 'Compare it with your note.',
  },
  refused: {
    heading: 'It did not open',
    unknown:
      'No conversation opens with these words. This page cannot tell whether there ever was one.',
    check: [
      'Compare each word with your note, and their order.',
      'It may have been ended, or forgotten: that happens {days} days after the last message.',
      'A code works only on the site that gave it. Look at the address.',
    ],
    busy: {
      one: 'There were too many tries. Try again in {count} minute. Your words may be right.',
      other: 'There were too many tries. Try again in {count} minutes. Your words may be right.',
    },
    busyUnknown: 'There were too many tries. Try again in some minutes. Your words may be right.',
    offline:
      'The server cannot be reached. Check your connection and try again. Your words may be right.',
    internal: 'This page could not do it. Try again. If it fails again, load the page anew.',
    lost: 'If the code is lost, so is the conversation. Nobody can give it back. You can send a new tip.',
  },
  sealer: {
    failed: 'This page cannot decrypt',
    cure: 'Its other part did not start. A filter, an extension or a broken connection may have blocked it. Open the site over https, in a current browser.',
    again: 'Try to start it again',
    link: 'Use the page without scripts',
  },
  closed: {
    idle: 'Closed after 15 minutes without a key or a touch. Everything is hidden. Type your words to go on.',
    closed: 'Closed. Type your words to open it again.',
    ended:
      'The conversation is ended. What was kept of it here is deleted, and your code opens nothing any more. Destroy your note of it.',
    kept: 'What you wrote and did not send is kept hidden in this page until you open it again, or leave.',
  },
  open: {
    heading: 'Your conversation',
    reference: 'Reference',
    unread: { one: '{count} reply to read', other: '{count} replies to read' },
    allRead: 'Nothing new to read',
    nothingYet: 'The desk has not written yet',
    expires: 'It will be forgotten on {hour}, unless one of you writes.',
    restarts: 'Each message, yours or the desk’s, starts that time again.',
    refresh: 'Look for new messages',
    refreshing: 'Looking …',
    nothingNew: 'Nothing new.',
    news: { one: '{count} new reply.', other: '{count} new replies.' },
    internal:
      'This page could not do it. Hide and close the conversation and open it again: what you wrote is kept.',
    gone: 'The conversation is not there any more. It was ended, or its time was over. Copy what you need of this page; nothing more can be sent.',
    refreshFailed: 'It did not work.',
    close: 'Hide and close',
    closeMeans: 'After “Hide and close” your words are needed again.',
    notAlone: 'This page does not look for new messages by itself.',
  },
  thread: {
    heading: 'Messages',
    order: 'Only hours are kept, so messages of the same hour may stand in another order.',
    first: 'Your tip',
    yours: 'Your message {number}',
    sent: 'Received here on {hour}.',
    delivered: 'Delivered to the desk on {hour}.',
    notDelivered: 'Waiting here, encrypted, to be delivered to the desk.',
    ownWords:
      'What you wrote is sealed for the desk and kept nowhere else, so it cannot be shown here.',
    reply: 'The desk’s reply {number}',
    came: 'Came on {hour}.',
    unread: 'Not opened yet',
    read: 'Opened before',
    show: 'Show',
    opening: 'Opening …',
    hide: 'Hide',
    again: 'Try again',
    files: 'Files from the desk',
    filesWarning:
      'A saved file lies readable on this device and in its list of downloads. Open only what you expect.',
    save: 'Save',
    noText: 'There is no text in this reply.',
    signed: {
      desk: 'Signed with the desk’s key',
      wrong: 'The signature is not right',
      'unknown-key': 'Signed with a key this site does not know',
      nobody: 'Not signed: it came to the address that only readers of your tip know',
    },
    signedMeans: {
      desk: 'The key is the one that this site shows for the desk. A signature does not say for whom it was made: see whether its hour, the subject and the words fit your tip.',
      wrong:
        'It names the desk’s key, but does not fit this text, or the key did not hold then. Anybody may have written this.',
      'unknown-key':
        'The desk may have another key since, or somebody there uses their own. Or it is somebody else. Be careful with what it asks.',
      nobody: 'Most likely the desk wrote it. It is no proof.',
    },
    signedAt: 'Signed on {hour}, by the desk’s clock.',
    subject: 'Subject: {subject}',
    sealed: 'Text is shown as text. Addresses in it are no links: think before you open one.',
    shown: 'Reply {number} is shown.',
  },
  write: {
    heading: 'Write to the desk',
    label: 'Your message',
    hint: 'It is encrypted on this device before it leaves. Keep a copy yourself if you need one; this page keeps none.',
    empty: 'Write your message, or “See files”',
    long: 'Use {max} characters or fewer, or attach the text as a file',
    send: 'Encrypt and send',
    sealedFor: 'It will be encrypted for: {name}',
    sending: 'Sending your message',
    stay: 'Keep this page open until it says that the message is stored. The screen stays on meanwhile where the browser allows it.',
    stored: 'Your message is stored',
    reference: 'Reference',
    received: 'Received on {hour}',
    saveReceipt: 'Save the receipt',
    receiptMeans:
      'It proves that a message of this size was stored, and holds none of your words. Whoever finds it on your device learns that you wrote.',
    another: 'Write another message',
    noInbox:
      'The desk of this conversation takes no messages on this site any more. What it wrote can still be read.',
    expired:
      'The desk’s key expired on {day}, so this page cannot encrypt for it. Tell whoever runs the site, and try again later.',
    files: 'Files',
    fileHint: 'Keep the originals.',
    failed: 'The message was not received',
    kept: 'Nothing you typed is lost. You can try again.',
  },
  end: {
    heading: 'End this conversation',
    means: [
      'The replies, your key and everything by which this server knows the conversation are deleted at once.',
      'Your code opens nothing any more. You cannot undo it.',
      'What the desk has received stays with the desk, and mail servers may have copies, all encrypted.',
    ],
    button: 'End this conversation',
    question: 'End it for good?',
    unsent: 'Your unsent message is lost too.',
    yes: 'Yes, end it and delete',
    no: 'No, keep it',
    ending: 'Ending …',
    failed: 'It was not ended. Check your connection and try again.',
  },
  exitWhy:
    'If someone comes near: forgets your words and the replies, and opens another site. Older history stays in the browser.',
}

const tables: Record<Language, FollowUpWords> = { en }

/** These words in `language`. */
export function followUpWords(language: Language): FollowUpWords {
  return tables[language]
}
