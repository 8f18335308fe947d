/** The words around a draft that the sender saves on their own device. One table per language. */
import type { DraftProblem } from '#lib/draft/envelope'
import type { Language } from './languages.ts'

export type DraftWords = {
  /** Where a saved draft is found. */
  found: {
    heading: string
    lead: string
    replacesTyped: string
    open: string
    opening: string
    problems: Record<DraftProblem, string>
  }
  opened: {
    heading: string
    text: string
    files: string
    leftOver: string
  }
  passphrase: string
  forget: {
    button: string
    sure: string
    yes: string
    no: string
    done: string
    failed: string
  }
  save: {
    heading: string
    hint: string
    lead: string[]
    replacesDraft: string
    passphraseHint: string
    again: string
    short: string
    differs: string
    button: string
    saveAgain: string
    saving: string
    saved: string
    refused: string
  }
  /** Beside the way out, instead of what stands there without a draft. */
  exitWhy: string
  /** After the tip was received. */
  received: { heading: string; text: string; keep: string }
}

const en: DraftWords = {
  found: {
    heading: 'A draft is saved in this browser',
    lead: 'It is encrypted. Type its passphrase to go on where you stopped.',
    replacesTyped: 'It takes the place of what you have typed on this page.',
    open: 'Open the draft',
    opening: 'Opening. This takes a moment.',
    problems: {
      'wrong-passphrase':
        'This passphrase does not open the draft, which is still there. Check capital letters and the language of the keyboard, then try again.',
      damaged:
        'What this browser stored is damaged and cannot be opened with any passphrase. You can write anew, and forget this draft.',
      newer:
        'A newer version of this page saved this draft. Load the page again, then open it. It is still there.',
    },
  },
  opened: {
    heading: 'Your draft is open',
    text: 'It also stays saved until you forget it. What you change is in it only after you save it again.',
    files: 'Files are not part of a draft. Choose these again:',
    leftOver:
      'The form no longer asks for these answers of your draft. Copy what you need into “What happened?”:',
  },
  passphrase: 'Passphrase',
  forget: {
    button: 'Forget the saved draft',
    sure: 'Forget it? It cannot be brought back.',
    yes: 'Yes, forget it',
    no: 'Keep it',
    done: 'The saved draft is forgotten.',
    failed:
      'The browser did not let this page remove the draft. Remove this site’s data in the browser’s settings.',
  },
  save: {
    heading: 'Save a draft on this device',
    hint: 'Only if you want to go on later. Nothing is sent.',
    lead: [
      'It is encrypted with a passphrase of yours and stays in this browser. Nobody can open it without the passphrase, and we cannot help.',
      'Files are not part of it, only their names and your notes.',
      'Whoever uses this browser sees that there is a draft, and about how long it is. Do not save one on a device that your employer manages or that the person can use.',
      'A private window and Tor Browser lose it when they are closed.',
    ],
    replacesDraft:
      'A draft is already saved in this browser and is not open here. Saving takes its place.',
    passphraseHint:
      'At least 12 characters, for example four words that do not belong together. If the browser offers to remember it, say no.',
    again: 'The same passphrase again',
    short: 'Use at least 12 characters',
    differs: 'This is not the same passphrase. Type it again',
    button: 'Save the draft',
    saveAgain: 'Save the draft again',
    saving: 'Saving. This takes a moment.',
    saved: 'The draft is saved. What you change from now on is in it only after you save it again.',
    refused:
      'This browser does not let the page store anything, or its storage is full. Nothing new was saved. What you typed is still here: copy it, and keep it in a safe place.',
  },
  exitWhy:
    'If someone comes near: clears the form and opens another site. The saved draft and older history stay.',
  received: {
    heading: 'Your draft is still saved in this browser',
    text: 'The tip is stored, so you need the draft no more. Whoever has its passphrase could read it.',
    keep: 'Keep it',
  },
}

const tables: Record<Language, DraftWords> = { en }

/** The words around a draft in `language`. */
export function draftWords(language: Language): DraftWords {
  return tables[language]
}
