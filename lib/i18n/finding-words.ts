/**
 * The sentences for what a file tells beside its content. The worker fills them in; they are shown
 * in the form and stand in the sealed report.
 */
import type { HiddenKind } from '#lib/tip/questions'
import type { Language } from './languages.ts'

/** A sentence and what kind of thing it is about; `{value}` is what the file says. */
type Finding = readonly [kind: HiddenKind, sentence: string]

const en = {
  takenAt: ['place', 'It says where it was taken: {value}'],
  placeNamed: ['place', 'It names a place: {value}'],
  placeData: ['place', 'It holds data of a positioning device (GPS)'],
  placeTrack: ['place', 'It may hold a track of places or movements beside the picture'],
  taken: ['time', 'It says when it was taken: {value}'],
  created: ['time', 'It says when it was made: {value}'],
  changed: ['time', 'It says when it was last changed: {value}'],
  printed: ['time', 'It says when it was last printed: {value}'],
  camera: ['camera', 'It names the camera or phone: {value}'],
  lens: ['camera', 'It names the lens: {value}'],
  serial: ['camera', 'It gives a serial number of the camera or lens: {value}'],
  computer: ['camera', 'It names the computer or phone: {value}'],
  author: ['person', 'It names its author: {value}'],
  owner: ['person', 'It names the owner: {value}'],
  changedBy: ['person', 'It names who changed it last: {value}'],
  company: ['person', 'It names an organisation: {value}'],
  manager: ['person', 'It names a manager: {value}'],
  deliveredTo: ['person', 'It says to whom it was delivered: {value}'],
  software: ['software', 'It names the software it was made with: {value}'],
  template: ['software', 'It names the template it was made from: {value}'],
  revision: ['history', 'It says how often it was saved: {value}'],
  editingTime: ['history', 'It says how long it was edited: {value}'],
  savedAgain: [
    'history',
    'It was changed after it was made ({value}); earlier versions may still be inside',
  ],
  tracked: ['history', 'It keeps tracked changes: {value}'],
  trackedBy: ['history', 'It names who made tracked changes: {value}'],
  editHistory: ['history', 'It lists steps of its editing'],
  derived: ['history', 'It names the file it was made from: {value}'],
  title: ['comment', 'It has a title of its own: {value}'],
  description: ['comment', 'It has a description: {value}'],
  keywords: ['comment', 'It has keywords: {value}'],
  comment: ['comment', 'It has a comment: {value}'],
  comments: ['comment', 'It holds comments'],
  commentBy: ['comment', 'It holds comments of: {value}'],
  thumbnail: ['preview', 'It holds a small preview, which may show what was cut away or covered'],
  secondImage: ['preview', 'It holds further pictures or a short film behind the picture'],
  pictures: ['other', 'It holds photos ({value}), which may have hidden data of their own'],
  attachments: ['other', 'It holds other files, which may have hidden data of their own'],
  hiddenParts: ['other', 'It holds hidden sheets: {value}'],
  maker: ['other', 'It holds notes of the camera’s maker, often with serial numbers'],
  uniqueId: ['other', 'It has a number that no other file has: {value}'],
  camerasData: ['other', 'It holds technical data of the camera (EXIF)'],
  moreData: ['other', 'It holds further data beside the picture: {value}'],
  afterEnd: ['other', 'Something stands behind its end, which programs do not show'],
  customFields: ['other', 'It has fields of an organisation’s own'],
  encrypted: ['other', 'It is protected by a password, so this page could not look inside'],
  archive: ['other', 'It is an archive. The files inside keep their own hidden data'],
  cannotLook: ['other', 'This page cannot look into files of this kind'],
  notAll: ['other', 'This page could not look at all of it, so there may be more'],
  unreadable: ['other', 'It could not be read to look for hidden data'],
} as const satisfies Record<string, Finding>

export type FindingName = keyof typeof en
export type FindingWords = Record<FindingName, Finding>

const tables: Record<Language, FindingWords> = { en }

/** What can be said of a file, in `language`. */
export function findingWords(language: Language): FindingWords {
  return tables[language]
}
