/** The words of the page without scripts for senders who come back, and of the code it gives. One table per language. */
import type { Language } from './languages.ts'

export type PlainFollowUpWords = {
  title: string
  titleFound: string
  titleSent: string
  description: string
  lead: string
  different: { heading: string; points: readonly string[] }
  /** Where the site has no way back. */
  none: string
  number: { label: string; hint: string; look: string; again: string; other: string }
  replies: {
    heading: string
    none: string
    one: string
    /** `{count}` */
    several: string
    /** `{number}` and `{hour}` */
    came: string
    cameRead: string
    whyHeading: string
    why: readonly string[]
    link: string
    tor: string
  }
  state: {
    heading: string
    reference: string
    messagesHeading: string
    /** `{number}`, `{hour}` */
    stored: string
    delivered: string
    waiting: string
    /** `{hour}` */
    expires: string
  }
  message: {
    heading: string
    label: string
    hint: string
    server: string
    sealing: string
    send: string
    sendHint: string
    kept: string
    again: string
  }
  /** Ending the conversation: the way there, the question, and what is left. */
  end: {
    heading: string
    means: readonly string[]
    go: string
    question: string
    lost: string
    yes: string
    no: string
    title: string
    done: string
    note: string
    another: string
  }
  errors: {
    empty: string
    words: string
    malformed: string
    unknown: string
    /** `{wait}` */
    throttled: string
    story: string
  }
  /** The question on the form of a tip. */
  ask: { label: string; hint: string; box: string }
  /** The code on the receipt. */
  code: {
    heading: string
    once: string
    wordsLabel: string
    numberLabel: string
    numberUse: string
    seen: string
    lost: string
    link: string
    plainLink: string
    /** `{reference}` */
    shown: string
  }
}

const en: PlainFollowUpWords = {
  title: 'Come back without scripts',
  titleFound: 'How your tip stands',
  titleSent: 'Your message is stored',
  description:
    'See how your tip stands and write to the desk again, in a browser without JavaScript. Here our server encrypts what you write.',
  lead: 'Here you see how your tip stands, and can write again. This page has no scripts.',
  different: {
    heading: 'What is different here',
    points: [
      'Your browser does not encrypt what you write here. Our server does, while it receives it.',
      'So whoever controls our server at that moment could read it. That may be us, our host, or somebody who broke in.',
      'Our server sees your return number, too. It does not store it. It cannot open replies with it.',
    ],
  },
  none: 'This site cannot be answered: its desk has no way back to senders. You can send another tip.',
  number: {
    label: 'Your return number',
    hint: 'Six groups of four letters and digits, which came with your code. Spaces and dashes do not matter. It is not the nine words: never type those here.',
    look: 'Show how it stands',
    again: 'Look again',
    other: 'Use another return number',
  },
  replies: {
    heading: 'Replies from the desk',
    none: 'No reply has come yet.',
    one: 'One reply waits for you.',
    several: '{count} replies wait for you.',
    came: 'Reply {number}: came {hour}, not read yet',
    cameRead: 'Reply {number}: came {hour}, read',
    whyHeading: 'Why you cannot read replies here',
    why: [
      'Replies are encrypted to a key that only your nine words open.',
      'A page with JavaScript opens them in your own browser. Without it, our server would have to do that. Then it would learn your words and could read every reply, so it must not.',
    ],
    link: 'To read replies, use the page with JavaScript',
    tor: 'In Tor Browser it works on the security levels “Standard” and “Safer”.',
  },
  state: {
    heading: 'How it stands',
    reference: 'Reference of your tip',
    messagesHeading: 'Your messages',
    stored: 'Message {number}: stored {hour}',
    delivered: 'delivered to the desk {hour}',
    waiting: 'not delivered yet',
    expires:
      'All of this is forgotten on {hour}, and your return number with it, unless you or the desk writes before.',
  },
  message: {
    heading: 'Write again',
    label: 'Your message',
    hint: 'The desk gets it with the reference of your tip.',
    server:
      'Our server sees this while it receives it. Then it keeps only the encrypted message, its hour and its size.',
    sealing: 'The keys it is sealed to',
    send: 'Send the message',
    sendHint:
      'It is sent at once. With large files this takes a while: wait until the next page says that it is stored.',
    kept: 'The message that you typed is still here.',
    again:
      'If you load this page again and your browser asks to send again, the same message is not stored twice within the hour.',
  },
  end: {
    heading: 'End this conversation',
    means: [
      'The replies, your key and everything by which this server knows the conversation are deleted at once.',
      'Your words and your return number open nothing any more. You cannot undo it.',
      'What the desk has received stays with the desk, and mail servers may have copies, all encrypted.',
    ],
    go: 'End this conversation',
    question: 'End it for good?',
    lost: 'Replies that you have not read are lost, too.',
    yes: 'Yes, end it and delete',
    no: 'No, keep it',
    title: 'The conversation is ended',
    done: 'What was kept of it here is deleted. Your words and your return number open nothing any more.',
    note: 'Destroy your note of them. Your browser may show the pages of before when you go back: close this window.',
    another: 'Send a new tip',
  },
  errors: {
    empty: 'Type your return number',
    words:
      'Do not type your words here. They were not stored, and are not shown again. This field takes the return number: six groups of four letters and digits',
    malformed:
      'This is no return number. It has 24 letters and digits in six groups. Compare it with what you wrote down',
    unknown:
      'No conversation has this return number. It may be mistyped, or the conversation was ended, or forgotten after its time',
    throttled:
      'Too many return numbers were tried from your network or on this page. {wait}, then try again',
    story: 'Write your message',
  },
  ask: {
    label: 'Do you want to hear back?',
    hint: 'With a code you can read the desk’s replies here and write again, without giving an address. On this page our server makes the code: it sees it once, and forgets it. If nobody but you may ever see it, use the form with JavaScript.',
    box: 'Give me a code to come back',
  },
  code: {
    heading: 'Your way back: write it down now',
    once: 'This is shown only once. Nobody can give it to you again. If you lose the words, you lose the conversation.',
    wordsLabel: 'Your code, nine words',
    numberLabel: 'Your return number',
    numberUse:
      'The words open replies on the page with JavaScript. The return number is for the page without scripts: there you see how your tip stands and can write again. Never type the words there.',
    seen: 'On this page our server made the words, so it saw them once. It has forgotten them and did not store them. Whoever controlled our server at that moment could have kept them, and could read the replies.',
    lost: 'Anyone who finds the words can read what the desk writes to you. Keep them where nobody looks, best on paper.',
    link: 'Read replies (with JavaScript)',
    plainLink: 'Come back without scripts',
    shown:
      'Your code was shown once, and our server has forgotten it. If you did not see it, nobody can get it back. Then send another tip, ask for a code again, and name the reference {reference}.',
  },
}

const tables: Record<Language, PlainFollowUpWords> = { en }

/** The words of the page without scripts for senders who come back, in `language`. */
export function plainFollowUpWords(language: Language): PlainFollowUpWords {
  return tables[language]
}
