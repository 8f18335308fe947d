/** The words around the files of a tip: choosing them, and what is done with hidden data in them. */
import type { EvidenceFormat } from '#lib/evidence/examination'
import type { Plural } from './fill.ts'
import type { Language } from './languages.ts'

export type FileWords = {
  limits: string
  choose: string
  drop: string
  type: string
  typeUnknown: string
  empty: string
  note: string
  added: Plural
  removed: string
  /** A name that was made harmless, or told apart from another. */
  renamed: string
  folder: Plural
  hidden: {
    looking: string
    /** Told once after files were added. */
    found: Plural
    nothing: string
    heading: string
    more: string
    question: string
    without: string
    unchanged: string
    means: string
    asked: string
    /** Where several files ask the same. */
    all: Plural
    allWithout: string
    allUnchanged: string
    allChosen: Plural
    elsewhere: Record<Exclude<EvidenceFormat, 'jpeg' | 'png' | 'webp'>, string>
    picture: string
  }
  mail: { offer: Plural; add: string; added: Plural }
  /** What stands with a file in the list of answers. */
  sent: { without: string; unchanged: Plural }
}

const en: FileWords = {
  limits:
    'Up to {count} files, {size} together, any type. Names and contents are encrypted. Photos and documents can say more than you see: each is looked at on this device, and you are told.',
  choose: 'Choose files',
  drop: 'or drop them here',
  type: 'says it is {type}',
  typeUnknown: 'type not stated',
  empty: 'empty',
  note: 'Note for “{name}”',
  added: { one: '{count} file added.', other: '{count} files added.' },
  removed: '{name} removed.',
  renamed:
    'It is listed under this name: its own was taken, too long, or had characters that can mislead.',
  folder: {
    one: '“{name}” is a folder, which cannot be sent. Pack it into a ZIP file and choose that.',
    other:
      '“{name}” and others are folders, which cannot be sent. Pack them into a ZIP file and choose that.',
  },
  hidden: {
    looking: 'Looking for hidden data …',
    found: {
      one: '{count} file tells more than you see. Look at the list.',
      other: '{count} files tell more than you see. Look at the list.',
    },
    nothing: 'No hidden data found.',
    heading: 'What it tells besides what you see',
    more: '{count} more',
    question: 'Send “{name}” with this data?',
    without: 'Send without it',
    unchanged: 'Send unchanged',
    means:
      'Did you take it? The data may lead to you. Did you get it from them? The data may be evidence. The picture itself stays the same either way. Keep the original: the report holds its fingerprint, so that it can be compared.',
    asked: 'Choose whether “{name}” is sent with or without its hidden data',
    all: {
      one: '{count} file can be sent with or without its hidden data. Choose below.',
      other:
        '{count} files can be sent with or without their hidden data. Choose for each below, or for all at once:',
    },
    allWithout: 'All without it',
    allUnchanged: 'All unchanged',
    allChosen: { one: 'Chosen for {count} file.', other: 'Chosen for {count} files.' },
    elsewhere: {
      heic: 'This page cannot take it out. A screenshot of the photo does not have it. Or send it as it is.',
      pdf: 'This page cannot take it out. Printing it into a new PDF leaves most of it behind. Or send it as it is.',
      office:
        'This page cannot take it out. In Word, Excel or PowerPoint: File, Info, Inspect Document. In LibreOffice: File, Properties. Or send it as it is.',
      video:
        'This page cannot take it out. Many phones can leave the place out when you share a film. Or send it as it is.',
      mail: 'This page cannot take it out. If nobody may know whose mailbox it is from, copy the text instead. Or send it as it is: headers are good evidence.',
      other: 'This page cannot take it out. Leave the file out, or send it as it is.',
    },
    picture:
      'This page cannot take it out of this picture. A screenshot of it does not have it. Or send it as it is.',
  },
  mail: {
    offer: {
      one: 'Its headers name {count} address or number of whoever sent it:',
      other: 'Its headers name {count} addresses and numbers of whoever sent it:',
    },
    add: 'Add them to accounts and devices',
    added: {
      one: '{count} entry added to “{list}”. Check it there.',
      other: '{count} entries added to “{list}”. Check them there.',
    },
  },
  sent: {
    without: 'sent without its hidden data',
    unchanged: {
      one: 'sent unchanged, with {count} hidden thing',
      other: 'sent unchanged, with {count} hidden things',
    },
  },
}

const tables: Record<Language, FileWords> = { en }

/** The words around files in `language`. */
export function fileWords(language: Language): FileWords {
  return tables[language]
}
