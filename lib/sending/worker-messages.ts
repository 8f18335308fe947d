/** What the form and the sealing worker say to each other (structured clone, one job at a time). */
import type { Receipt } from '#lib/protocol/shapes'
import type { Answers } from '#lib/tip/schema'

export type SealingInbox = {
  id: string
  /** The archive's is marked, since a tip goes without it when it cannot be used. */
  certificates: { fingerprint: string; armored: string; archive?: true | undefined }[]
}

/** Everything the worker needs to seal and send one tip. */
export type SendJob = {
  answers: Answers
  files: { file: File; note?: string }[]
  inbox: SealingInbox
  /** Titles of the signs by id, for the report; without them it shows the ids. */
  signTitles?: Readonly<Record<string, string>>
  /** Origin and base of the API, e.g. `https://example.org`. */
  origin: string
}

export type ToWorker = { kind: 'send'; job: SendJob } | { kind: 'cancel' }

/** The stages shown to the sender; `waiting` means the line is lost and will be tried again by itself. */
export type SendPhase = 'encrypting' | 'proving' | 'sending' | 'waiting' | 'checking'

export type SendProgress = {
  phase: SendPhase
  /** Sealed bytes stored so far and in total; 0 until sealing is finished. */
  doneBytes: number
  totalBytes: number
}

/** Why nothing was received. `retryable`: the same button may be pressed again as it is. */
export type SendFailure = {
  code:
    | 'no-crypto'
    | 'bad-certificate'
    | 'unreadable-file'
    | 'too-large'
    | 'offline'
    | 'refused'
    | 'busy'
    | 'expired'
    | 'cancelled'
    | 'internal'
  retryable: boolean
  /** For the sender: what is wrong and what to do, in plain English. */
  message: string
  /** The file at fault, as an index into `job.files`. */
  file?: number
}

export type FromWorker =
  | { kind: 'ready' }
  | { kind: 'progress'; progress: SendProgress }
  | { kind: 'received'; receipt: Receipt }
  | { kind: 'failed'; failure: SendFailure }
