/** What the form and the sealing worker say to each other (structured clone, one job at a time). */
import type { Examination, HiddenFinding } from '#lib/evidence/examination'
import type { FileLimits } from '#lib/evidence/limits'
import type { OpenedReply } from '#lib/follow-up/open-reply'
import type { Receipt } from '#lib/protocol/shapes'
import type { Answers } from '#lib/tip/schema'

export type SealingInbox = {
  id: string
  /** The archive's is marked, since a tip goes without it when it cannot be used. */
  certificates: { fingerprint: string; armored: string; archive?: true | undefined }[]
  /** How many files and bytes in all it takes; the usual ones (lib/evidence/limits) when left out. */
  limits?: FileLimits
}

/** A file to send; `id` is the form's own name for it and goes nowhere else. */
export type JobFile = {
  id: string
  file: File
  note?: string
  /** What was found beside its content; `remove` takes it out before sealing. */
  hidden?: { found: HiddenFinding[]; remove: boolean }
}

/** Everything the worker needs to seal and send one tip, or one further message about it. */
export type SendJob = TipJob | MessageJob

/** The first message about something. */
export type TipJob = SendJobBase & {
  answers: Answers
  message?: undefined
  /** Makes a code to come back with; `pattern` is the site's reply address, with one `*`. */
  followUp?: { pattern: string } | undefined
}

/** A further message in the conversation that is open in the worker; its inbox must be the same. */
export type MessageJob = SendJobBase & {
  answers: Pick<Answers, 'story'>
  message: true
  followUp?: undefined
}

type SendJobBase = {
  files: JobFile[]
  inbox: SealingInbox
  /** Titles of the signs by id, for the report; without them it shows the ids. */
  signTitles?: Readonly<Record<string, string>>
  /** Origin and base of the API, e.g. `https://example.org`. */
  origin: string
}

export type ToWorker =
  | { kind: 'send'; job: SendJob }
  | { kind: 'cancel' }
  /** Sends a file that failed once more, from its first byte; only this file. */
  | { kind: 'retry-file'; id: string }
  /** Takes a file out of the tip that is being sent; nothing of it is left for the inbox. */
  | { kind: 'remove-file'; id: string }
  | { kind: 'examine'; id: string; file: File }
  /** `id` comes back with the answer. */
  | { kind: 'conversation'; id: string; ask: ConversationAsk }

/** What can be asked of the conversation with the desk; `open` comes first. */
export type ConversationAsk =
  | { what: 'open'; words: readonly string[]; origin: string }
  | { what: 'refresh' }
  | { what: 'read'; reply: string }
  | { what: 'mark-read'; replies: readonly string[] }
  /** For good, on the server too. */
  | { what: 'end' }
  /** Only here: words and keys leave the worker's memory. */
  | { what: 'forget' }

/** What the server knows of a conversation; hours are like `2026-11-22T10:00Z`. */
export type ConversationState = {
  reference: string
  inbox: string
  /** When it is forgotten, unless either side writes again. */
  expires: string
  /** The sender's, the tip first; `delivered` is null until it is in the desk's mailbox. */
  messages: { number: number; hour: string; delivered: string | null }[]
  /** The desk's; `bytes` of the sealed message. */
  replies: { id: string; number: number; hour: string; bytes: number; read: boolean }[]
}

export type OpenOutcome =
  | { ok: true; state: ConversationState }
  | {
      ok: false
      /** `unknown`: a wrong code, one that was never used, or a conversation that was forgotten. */
      reason: 'unknown' | 'busy' | 'offline' | 'internal'
      /** For the sender: what is wrong and what to do, in plain English. */
      message: string
      /** When the server said how long to wait. */
      retryAfterMs?: number
    }

export type ReadOutcome = { ok: true; reply: OpenedReply } | { ok: false; message: string }

export type ConversationAnswer =
  | { what: 'open' | 'refresh'; outcome: OpenOutcome }
  | { what: 'read'; outcome: ReadOutcome }
  | { what: 'mark-read' | 'end' | 'forget'; done: boolean }

/** What a sender comes back with. It is shown once and never leaves the device. */
export type WayBack = {
  /** The nine words. */
  code: string[]
  /** For the page without JavaScript, as it is shown: six groups of four characters. */
  returnNumber: string
}

/** The stages shown to the sender; `waiting` means the line is lost and will be tried again by itself. */
export type SendPhase = 'encrypting' | 'proving' | 'sending' | 'waiting' | 'checking'

export type SendProgress = {
  phase: SendPhase
  /** Sealed bytes that the server holds, and all there are; both 0 until the sizes are known. */
  doneBytes: number
  totalBytes: number
  /** Of the last minute; null until it can be told, and while the line is lost. */
  bytesPerSecond: number | null
  secondsLeft: number | null
  /** In the order of `job.files`. */
  files: FileProgress[]
}

export type FileProgress = {
  id: string
  /** `failed` waits until the file is tried again or removed; the other files go on meanwhile. */
  state: 'waiting' | 'sending' | 'done' | 'failed' | 'removed'
  /** Bytes of the file. */
  doneBytes: number
  totalBytes: number
  /** What is wrong and what to do, in plain English. */
  message?: string
  /** Of a file that failed: tried again, it goes with the hidden data that cannot be taken out of it. */
  unchanged?: true
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
  /** `report` is the readable report exactly as it was sealed, for the copy that a sender may keep. */
  | ({ kind: 'received'; receipt: Receipt; report?: string } & Partial<WayBack>)
  | { kind: 'failed'; failure: SendFailure }
  | { kind: 'examined'; id: string; examination: Examination }
  | { kind: 'conversation'; id: string; answer: ConversationAnswer }
