/** What looking into a file tells: which kind of file it is, and what it says beside its content. */
import type { HiddenKind } from '#lib/tip/questions'
import type { Identifier } from '#lib/tip/schema'

/** One thing that a file tells beside what one sees in it; `text` is a short plain sentence. */
export type HiddenFinding = { kind: HiddenKind; text: string }

/** What a file is by its content; its name and the type it claims say nothing here. */
export type EvidenceFormat =
  | 'jpeg'
  | 'png'
  | 'webp'
  | 'heic'
  | 'pdf'
  | 'office'
  | 'video'
  | 'mail'
  | 'other'

/** Formats from which hidden data can be taken without touching what one sees. */
export type CleanableFormat = Extract<EvidenceFormat, 'jpeg' | 'png' | 'webp'>

export type Examination = {
  format: EvidenceFormat
  findings: HiddenFinding[]
  /** Whether `withoutHidden` can take the findings out. */
  removable: boolean
  /** Addresses from the headers of mails, to be offered to the sender and confirmed by them. */
  identifiers?: Identifier[]
}

/** Why hidden data was not removed; the message is for the sender and names the way out. */
export class HiddenDataError extends Error {
  override name = 'HiddenDataError'
}

/** How many findings one file may have in a tip. */
export const FINDINGS_MAX = 40
