/** The words about the code with which a sender comes back, from the form to the receipt. One table per language. */
import type { Point } from './form-before-words.ts'
import type { Language } from './languages.ts'

export type WayBackWords = {
  /** Stands in the place of the point about staying anonymous, where the site has a way back. */
  before: Point
  /** Stands above the question how the sender can be reached. */
  contact: string
  /** The choice before sending. */
  label: string
  means: string
  without: string
  /** On the receipt. `{address}` is where the code is typed. */
  heading: string
  lead: string
  words: string
  keepHeading: string
  keep: string[]
  copy: string
  copied: string
  copyFailed: string
  copyMeans: string
  checkHeading: string
  /** `{first}` and `{second}` are the places of two words. */
  checkLead: string
  /** `{number}` is the place of a word, here and in the next two. */
  word: string
  wrong: string
  empty: string
  check: string
  right: string
  letGo: string
  letGoMeans: string
  letGone: string
  next: string
  number: string
  numberMeans: string
  numberLink: string
  leaving: { question: string; yes: string; no: string }
  save: string
  saveMeans: string
  /** In the saved receipt. `{site}` is its address. */
  saved: { heading: string; lead: string; code: string; number: string }
}

const en: WayBackWords = {
  before: {
    term: 'If you stay anonymous',
    text: 'After sending you can get a code. With it you come back here, read what the desk asks, and answer. Without a code or an address we cannot ask you anything.',
  },
  contact:
    'You can leave this empty and still be asked: before sending, choose a code to come back.',
  label: 'Get a code to come back',
  means:
    'Nine words, shown once. Whoever has them can read the desk’s replies. Lose them, and the way back is lost.',
  without: 'Without a code the desk cannot ask you anything on this site.',
  heading: 'Your code to come back',
  lead: 'These nine words are shown only now, and nobody can give them to you again. With them you see whether the tip arrived, read what the desk asks, and answer, at {address}.',
  words: 'Your nine words, in three lines of three',
  keepHeading: 'How to keep it',
  keep: [
    'Write the words on paper, in this order, and keep it where nobody looks.',
    'Take no photo: phones copy photos to a cloud.',
    'Put them into no mail, chat, note or device of your employer.',
  ],
  copy: 'Copy the nine words',
  copied: 'Copied.',
  copyFailed: 'The browser did not allow copying. Write the words down.',
  copyMeans:
    'For a password manager of your own. Other programs and devices may read what is copied, so copy something else afterwards.',
  checkHeading: 'Check that you have it',
  checkLead:
    'From your note, type words {first} and {second}. Until then this page asks before it lets you leave.',
  word: 'Word {number}',
  wrong: 'Word {number} is another one. Compare your note with the words above.',
  empty: 'Type word {number}',
  check: 'Check',
  right: 'Right: you have the code. You can leave this page.',
  letGo: 'I do not want to come back',
  letGoMeans: 'Then you may leave without the words.',
  letGone:
    'You may leave without the words. They stay here until you do; without them nobody can come back to this tip.',
  next: 'If the desk has a question, it waits for you here. Nobody tells you that it came: come back with your code, for the first time in a few days.',
  number: 'Return number, for a browser without scripts',
  numberMeans:
    'It shows whether a reply has come and lets you write again. It does not open replies. Your nine words give it, too.',
  numberLink: 'The page for it',
  leaving: {
    question: 'You have not checked that you have your code. Leave without it?',
    yes: 'Leave without the code',
    no: 'Back to the code',
  },
  save: 'Write the nine words into the file, too',
  saveMeans: 'Then whoever finds the file can read the desk’s replies.',
  saved: {
    heading: 'Your code to come back',
    lead: 'Keep this file to yourself: whoever has these nine words can read what the desk replies, and answer in your place. Type them at {site}/follow-up and nowhere else.',
    code: 'Code',
    number: 'Return number, for {site}/follow-up/plain',
  },
}

const tables: Record<Language, WayBackWords> = { en }

/** These words in `language`. */
export function wayBackWords(language: Language): WayBackWords {
  return tables[language]
}
