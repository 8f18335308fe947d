/** What a form asks for once its text was found right: a tip, or a further message in a conversation. */
import type { FileLimits } from '#lib/evidence/limits'
import { fill } from '#lib/i18n/fill'
import type { Language } from '#lib/i18n/languages'
import { plainWords } from '#lib/i18n/plain-words'
import type { Inbox } from '#lib/inboxes/inbox'
import type { LocalThread } from '#lib/intake/contract'
import type { OpenPgp } from '#lib/sealing/openpgp'
import { type Recipient, readRecipients } from '#lib/sealing/recipients'
import type { AttachedFile } from '#lib/tip/schema'
import { type Failure, failure } from './failures.ts'
import { isNote } from './fields.ts'
import { plainLimits } from './limits.ts'
import type { PlainError, PlainValues, WayBack } from './view.ts'

/** One note on files has at most so many characters, as the schema of a tip has it. */
const NOTE_MAX = 500

/** What is begun in the store when there is something to store. */
export type Beginning = {
  /** What it has to do with a conversation. */
  thread: LocalThread | null
  /** What its sender needs to come back; for the sender alone. */
  wayBack: WayBack | null
  /**
   * The MIME entity of part 0 before it is sealed.
   * @param files those that were sealed already @param now of which only the hour is kept
   * @param random 16 or more random bytes
   */
  message(files: readonly AttachedFile[], now: Date, random: Uint8Array): Uint8Array<ArrayBuffer>
}

export type Judged =
  | {
      ok: true
      inbox: Inbox
      recipients: Recipient[]
      limits: FileLimits
      /** Whether the mail's subject may say that it is urgent. */
      urgent: boolean
      /** Makes what is needed only if something is stored: a key, or a code. */
      begin(): Promise<Beginning>
    }
  | ({ ok: false } & Failure)

/** Whom an inbox's tips are sealed to, and what it takes; or that its keys cannot be used. */
export async function sealedFor(
  inbox: Inbox,
  { openpgp, now, language }: { openpgp: OpenPgp; now: Date; language: Language },
): Promise<{ ok: true; recipients: Recipient[]; limits: FileLimits } | ({ ok: false } & Failure)> {
  const verdict = await readRecipients(openpgp, inbox.certificates, now)
  if (!verdict.ok) return { ok: false, ...failure(503, plainWords(language).errors.key) }
  return { ok: true, recipients: verdict.recipients, limits: plainLimits(inbox.limits) }
}

/** Fields that a form has beyond its own, and texts whose end did not fit. */
export function shapeErrors(
  values: PlainValues,
  cut: ReadonlySet<string>,
  fields: readonly string[],
  language: Language,
): PlainError[] {
  const { errors } = plainWords(language)
  return [
    ...[...cut].map((field) => ({ field, message: errors.cutField })),
    ...[...values]
      .filter(([name, typed]) => !fields.includes(name) && typed.some((text) => text !== ''))
      .map(([name]) => ({
        field: null,
        message: fill(errors.unknownField, { name: name.slice(0, 60) }),
      })),
  ]
}

/** Notes that are too long. A note may come after its files, so these are looked at once more at the end. */
export function noteErrors(values: PlainValues, language: Language): PlainError[] {
  const message = plainWords(language).errors.noteTooLong
  return [...values]
    .filter(([name, [note = '']]) => isNote(name) && note.trim().length > NOTE_MAX)
    .map(([field]) => ({ field, message }))
}
